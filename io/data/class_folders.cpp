#include "io/data/class_folders.h"

#include <algorithm>
#include <functional>
#include <opencv2/core.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "io/digits/ink.h"
#include "io/digits/picture.h"
#include "io/files/error.h"
#include "io/files/folder.h"
#include "io/pictures/picture_file.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr int kLargestSide = 64;
constexpr int kPreparedSide = 28;
constexpr std::uint8_t kLightPaper = 128;
constexpr std::size_t kMostClasses = 65536;

/// A picture file and the class of its folder.
struct LabelledFile {
  fs::path path;
  std::uint16_t label = 0;
};

bool is_number(const std::string& name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char letter) { return letter >= '0' && letter <= '9'; });
}

/// Compares numbers of any length: without leading zeros, the longer one is larger.
bool number_less(const std::string& a, const std::string& b) {
  const std::string x = a.substr(std::min(a.find_first_not_of('0'), a.size()));
  const std::string y = b.substr(std::min(b.find_first_not_of('0'), b.size()));
  if (x.size() != y.size()) return x.size() < y.size();
  return x != y ? x < y : a < b;
}

/// Whether there is a folder at `path`. Throws FileError if the system does not say.
bool has_folder(const fs::path& path) { return fs::is_directory(status_of(path)); }

/// The folders whose subfolders are the classes: one, or one each for training and test.
std::vector<fs::path> part_folders(const fs::path& folder) {
  if (!has_folder(folder / "train")) return {folder};
  if (!has_folder(folder / "test")) return {folder / "train"};
  return {folder / "train", folder / "test"};
}

bool is_picture(const fs::directory_entry& entry) {
  return has_picture_name(entry.path()) && !is_folder(entry);
}

/// The files below all class folders for which `wanted` is true.
std::vector<fs::path> list_files(const fs::path& folder,
                                 const std::function<bool(const fs::directory_entry&)>& wanted) {
  std::vector<fs::path> files;
  for (const fs::path& part : part_folders(folder)) {
    for (const std::string& name : list_folder(part, is_folder)) {
      for (const std::string& file : list_folder(part / name, wanted)) {
        files.push_back(part / name / file);
      }
    }
  }
  return files;
}

std::vector<std::string> list_classes(const fs::path& folder) {
  std::vector<std::string> names = list_folder(folder, is_folder);
  if (std::ranges::all_of(names, is_number)) std::ranges::sort(names, number_less);
  if (names.size() >= 2 && names.size() <= kMostClasses) return names;
  throw FileError({.path = folder.string(),
                   .problem = "not a folder of class folders",
                   .expected = "2 to 65536 folders, one for each class, with its pictures",
                   .found = std::to_string(names.size()) +
                            (names.size() == 1 ? " folder: " + names.front() : " folders"),
                   .next = "ls " + folder.string()});
}

std::vector<LabelledFile> list_images(const fs::path& folder,
                                      const std::vector<std::string>& found_classes,
                                      const std::vector<std::string>& class_names) {
  std::vector<LabelledFile> files;
  for (const std::string& name : found_classes) {
    const auto label = std::ranges::find(class_names, name) - class_names.begin();
    const std::vector<fs::path> images = list_pictures(folder / name);
    if (images.empty()) {
      throw FileError({.path = (folder / name).string(),
                       .problem = "a class without images",
                       .expected = "picture files, whose names end in .png, .jpg, .jpeg, .bmp, "
                                   ".tif, .tiff, .webp, .gif, .heic, .heif, .pbm, .pgm or .ppm",
                       .next = "add images to this folder, or remove it"});
    }
    for (const fs::path& image : images) {
      files.push_back({image, static_cast<std::uint16_t>(label)});
    }
  }
  return files;
}

void check_test_classes(const fs::path& folder, const std::vector<std::string>& test_classes,
                        const std::vector<std::string>& class_names) {
  if (test_classes.empty()) {
    throw FileError(
        {.path = (folder / "test").string(),
         .problem = "holds no class folders",
         .expected = "folders of the same names as below " + (folder / "train").string(),
         .next = "add them, or remove this folder: every sixth image is tested then"});
  }
  for (const std::string& name : test_classes) {
    if (std::ranges::find(class_names, name) != class_names.end()) continue;
    throw FileError({.path = (folder / "test" / name).string(),
                     .problem = "a test class without training images",
                     .expected = "a folder of the same name below " + (folder / "train").string(),
                     .next = "rename or remove this folder"});
  }
}

