#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "io/data/data_parts.h"

namespace inkling {

/// A picture file and the label of what it shows.
struct LabelledFile {
  std::filesystem::path path;
  std::uint16_t label = 0;
};

/// A picture file and the name of its class.
struct NamedFile {
  std::filesystem::path path;
  std::string class_name;
};

/// What becomes of pictures.
enum class Form {
  kUsual,     ///< Small pictures of one size stay as they are; others are prepared.
  kPrepared,  ///< All are prepared like MNIST's digits.
};

/// Reads the pictures of one part, which is split then, or of a training and a test part.
///
/// If all pictures have one size of at most 64x64, they are taken as they are; if most of them have
/// light paper, all are inverted, so that ink is light. Otherwise, and with `kPrepared`,
/// `prepare_picture` makes each one 28x28. Both parts are one set for this decision.
///
/// `Dataset::as_found` and `inverted` say what was done, so that pictures for a network that was
/// trained on the images can be prepared in the same way. Throws FileError, which names the file.
DataParts read_labelled_pictures(std::string kind, std::span<const std::vector<LabelledFile>> parts,
                                 const std::vector<std::string>& class_names, Form form);

/// The same for pictures of one part, whose classes are those that occur, sorted like class
/// folders. Throws FileError about `source` unless they are 2 to 65536.
DataParts read_named_pictures(std::string kind, std::span<const NamedFile> files,
                              const std::filesystem::path& source, Form form);

}  // namespace inkling
