#pragma once

#include <cstddef>
#include <span>

#include "model/augmentation/warp.h"
#include "model/lanes/lanes.h"

namespace inkling {

inline constexpr int kMostViews = 16;

/// Test-time augmentation: several views of one image, namely unchanged, moved by a pixel, slanted,
/// scaled, and with thinner or thicker strokes. The mean answer of a network over all views has
/// fewer errors than its answer to one. A single image leaves fifteen lanes of a gang empty, so its
/// views cost nothing.
///
/// The first view is the image itself; the others come in pairs of opposite directions. Moves are
/// by one pixel in images of 28x28, and in proportion for other sizes.
class Views {
 public:
  /// The first `count` views, from 1 to `kMostViews`, of images of one shape.
  Views(Shape image, int count);

  std::size_t scratch_size() const { return warp_.scratch_size(); }

  /// Replaces the image in each lane by a view of it. Lane number n, counted over all gangs, gets
  /// view n modulo `count`; `first` is the number of this gang's first lane. `paper` is the value
  /// of pixels outside an image.
  void apply(std::size_t first, float paper, std::span<Lanes> gang, std::span<Lanes> scratch) const;

 private:
  Warp warp_;
  std::size_t count_;
  float pixel_x_;  // one pixel of a 28x28 image, in pixels of these images
  float pixel_y_;
};

}  // namespace inkling
