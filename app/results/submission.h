#pragma once

#include <string>
#include <vector>

#include "io/classifier/classifier.h"

namespace inkling {

/// Answers as a CSV file with the columns ImageId and Label, as Kaggle takes them, and perhaps one
/// for the probability of each class.
class Submission {
 public:
  Submission(const std::vector<std::string>& class_names, bool has_probabilities);

  /// Adds a row: a number or a file, and what was answered. The label is ? if there is none;
  /// without probabilities, their fields are empty.
  void add(const std::string& image, const Answer& answer);

  const std::string& text() const { return text_; }

 private:
  std::size_t probability_columns_;
  std::string text_;
};

}  // namespace inkling
