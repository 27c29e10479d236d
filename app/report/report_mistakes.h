#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/report/report.h"
#include "app/report/report_matrix.h"
#include "model/evaluation/mistakes.h"

namespace inkling {

/// The mistakes that a report shows with their images: the most confident ones, as many as fit.
///
/// All images are in one PNG sprite sheet. The CSS classes `x3 y5` move the sheet so that the image
/// in column 3 and row 5 is visible. A hundred digits take half the bytes of a hundred PNG files.
class Mistakes {
 public:
  /// They take at most about `room` bytes of the page. `answers` and `class_names` must outlive
  /// this object.
  Mistakes(const Answers& answers, const std::vector<std::string>& class_names, std::size_t room);

  /// The CSS rules that show the images; empty without mistakes.
  const std::string& style() const { return style_; }

  /// All shown mistakes, the most confident first, with their rows and columns in `matrix`.
  nlohmann::ordered_json gallery_view(const ReportMatrix& matrix) const;

  /// The most frequent of `confusions`, with their rows and columns in `matrix` and the images that
  /// there is room for.
  nlohmann::ordered_json pairs_view(const std::vector<Confusion>& confusions,
                                    const ReportMatrix& matrix) const;

 private:
  nlohmann::ordered_json place_view(std::size_t index) const;
  nlohmann::ordered_json mistake_view(std::size_t index, const ReportMatrix& matrix) const;
  std::string name(std::size_t label) const;

  const Answers& answers_;
  const std::vector<std::string>& class_names_;
  std::vector<Mistake> mistakes_;  // all
  std::size_t shown_ = 0;          // the first of them
  std::string style_;
};

}  // namespace inkling
