#include "io/data/data.h"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "io/data/class_folders.h"
#include "io/data/class_list.h"
#include "io/data/digit_sheet.h"
#include "io/data/file_list.h"
#include "io/data/idx.h"
#include "io/data/idx_folder.h"
#include "io/data/label_pattern.h"
#include "io/data/npz.h"
#include "io/data/numpy_array.h"
#include "io/data/pixel_table.h"
#include "io/files/csv_reader.h"
#include "io/files/error.h"
#include "io/files/file_kind.h"
#include "io/files/folder.h"
#include "io/pictures/picture_file.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

Dataset join_idx(const IdxPair& files, std::vector<std::uint16_t> labels,
                 std::vector<std::string> class_names) {
  Dataset data{.images = read_idx_images(files.images),
               .labels = std::move(labels),
               .class_names = std::move(class_names)};
  require_as_many(data, files.images.string(), files.labels.string());
  return data;
}

std::vector<std::uint16_t> read_labels_of(const IdxPair& files) {
  return files.exists() ? read_idx_labels(files.labels) : std::vector<std::uint16_t>();
}

/// Throws FileError if the part that `split` needs is missing.
void require_part(const IdxFiles& files, Split split) {
  const bool wants_train = split == Split::kTrain && !files.train.exists();
  const bool wants_test = split == Split::kTest && !files.test.exists();
  if (!wants_train && !wants_test) return;
  const fs::path& there = wants_train ? files.test.images : files.train.images;
  throw FileError(
      {.path = there.parent_path().string(),
       .problem = wants_train ? "no training images here" : "no test images here",
       .expected = wants_train ? "train-images-idx3-ubyte and train-labels-idx1-ubyte, plain or .gz"
                               : "t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or .gz",
       .found = there.filename().string(),
       .next = wants_train ? "add these two files, or train on other data"
                           : "add these two files, or evaluate with --split train"});
}

/// The training and the test part of IDX files, as far as they exist, but images only for the part
/// that `split` needs.
DataParts read_idx_parts(const IdxFiles& files, Split split) {
  require_part(files, split);
  std::vector<std::uint16_t> train_labels = read_labels_of(files.train);
  std::vector<std::uint16_t> test_labels = read_labels_of(files.test);
  const std::vector<std::string> class_names = classes_of(train_labels, test_labels);
  DataParts data{.kind = "IDX files", .train = {}, .test = {}, .own_test_part = true};
  if (split != Split::kTest && files.train.exists()) {
    data.train = join_idx(files.train, std::move(train_labels), class_names);
  }
  if (split != Split::kTrain && files.test.exists()) {
    data.test = join_idx(files.test, std::move(test_labels), class_names);
  }
  complete_parts(data, class_names, files.test.images.string());
  return data;
}

[[noreturn]] void fail_on_parquet(const fs::path& path) {
  const std::string name = path.stem().string() + ".npz";
  throw FileError(
      {.path = path.string(),
       .problem = "Parquet is not read",
       .expected = "an NPZ file, which two lines of Python make of it",
       .found = "a Parquet file",
       .next = "import io, numpy, pandas; from PIL import Image; d = pandas.read_parquet(\"" +
               path.string() + "\")\n            numpy.savez_compressed(\"" + name +
               "\", images=[numpy.array(Image.open(io.BytesIO(i[\"bytes\"])).convert(\"L\")) "
               "for i in d.image], labels=d.label)"});
}

DataParts read_file_as_data(const fs::path& path, const DataFormat& format, Form form) {
  const std::string kind = describe_kind(path);
  if (kind == "a PNG file") return split_every_sixth("digit sheet", read_digit_sheet(path));
  if (kind == "a ZIP file") return read_npz(path, format.image_size);
  if (kind == "a Parquet file") fail_on_parquet(path);
  if (is_table(path)) {
    return is_file_list(path) ? read_file_list(path, form)
                              : read_pixel_table(path, format.image_size);
  }
  const bool is_pair = kind.starts_with("an IDX") || kind == "an NPY file";
  throw FileError({.path = path.string(),
                   .problem = "not a set of digits",
                   .expected = "a folder with IDX files, a folder of class folders, a digit sheet "
                               "(a PNG file), a CSV or NPZ file",
                   .found = kind.empty() ? "a file of another kind" : kind,
                   .next = is_pair ? "--images FILE --labels FILE" : "file " + path.string()});
}

