#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "app/report/heat_map.h"
#include "app/report/report.h"
#include "model/evaluation/mistakes.h"

namespace inkling {

/// The heat maps of mistakes, for their true and their predicted classes: of the most confident
/// ones, as many as fit.
///
/// Each kind of map and each of the two classes has a sprite sheet with the rows and columns of the
/// images' sheet, so that the same CSS classes move it.
class GalleryMaps {
 public:
  GalleryMaps() = default;
  /// Of the first of `mistakes`, which are in `columns` columns. The maps take at most about `room`
  /// bytes of the page.
  GalleryMaps(const Network& network, const Answers& answers, std::span<const Mistake> mistakes,
              std::size_t columns, std::size_t room);

  /// How many mistakes have maps.
  std::size_t count() const { return count_; }
  /// The CSS rules that show the maps.
  const std::string& style() const { return style_; }

  /// For the template: the formulas, or null without maps.
  nlohmann::ordered_json view() const;
  /// Why mistake `index` has the logits of both classes, or null if it has no maps.
  nlohmann::ordered_json sums_view(std::size_t index) const;

 private:
  std::string style_for(std::size_t count, std::size_t places, std::size_t columns) const;

  Shape shape_;
  bool has_rest_ = false;
  std::vector<Attribution> attributions_;  // of the truth and the prediction of each mistake
  std::vector<HeatMaps> maps_;
  std::size_t count_ = 0;
  std::string style_;
};

}  // namespace inkling
