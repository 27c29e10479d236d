#include "io/data/data.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "io/data/class_folders.h"
#include "io/data/digit_sheet.h"
#include "io/data/idx.h"
#include "io/data/idx_folder.h"
#include "io/files/error.h"
#include "io/files/file_kind.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTestEvery = 6;

/// "0", "1", ... up to the largest label in either span.
std::vector<std::string> classes_of(std::span<const std::uint16_t> labels,
                                    std::span<const std::uint16_t> more_labels = {}) {
  std::size_t count = 2;
  for (const auto part : {labels, more_labels}) {
    for (const std::uint16_t label : part) count = std::max<std::size_t>(count, label + 1u);
  }
  return numbered_classes(count);
}

Dataset join_idx(const IdxPair& files, std::vector<std::uint16_t> labels,
                 std::vector<std::string> class_names) {
  Dataset data{.images = read_idx_images(files.images),
               .labels = std::move(labels),
               .class_names = std::move(class_names)};
  if (data.images.count() != data.labels.size()) {
    throw FileError(
        {.path = files.images.string(),
         .problem = "images and labels do not belong together",
         .expected = "one label for each of " + std::to_string(data.images.count()) + " images",
         .found = std::to_string(data.labels.size()) + " labels in " + files.labels.string(),
         .next = "take both files from the same part of the data"});
  }
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
DataDescription read_idx_parts(const IdxFiles& files, Split split) {
  require_part(files, split);
  std::vector<std::uint16_t> train_labels = read_labels_of(files.train);
  std::vector<std::uint16_t> test_labels = read_labels_of(files.test);
  const std::vector<std::string> class_names = classes_of(train_labels, test_labels);
  DataDescription data{.kind = "IDX files", .train = {}, .test = {}, .own_test_part = true};
  if (split != Split::kTest && files.train.exists()) {
    data.train = join_idx(files.train, std::move(train_labels), class_names);
  }
  if (split != Split::kTrain && files.test.exists()) {
    data.test = join_idx(files.test, std::move(test_labels), class_names);
  }
  // A missing part becomes an empty one of the same kind.
  if (!files.train.exists()) {
    data.train = {.images = {data.test.images.shape, {}}, .labels = {}, .class_names = class_names};
  }
  if (!files.test.exists()) {
    data.test = {.images = {data.train.images.shape, {}}, .labels = {}, .class_names = class_names};
  }
  const Shape& train_shape = data.train.images.shape;
  const Shape& test_shape = data.test.images.shape;
  const bool has_both = files.train.exists() && files.test.exists();
  if (split == Split::kAll && has_both && train_shape != test_shape) {
    throw FileError({.path = files.test.images.string(),
                     .problem = "its images differ in size from the training images",
                     .expected = to_string(train_shape),
                     .found = to_string(test_shape),
                     .next = "take both files from the same data"});
  }
  return data;
}

void append_image(Dataset& data, const Dataset& from, std::size_t index) {
  const std::span<const std::uint8_t> image = from.images.image(index);
  data.images.pixels.insert(data.images.pixels.end(), image.begin(), image.end());
  data.labels.push_back(from.labels[index]);
  if (!from.files.empty()) data.files.push_back(from.files[index]);
}

/// Splits data without a test part: every sixth image of each class is for the test.
DataDescription part(std::string kind, const Dataset& whole) {
  DataDescription data{.kind = std::move(kind), .train = {}, .test = {}, .own_test_part = false};
  for (Dataset* target : {&data.train, &data.test}) {
    target->images.shape = whole.images.shape;
    target->class_names = whole.class_names;
    target->as_found = whole.as_found;
    target->inverted = whole.inverted;
  }
  std::vector<std::size_t> seen(whole.class_count());
  for (std::size_t index = 0; index < whole.count(); ++index) {
    const bool test = ++seen[whole.labels[index]] % kTestEvery == 0;
    append_image(test ? data.test : data.train, whole, index);
  }
  return data;
}

DataDescription read_file_as_data(const fs::path& path) {
  const std::string kind = describe_kind(path);
  if (kind == "a PNG file") return part("digit sheet", read_digit_sheet(path));
  const bool idx = kind.starts_with("an IDX");
  throw FileError({.path = path.string(),
                   .problem = "not a set of digits",
                   .expected = "a folder with IDX files, a folder of class folders, or a digit "
                               "sheet (a PNG file)",
                   .found = kind.empty() ? "a file of another kind" : kind,
                   .next = idx ? "--images FILE --labels FILE" : "file " + path.string()});
}

/// Reads the parts of the data; from IDX files, images only for the part that `split` needs.
DataDescription read_parts(const fs::path& path, Split split) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) {
    const std::optional<IdxFiles> set = find_idx_set(path);
    return set ? read_idx_parts(*set, split) : read_file_as_data(path);
  }
  if (const std::optional<IdxFiles> files = find_idx_files(path)) {
    return read_idx_parts(*files, split);
  }
  if (has_class_folders(path)) {
    ClassFolders folders = read_class_folders(path);
    if (!folders.own_test_part) return part("class folders", folders.train);
    return {.kind = "class folders",
            .train = std::move(folders.train),
            .test = std::move(folders.test),
            .own_test_part = true};
  }
  throw FileError(
      {.path = path.string(),
       .problem = "no digits in this folder",
       .expected = "MNIST's IDX files, here or in MNIST/raw, or a folder for each class",
       .found = fs::is_empty(path, ignored) ? "nothing" : "files only, none of them IDX",
       .next = "ls " + path.string()});
}

}  // namespace

