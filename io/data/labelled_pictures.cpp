#include "io/data/labelled_pictures.h"

#include <algorithm>
#include <map>
#include <opencv2/core.hpp>
#include <set>
#include <utility>

#include "io/digits/ink.h"
#include "io/digits/picture.h"
#include "io/files/error.h"
#include "io/pictures/picture_file.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr int kLargestSide = 64;
constexpr int kPreparedSide = 28;
constexpr std::uint8_t kLightPaper = 128;

/// Reads images one by one and keeps them as they are while they have one small size. Once one
/// differs, all of them are prepared. So large pictures never accumulate in memory.
class ImageCollector {
 public:
  explicit ImageCollector(Form form) : alike_(form == Form::kUsual) {}

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
  bool alike_;
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

DataParts read_labelled_pictures(std::string kind, std::span<const std::vector<LabelledFile>> parts,
                                 const std::vector<std::string>& class_names, Form form) {
  ImageCollector collector(form);
  for (const std::vector<LabelledFile>& files : parts) collector.add(files);
  Dataset common;
  common.class_names = class_names;
  const std::vector<cv::Mat> images = collector.take(common);
  Dataset first = filled(common, parts[0], images.data());
  if (parts.size() == 1) {
    DataParts data = split_every_sixth(std::move(kind), first);
    data.has_class_names = true;
    return data;
  }
  return {.kind = std::move(kind),
          .train = std::move(first),
          .test = filled(common, parts[1], images.data() + parts[0].size()),
          .own_test_part = true,
          .has_class_names = true};
}

DataParts read_named_pictures(std::string kind, std::span<const NamedFile> files,
                              const fs::path& source, Form form) {
  std::set<std::string> names;
  for (const NamedFile& file : files) names.insert(file.class_name);
  std::vector<std::string> classes(names.begin(), names.end());
  sort_classes(classes);
  if (classes.size() < 2 || classes.size() > kMostLabels) {
    throw FileError({.path = source.string(),
                     .problem = "not a set of pictures of several classes",
                     .expected = "2 to 65536 classes",
                     .found = classes.size() == 1 ? "1 class: " + printable(classes.front())
                                                  : std::to_string(classes.size()) + " classes",
                     .next = "ls " + source.string()});
  }
  const std::map<std::string, std::uint16_t> labels = labels_by_name(classes);
  std::vector<LabelledFile> labelled;
  for (const NamedFile& file : files) labelled.push_back({file.path, labels.at(file.class_name)});
  return read_labelled_pictures(std::move(kind), std::span(&labelled, 1), classes, form);
}

}  // namespace inkling
