#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// Data as its files hold it.
struct DataParts {
  std::string kind;  ///< "IDX files", "class folders", "digit sheet", ...
  Dataset train;
  Dataset test;                ///< Of the same shape and classes; perhaps without images.
  bool own_test_part = false;  ///< false if the test images are every sixth image.
  /// The classes have names of their own. Otherwise they are numbered.
  bool has_class_names = false;
  /// false for images without labels. All of them are in the test part then.
  bool has_labels = true;
};

/// How many classes there can be: a label has 16 bits.
inline constexpr std::size_t kMostLabels = 65536;

/// Whether a number of a table or an array is a label: a whole number from 0 to 65535; NaN is none.
bool is_label(double number);

/// The label of each class, by name. Of equal names, the first counts.
std::map<std::string, std::uint16_t> labels_by_name(std::span<const std::string> class_names);

/// The class names "0", "1", ... up to the largest label of either part; at least two.
std::vector<std::string> classes_of(std::span<const std::uint16_t> labels,
                                    std::span<const std::uint16_t> more_labels = {});

/// Splits data without a test part: in each class, in the order of the images, every sixth one is
/// for the test.
DataParts split_every_sixth(std::string kind, const Dataset& whole);

/// Makes a part without images an empty one of the other's shape, and gives both the class names.
/// Throws FileError about `path` if the images of both parts differ in size.
void complete_parts(DataParts& data, const std::vector<std::string>& class_names,
                    const std::string& path);

/// Throws FileError unless there is one label for each image.
void require_as_many(const Dataset& data, const std::string& images, const std::string& labels);

/// Images of one file without labels.
DataParts unlabelled(std::string kind, ImageSet images);

/// Appends the images of `more` and their labels.
void append(Dataset& data, const Dataset& more);

/// Sorts the names of classes: by number if all are numbers, otherwise by name.
void sort_classes(std::vector<std::string>& names);

}  // namespace inkling
