#pragma once

#include <filesystem>
#include <string>

#include "io/data/labelled_pictures.h"

namespace inkling {

/// Reads a folder of pictures whose file names carry the label. In `pattern`, `%l` stands for the
/// label, which has no blank and none of the characters `_-.`; `*`, `?` and `[...]` mean the same
/// as in a shell. `*_%l.png` finds 7 in `scan_012_7.png`. Classes are the labels found, sorted like
/// class folders. Throws std::invalid_argument if the pattern has not exactly one `%l`, and
/// FileError if fewer than two classes are found.
DataParts read_pictures_by_name(const std::filesystem::path& folder, const std::string& pattern,
                                Form form = Form::kUsual);

/// The pictures in `folder` whose names match the pattern, or those whose names do not, sorted.
std::vector<std::filesystem::path> list_named_pictures(const std::filesystem::path& folder,
                                                       const std::string& pattern,
                                                       bool that_match = true);

}  // namespace inkling
