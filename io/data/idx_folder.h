#pragma once

#include <filesystem>
#include <optional>

namespace inkling {

/// The images of one part of the data and their labels, as two IDX files. Both paths are empty
/// where the data does not have this part.
struct IdxPair {
  std::filesystem::path images;
  std::filesystem::path labels;

  bool exists() const { return !images.empty(); }
};

struct IdxFiles {
  IdxPair train;
  IdxPair test;
};

/// Finds the IDX files of `folder` by MNIST's names, plain or .gz:
///
///     train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-..., t10k-labels-...
///
/// A dot may stand before "idx", "test" instead of "t10k", and a prefix with a hyphen before all,
/// as in EMNIST's `emnist-balanced-train-images-idx3-ubyte.gz`.
///
/// Where `folder` has no such files, they may be in a folder `raw` one or two levels below it, as
/// torchvision puts them: `raw/` or `MNIST/raw/`.
///
/// Nothing where there are no such files. Throws FileError where a part has only one of its two
/// files, where several folders `raw` have such files, and where the folder holds several sets,
/// whose prefixes it lists.
std::optional<IdxFiles> find_idx_files(const std::filesystem::path& folder);

/// The one set that `path`, a folder and a prefix such as `emnist/emnist-balanced`, names. Nothing
/// where `path` itself exists, or where there is no such set. Throws FileError like
/// `find_idx_files`.
std::optional<IdxFiles> find_idx_set(const std::filesystem::path& path);

}  // namespace inkling
