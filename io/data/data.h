#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/data/data_parts.h"

namespace inkling {

/// A part of the data.
enum class Split { kTrain, kTest, kAll };

/// What files alone do not say about data.
struct DataFormat {
  /// Height and width of images that are rows of a table or an array; empty: they are square.
  std::optional<Shape> image_size = {};
  std::string label_pattern = {};      ///< See `read_pictures_by_name`; empty: no such folder.
  std::filesystem::path classes = {};  ///< See `name_classes`; empty: the data's own names.
};

/// Reads what the user gives as DATA:
///
/// - a folder of IDX files with the names of MNIST or EMNIST (see `find_idx_files`), with two parts
/// or one. If it holds several sets, `folder/PREFIX` chooses one: `emnist/emnist-balanced`;
/// - a folder of class folders with picture files, or such folders as `train/` and `test/`;
/// - a folder of pictures with their labels in their names, with `DataFormat::label_pattern`;
/// - a digit sheet such as OpenCV's digits.png: see `read_digit_sheet`;
/// - a CSV file, plain or gzip, with an image in each row (see `read_pixel_table`) or a list of
/// picture files (see `read_file_list`);
/// - an NPZ file: see `read_npz`.
///
/// Data without a test part is split by a fixed rule: in each class, in the order of the files,
/// every sixth image is a test image. So an evaluation never sees training images, whatever the
/// settings of either command. `kAll` is both parts, training images first.
///
/// Returns a complete dataset or throws FileError, also if the images have no labels. Throws
/// std::invalid_argument if the pattern is none.
Dataset load_data(const std::filesystem::path& path, Split split, const DataFormat& format = {});

/// Reads several DATA that belong together, in this order, one dataset each. If their images differ
/// in size, those that are pictures are prepared like MNIST's digits. Some may have no test images.
/// Throws FileError if the sizes still differ, or if two paths are the same.
std::vector<Dataset> load_each(std::span<const std::string> paths, Split split,
                               const DataFormat& format = {});

/// Puts datasets of one shape together. Classes are matched by name; those of the first dataset
/// come first.
Dataset merge(std::vector<Dataset> sets);

/// Reads the images of one IDX or NPY file and the labels of another.
Dataset load_data(const std::filesystem::path& images, const std::filesystem::path& labels,
                  const DataFormat& format = {});

/// Reads the images of DATA, with or without labels, or of an NPY file. The dataset's labels are
/// empty. Throws FileError.
Dataset load_images(const std::filesystem::path& path, Split split, const DataFormat& format = {});

/// The files of the images and labels that `load_data` returns for `split`. For pictures: all
/// files, because all of them decide how each one is read. Throws FileError.
std::vector<std::filesystem::path> list_data_files(const std::filesystem::path& path, Split split,
                                                   const DataFormat& format = {});

/// The files in a folder of pictures that `load_data` ignores because of their names. Empty for
/// other kinds of data.
std::vector<std::filesystem::path> list_passed_over(const std::filesystem::path& path,
                                                    const DataFormat& format = {});

/// What `inkling info` shows about data, and about several DATA that belong together.
DataParts describe_data(const std::filesystem::path& path, const DataFormat& format = {});
std::vector<DataParts> describe_each(std::span<const std::string> paths,
                                     const DataFormat& format = {});

/// Whether a file is data that `load_data` or `load_images` reads, by its first bytes: a PNG, ZIP
/// or NPY file, or a table of text. Throws FileError if it cannot be read.
bool is_data_file(const std::filesystem::path& path);

}  // namespace inkling
