#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/report/gallery_maps.h"
#include "app/report/report.h"
#include "app/report/report_matrix.h"
#include "model/evaluation/mistakes.h"

namespace inkling {

/// The mistakes that a report shows with their images: the most confident ones, as many as fit.
///
/// All images are in one PNG sprite sheet. The CSS classes `x3 y5` move the sheet so that the image
/// in column 3 and row 5 is visible.
class Mistakes {
 public:
  /// How many bytes of the page they may take, about.
  struct Rooms {
    std::size_t images = 0;
    std::size_t maps = 0;  ///< Heat maps.
  };

  /// Without a `model` there are no heat maps. `answers` and `class_names` must outlive this
  /// object.
  Mistakes(const Answers& answers, const std::vector<std::string>& class_names, const Model* model,
           const Rooms& rooms);

  /// The CSS rules that show images and maps; empty without mistakes.
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
  GalleryMaps maps_;
  std::string style_;
};

}  // namespace inkling