DataParts read_folder(const fs::path& path, Split split, const DataFormat& format, Form form) {
  if (!format.label_pattern.empty()) {
    return read_pictures_by_name(path, format.label_pattern, form);
  }
  if (const std::optional<IdxFiles> files = find_idx_files(path)) {
    return read_idx_parts(*files, split);
  }
  if (has_class_folders(path)) return read_class_folders(path, form);
  const std::vector<fs::path> pictures = list_pictures(path);
  std::error_code ignored;
  throw FileError(
      {.path = path.string(),
       .problem = "no digits in this folder",
       .expected = "MNIST's IDX files, here or in MNIST/raw, or a folder for each class",
       .found = fs::is_empty(path, ignored) ? "nothing"
                : pictures.empty()          ? "files only, none of them IDX"
                                   : "pictures, such as " + pictures.front().filename().string(),
       .next = pictures.empty() ? "ls " + path.string()
                                : "--label-from '*_%l.png' if the names of files have the labels"});
}

/// Reads the parts of the data; from IDX files, images only for the part that `split` needs.
DataParts read_parts(const fs::path& path, Split split, const DataFormat& format,
                     Form form = Form::kUsual) {
  std::error_code ignored;
  DataParts data;
  if (fs::is_directory(path, ignored)) {
    data = read_folder(path, split, format, form);
  } else {
    const std::optional<IdxFiles> set = find_idx_set(path);
    data = set ? read_idx_parts(*set, split) : read_file_as_data(path, format, form);
  }
  if (!format.classes.empty() && data.has_labels) name_classes(data, format.classes);
  return data;
}

/// The images of `split`.
Dataset take(DataParts data, const fs::path& path, Split split) {
  if (split == Split::kTest) {
    if (data.test.images.count() == 0) {
      throw FileError({.path = path.string(),
                       .problem = "too few images for a test part",
                       .expected = "at least six images of a class: every sixth is for testing",
                       .found = std::to_string(data.train.count()) + " images",
                       .next = "add images, or evaluate with --split train"});
    }
    return std::move(data.test);
  }
  if (split == Split::kAll) append(data.train, data.test);
  return std::move(data.train);
}

void require_labels(const DataParts& data, const fs::path& path) {
  if (data.has_labels) return;
  throw FileError({.path = path.string(),
                   .problem = "images without labels",
                   .expected = "a column named label, or an array of labels",
                   .found = data.kind + " of " + to_string(data.test.images.shape),
                   .next = "inkling classify --data " + path.string()});
}

void refuse_equal_paths(std::span<const std::string> paths) {
  std::set<fs::path> seen;
  for (const std::string& path : paths) {
    std::error_code ignored;
    fs::path real = fs::weakly_canonical(path, ignored);
    if (real.empty()) real = fs::path(path).lexically_normal();
    if (seen.insert(real).second) continue;
    throw FileError({.path = path,
                     .problem = "given twice as --data",
                     .expected = "each DATA once",
                     .next = "to use its images more often, give --weight"});
  }
}

/// That of the part that was read.
Shape shape_of(const DataParts& data) { return data.train.images.shape; }

bool have_one_shape(std::span<const DataParts> sets) {
  return std::ranges::all_of(
      sets, [&](const DataParts& set) { return shape_of(set) == shape_of(sets.front()); });
}

std::vector<DataParts> read_each(std::span<const std::string> paths, Split split,
                                 const DataFormat& format) {
  refuse_equal_paths(paths);
  std::vector<DataParts> sets;
  for (const std::string& path : paths) {
    sets.push_back(read_parts(path, split, format));
    require_labels(sets.back(), path);
  }
  for (std::size_t n = 0; n < sets.size() && !have_one_shape(sets); ++n) {
    if (sets[n].train.as_found) sets[n] = read_parts(paths[n], split, format, Form::kPrepared);
  }
  for (std::size_t n = 1; n < sets.size(); ++n) {
    if (shape_of(sets[n]) == shape_of(sets[0])) continue;
    throw FileError({.path = paths[n],
                     .problem = "its images differ in size from those of " + paths[0],
                     .expected = to_string(shape_of(sets[0])),
                     .found = to_string(shape_of(sets[n])),
                     .next = "use data whose images have one size"});
  }
  return sets;
}

bool is_npy(const fs::path& path) { return describe_kind(path) == "an NPY file"; }

}  // namespace

Dataset load_data(const fs::path& path, Split split, const DataFormat& format) {
  DataParts data = read_parts(path, split, format);
  require_labels(data, path);
  return take(std::move(data), path, split);
}

