#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "model/evaluation/evaluation.h"

namespace inkling {

/// The rows and columns of a confusion matrix that fit on a page: all classes, or if there are too
/// many, those that are most often confused and the sums over the others.
class ReportMatrix {
 public:
  static constexpr std::size_t kMostWhole = 100;  ///< Up to this many classes, all are shown.
  static constexpr std::size_t kMostChosen = 30;  ///< The number shown if there are more.

  ReportMatrix(const Evaluation& evaluation, std::vector<std::string> class_names);

  /// Whether there is nothing to show.
  bool empty() const { return chosen_.empty(); }

  /// The classes that have their own row and column.
  std::span<const std::size_t> classes() const { return chosen_; }

  /// The row and column of a class; those of the sums if it has none of its own.
  std::size_t place(std::size_t label) const;

  /// The matrix for the template, row by row, with recall and precision at its edges. Mistakes and
  /// correct predictions have colour levels from 1 to 5 on separate scales; the sums have none.
  nlohmann::ordered_json view() const;

  /// The data for the page's script: `class_names`, `confusion_matrix`, and in `others` the row and
  /// column of the sums, or null if there are no sums.
  nlohmann::ordered_json numbers() const;

 private:
  bool is_part() const { return confusion_.rows() > static_cast<Eigen::Index>(chosen_.size()); }
  nlohmann::ordered_json cell(std::size_t truth, std::size_t prediction) const;

  const Evaluation& evaluation_;
  std::vector<std::size_t> chosen_;  // classes, in their order
  std::vector<std::string> names_;   // of the rows and columns
  ConfusionMatrix confusion_;
  std::int64_t most_hits_ = 0;
  std::int64_t most_mistakes_ = 0;
};

}  // namespace inkling