/// Reads images one by one and keeps them as they are while they have one small size. Once one
/// differs, all of them are prepared. So large pictures never accumulate in memory.
class ImageCollector {
 public:
  void add(const std::vector<LabelledFile>& files) {
    for (const LabelledFile& file : files) {
      const cv::Mat picture = read_picture_file(file.path);
      if (alike_ && !fits(picture)) prepare_kept();
      images_.push_back(alike_ ? picture : prepare(picture, file.path));
      paths_.push_back(file.path);
    }
  }

  /// All images, grey, most of them with light ink. Records in `data` what was done to them.
  std::vector<cv::Mat> take(Dataset& data) {
    for (cv::Mat& image : images_) image = brightness(image);
    data.as_found = alike_;
    if (!alike_) return std::move(images_);
    const std::size_t light = count_light_paper();
    const bool inverts = 2 * light > images_.size();
    if (light > 0 && light < images_.size()) data.inverted = inverts;
    if (inverts) {
      for (cv::Mat& image : images_) cv::bitwise_not(image, image);
    }
    return std::move(images_);
  }

 private:
  bool fits(const cv::Mat& picture) const {
    return picture.cols <= kLargestSide && picture.rows <= kLargestSide &&
           (images_.empty() || picture.size() == images_.front().size());
  }

  static cv::Mat prepare(const cv::Mat& picture, const fs::path& path) {
    const cv::Size size(kPreparedSide, kPreparedSide);
    return prepare_picture(picture, size, Preprocessing::kAuto, path).image;
  }

  void prepare_kept() {
    for (std::size_t n = 0; n < images_.size(); ++n) images_[n] = prepare(images_[n], paths_[n]);
    alike_ = false;
  }

  std::size_t count_light_paper() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        images_, [](const cv::Mat& image) { return paper_level(image) >= kLightPaper; }));
  }

  std::vector<cv::Mat> images_;
  std::vector<fs::path> paths_;
  bool alike_ = true;
};

/// Adds `files`, whose images begin at `images`, to `data`, which has only what is common to both
/// parts.
Dataset filled(Dataset data, const std::vector<LabelledFile>& files, const cv::Mat* images) {
  data.images.shape = {.channels = 1, .height = images->rows, .width = images->cols};
  data.images.pixels.reserve(files.size() * data.images.shape.size());
  for (const LabelledFile& file : files) {
    append_pixels(*images, data.images.pixels);
    data.labels.push_back(file.label);
    data.files.push_back(file.path.string());
    ++images;
  }
  return data;
}

}  // namespace

bool has_class_folders(const fs::path& folder) { return !list_folder(folder, is_folder).empty(); }

std::vector<fs::path> list_image_files(const fs::path& folder) {
  return list_files(folder, is_picture);
}

std::vector<fs::path> list_other_files(const fs::path& folder) {
  return list_files(folder, [](const fs::directory_entry& entry) {
    return !has_picture_name(entry.path()) && !is_folder(entry);
  });
}

ClassFolders read_class_folders(const fs::path& folder) {
  const std::vector<fs::path> parts = part_folders(folder);
  const fs::path& train_folder = parts.front();
  const std::vector<std::string> class_names = list_classes(train_folder);
  const std::vector<LabelledFile> train = list_images(train_folder, class_names, class_names);

  ClassFolders result;
  result.own_test_part = parts.size() > 1;
  std::vector<LabelledFile> test;
  if (result.own_test_part) {
    const std::vector<std::string> test_classes = list_folder(folder / "test", is_folder);
    check_test_classes(folder, test_classes, class_names);
    test = list_images(folder / "test", test_classes, class_names);
  }

  ImageCollector collector;
  collector.add(train);
  collector.add(test);
  Dataset common;
  common.class_names = class_names;
  const std::vector<cv::Mat> images = collector.take(common);
  result.train = filled(common, train, images.data());
  if (!test.empty()) result.test = filled(common, test, images.data() + train.size());
  return result;
}

}  // namespace inkling
