#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "model/evaluation/evaluation.h"

namespace inkling {

/// The rows and columns of a confusion matrix that a page has room for: all classes, or of very
/// many those among which most mistakes happen, and the sums over the others.
class ReportMatrix {
 public:
  static constexpr std::size_t kMostWhole = 100;  ///< Classes of which all are shown.
  static constexpr std::size_t kMostChosen = 30;  ///< Of more classes.

  ReportMatrix(const Evaluation& evaluation, std::vector<std::string> class_names);

  /// Whether there is anything to show.
  bool empty() const { return chosen_.empty(); }

  /// The classes that have a row and a column of their own.
  std::span<const std::size_t> classes() const { return chosen_; }

  /// The row and column of a class.
  std::size_t place(std::size_t label) const;

  /// The matrix, row by row, with recall and precision at its edges. Mistakes and hits have levels
  /// from 1 to 5, each kind on a scale of its own, which the sums are not on.
  nlohmann::ordered_json view() const;

  /// What the page's script knows: `class_names`, `confusion_matrix`, and as `others` the row and
  /// column of the sums, null where there is none.
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