Dataset load_data(const fs::path& path, Split split) {
  DataDescription data = read_parts(path, split);
  if (split == Split::kTest) {
    if (data.test.count() == 0) {
      throw FileError({.path = path.string(),
                       .problem = "too few images for a test part",
                       .expected = "at least six images of a class: every sixth is for testing",
                       .found = std::to_string(data.train.count()) + " images",
                       .next = "add images, or evaluate with --split train"});
    }
    return std::move(data.test);
  }
  if (split == Split::kAll) {
    std::ranges::copy(data.test.images.pixels, std::back_inserter(data.train.images.pixels));
    std::ranges::copy(data.test.labels, std::back_inserter(data.train.labels));
    std::ranges::copy(data.test.files, std::back_inserter(data.train.files));
  }
  return std::move(data.train);
}

Dataset load_data(const fs::path& images, const fs::path& labels) {
  std::vector<std::uint16_t> read_labels = read_idx_labels(labels);
  std::vector<std::string> class_names = classes_of(read_labels);
  return join_idx({images, labels}, std::move(read_labels), std::move(class_names));
}

std::vector<fs::path> list_data_files(const fs::path& path, Split split) {
  std::error_code ignored;
  const bool is_folder = fs::is_directory(path, ignored);
  const std::optional<IdxFiles> idx = is_folder ? find_idx_files(path) : find_idx_set(path);
  if (!idx) return is_folder ? list_image_files(path) : std::vector<fs::path>{path};
  std::vector<fs::path> files;
  const auto add = [&files](const IdxPair& pair) {
    if (pair.exists()) files.insert(files.end(), {pair.images, pair.labels});
  };
  if (split != Split::kTest) add(idx->train);
  if (split != Split::kTrain) add(idx->test);
  return files;
}

std::vector<fs::path> list_passed_over(const fs::path& path) {
  std::error_code ignored;
  const bool has_classes =
      fs::is_directory(path, ignored) && !find_idx_files(path) && has_class_folders(path);
  return has_classes ? list_other_files(path) : std::vector<fs::path>();
}

DataDescription describe_data(const fs::path& path) { return read_parts(path, Split::kAll); }

}  // namespace inkling