std::vector<Dataset> load_each(std::span<const std::string> paths, Split split,
                               const DataFormat& format) {
  std::vector<DataParts> parts = read_each(paths, split, format);
  const bool has_test = std::ranges::any_of(
      parts, [](const DataParts& data) { return data.test.images.count() > 0; });
  std::vector<Dataset> sets;
  for (std::size_t n = 0; n < parts.size(); ++n) {
    // Among several DATA, some may be too small to have test images.
    const bool is_empty_test = split == Split::kTest && has_test;
    sets.push_back(is_empty_test ? std::move(parts[n].test)
                                 : take(std::move(parts[n]), paths[n], split));
  }
  return sets;
}

std::vector<DataParts> describe_each(std::span<const std::string> paths, const DataFormat& format) {
  return read_each(paths, Split::kAll, format);
}

Dataset merge(std::vector<Dataset> sets) {
  Dataset merged = std::move(sets.front());
  std::map<std::string, std::uint16_t> labels = labels_by_name(merged.class_names);
  for (Dataset& set : std::span(sets).subspan(1)) {
    for (const std::string& name : set.class_names) {
      const bool is_new = labels.emplace(name, static_cast<std::uint16_t>(labels.size())).second;
      if (is_new) merged.class_names.push_back(name);
    }
    for (std::uint16_t& label : set.labels) label = labels.at(set.class_names[label]);
    if (merged.files.empty() != set.files.empty()) {
      merged.files.resize(merged.count());
      set.files.resize(set.count());
    }
    append(merged, set);
    if (merged.inverted != set.inverted) merged.inverted.reset();
    merged.as_found = merged.as_found && set.as_found;
  }
  return merged;
}

Dataset load_data(const fs::path& images, const fs::path& labels, const DataFormat& format) {
  DataParts data{.kind = "two files", .train = {}, .test = {}, .own_test_part = true};
  data.train.images = is_npy(images) ? read_numpy_images(numpy_file(images), format.image_size)
                                     : read_idx_images(images);
  data.train.labels =
      is_npy(labels) ? read_numpy_labels(numpy_file(labels)) : read_idx_labels(labels);
  require_as_many(data.train, images.string(), labels.string());
  complete_parts(data, classes_of(data.train.labels), images.string());
  if (!format.classes.empty()) name_classes(data, format.classes);
  return std::move(data.train);
}

Dataset load_images(const fs::path& path, Split split, const DataFormat& format) {
  if (fs::is_regular_file(status_of(path)) && is_npy(path)) {
    return {.images = read_numpy_images(numpy_file(path), format.image_size),
            .labels = {},
            .class_names = {}};
  }
  DataParts data = read_parts(path, split, format);
  // All images without labels are in the test part.
  Dataset images = take(std::move(data), path, data.has_labels ? split : Split::kTest);
  images.labels.clear();
  return images;
}

std::vector<fs::path> list_data_files(const fs::path& path, Split split, const DataFormat& format) {
  std::error_code ignored;
  std::vector<fs::path> files;
  if (!format.classes.empty()) files.push_back(format.classes);
  const auto add_all = [&files](const std::vector<fs::path>& more) {
    files.insert(files.end(), more.begin(), more.end());
  };
  const bool is_folder = fs::is_directory(path, ignored);
  if (is_folder && !format.label_pattern.empty()) {
    add_all(list_named_pictures(path, format.label_pattern));
    return files;
  }
  const std::optional<IdxFiles> idx = is_folder ? find_idx_files(path) : find_idx_set(path);
  if (!idx) {
    const bool is_list = !is_folder && is_table(path) && is_file_list(path);
    add_all(is_folder ? list_image_files(path)
                      : (is_list ? list_listed_files(path) : std::vector<fs::path>{path}));
    return files;
  }
  const auto add = [&files](const IdxPair& pair) {
    if (pair.exists()) files.insert(files.end(), {pair.images, pair.labels});
  };
  if (split != Split::kTest) add(idx->train);
  if (split != Split::kTrain) add(idx->test);
  return files;
}

std::vector<fs::path> list_passed_over(const fs::path& path, const DataFormat& format) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return {};
  if (!format.label_pattern.empty()) {
    return list_named_pictures(path, format.label_pattern, false);
  }
  return !find_idx_files(path) && has_class_folders(path) ? list_other_files(path)
                                                          : std::vector<fs::path>();
}

DataParts describe_data(const fs::path& path, const DataFormat& format) {
  return read_parts(path, Split::kAll, format);
}

bool is_data_file(const fs::path& path) {
  const std::string kind = describe_kind(path);
  return kind == "a PNG file" || kind == "a ZIP file" || kind == "an NPY file" ||
         kind == "a Parquet file" || is_table(path);
}

}  // namespace inkling
