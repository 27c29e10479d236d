#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// Which part of the data.
enum class Split { kTrain, kTest, kAll };

/// Reads what the user has as DATA:
///
/// - a folder with IDX files under MNIST's names or EMNIST's, see `find_idx_files`: its own two
///   parts, or the one that is there. Where it holds several sets, `folder/PREFIX` names one:
///   `emnist/emnist-balanced`;
/// - a folder of class folders with picture files, or such a folder below `train/` and `test/`;
/// - a digit sheet such as OpenCV's digits.png: see `read_digit_sheet`.
///
/// Data that has no test part of its own (class folders without `test/`, a sheet) is parted by a
/// fixed rule: of each class, in the order of the files, every sixth image is a test image. So an
/// evaluation never sees training images, whatever the settings of either command. `kAll` is both
/// parts, training images first.
///
/// Throws FileError; a complete dataset is returned or none.
Dataset load_data(const std::filesystem::path& path, Split split);

/// Reads the images of one IDX file and the labels of another.
Dataset load_data(const std::filesystem::path& images, const std::filesystem::path& labels);

/// The files whose images `load_data` gives for `split`, with their labels' files; of class folders
/// all files, since together they decide how each is read. Throws FileError.
std::vector<std::filesystem::path> list_data_files(const std::filesystem::path& path, Split split);

/// The files in class folders that `load_data` passes over because they are not named as
/// pictures. None where the data is of another kind.
std::vector<std::filesystem::path> list_passed_over(const std::filesystem::path& path);

/// What `inkling info` tells about data without parting it.
struct DataDescription {
  std::string kind;  ///< "IDX files", "class folders", "digit sheet".
  Dataset train;
  Dataset test;
  bool own_test_part = false;  ///< false where the test images are every sixth of the whole.
};
DataDescription describe_data(const std::filesystem::path& path);

}  // namespace inkling
