#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// A part of the data.
enum class Split { kTrain, kTest, kAll };

/// Reads what the user gives as DATA:
///
/// - a folder of IDX files with the names of MNIST or EMNIST (see `find_idx_files`), with two parts
/// or one. If it holds several sets, `folder/PREFIX` chooses one: `emnist/emnist-balanced`;
/// - a folder of class folders with picture files, or such folders as `train/` and `test/`;
/// - a digit sheet such as OpenCV's digits.png: see `read_digit_sheet`.
///
/// Data without a test part (class folders without `test/`, a sheet) is split by a fixed rule: in
/// each class, in the order of the files, every sixth image is a test image. So an evaluation never
/// sees training images, whatever the settings of either command. `kAll` is both parts, training
/// images first.
///
/// Returns a complete dataset or throws FileError.
Dataset load_data(const std::filesystem::path& path, Split split);

/// Reads the images of one IDX file and the labels of another.
Dataset load_data(const std::filesystem::path& images, const std::filesystem::path& labels);

/// The files of the images and labels that `load_data` returns for `split`. For class folders: all
/// files, because all of them decide how each one is read. Throws FileError.
std::vector<std::filesystem::path> list_data_files(const std::filesystem::path& path, Split split);

/// The files in class folders that `load_data` ignores because their names are not those of
/// pictures. Empty for other kinds of data.
std::vector<std::filesystem::path> list_passed_over(const std::filesystem::path& path);

/// What `inkling info` shows about data, before it is split.
struct DataDescription {
  std::string kind;  ///< "IDX files", "class folders", "digit sheet".
  Dataset train;
  Dataset test;
  bool own_test_part = false;  ///< false if the test images are every sixth image.
};
DataDescription describe_data(const std::filesystem::path& path);

}  // namespace inkling
