#include "io/data/data_parts.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "io/files/error.h"

namespace inkling {
namespace {

constexpr std::size_t kTestEvery = 6;

void append_image(Dataset& data, const Dataset& from, std::size_t index) {
  const std::span<const std::uint8_t> image = from.images.image(index);
  data.images.pixels.insert(data.images.pixels.end(), image.begin(), image.end());
  data.labels.push_back(from.labels[index]);
  if (!from.files.empty()) data.files.push_back(from.files[index]);
}

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

}  // namespace

bool is_label(double number) {
  return number >= 0.0 && number < static_cast<double>(kMostLabels) && number == std::floor(number);
}

std::map<std::string, std::uint16_t> labels_by_name(std::span<const std::string> class_names) {
  std::map<std::string, std::uint16_t> labels;
  for (std::size_t label = 0; label < class_names.size(); ++label) {
    labels.emplace(class_names[label], static_cast<std::uint16_t>(label));
  }
  return labels;
}

std::vector<std::string> classes_of(std::span<const std::uint16_t> labels,
                                    std::span<const std::uint16_t> more_labels) {
  std::size_t count = 2;
  for (const auto part : {labels, more_labels}) {
    for (const std::uint16_t label : part) count = std::max<std::size_t>(count, label + 1u);
  }
  return numbered_classes(count);
}

DataParts split_every_sixth(std::string kind, const Dataset& whole) {
  DataParts data{.kind = std::move(kind), .train = {}, .test = {}};
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

void complete_parts(DataParts& data, const std::vector<std::string>& class_names,
                    const std::string& path) {
  Shape& train = data.train.images.shape;
  Shape& test = data.test.images.shape;
  if (data.train.images.pixels.empty()) train = test;
  if (data.test.images.pixels.empty()) test = train;
  if (train != test) {
    throw FileError({.path = path,
                     .problem = "its images differ in size from the training images",
                     .expected = to_string(train),
                     .found = to_string(test),
                     .next = "take both parts from the same data"});
  }
  data.train.class_names = data.test.class_names = class_names;
}

void require_as_many(const Dataset& data, const std::string& images, const std::string& labels) {
  if (data.images.count() == data.labels.size()) return;
  throw FileError(
      {.path = images,
       .problem = "images and labels do not belong together",
       .expected = "one label for each of " + std::to_string(data.images.count()) + " images",
       .found = std::to_string(data.labels.size()) + " labels in " + labels,
       .next = "take both files from the same part of the data"});
}

DataParts unlabelled(std::string kind, ImageSet images) {
  DataParts data{
      .kind = std::move(kind), .train = {}, .test = {}, .own_test_part = true, .has_labels = false};
  data.train.images.shape = images.shape;
  data.test.images = std::move(images);
  return data;
}

void append(Dataset& data, const Dataset& more) {
  std::ranges::copy(more.images.pixels, std::back_inserter(data.images.pixels));
  std::ranges::copy(more.labels, std::back_inserter(data.labels));
  std::ranges::copy(more.files, std::back_inserter(data.files));
}

void sort_classes(std::vector<std::string>& names) {
  if (std::ranges::all_of(names, is_number)) {
    std::ranges::sort(names, number_less);
  } else {
    std::ranges::sort(names);
  }
}

}  // namespace inkling
