#pragma once

#include <filesystem>
#include <optional>

namespace inkling {

/// The IDX files with the images and labels of one part of the data. Both paths are empty if the
/// data does not have this part.
struct IdxPair {
  std::filesystem::path images;
  std::filesystem::path labels;

  bool exists() const { return !images.empty(); }
};

struct IdxFiles {
  IdxPair train;
  IdxPair test;
};

/// Finds the IDX files in `folder` by MNIST's names, plain or .gz:
///
///     train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-..., t10k-labels-...
///
/// Variants: a dot before "idx", "test" instead of "t10k", and a prefix with a hyphen, as in
/// EMNIST's `emnist-balanced-train-images-idx3-ubyte.gz`.
///
/// If `folder` has no such files, they may be in a folder `raw` one or two levels below it, as
/// torchvision stores them: `raw/` or `MNIST/raw/`.
///
/// Empty if there are no such files. Throws FileError if a part has only one of its two files, if
/// several folders `raw` have such files, or if the folder holds several sets (it lists their
/// prefixes).
std::optional<IdxFiles> find_idx_files(const std::filesystem::path& folder);

/// The set that `path` names, a folder and a prefix such as `emnist/emnist-balanced`. Empty if
/// `path` itself exists or if there is no such set. Throws FileError like `find_idx_files`.
std::optional<IdxFiles> find_idx_set(const std::filesystem::path& path);

}  // namespace inkling
