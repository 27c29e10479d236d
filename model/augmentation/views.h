#pragma once

#include <cstddef>
#include <span>

#include "model/augmentation/warp.h"
#include "model/lanes/lanes.h"

namespace inkling {

inline constexpr int kMostViews = 16;

/// Looks at an image in several ways: as it is, moved by a pixel, slanted, scaled, with thinner and
/// thicker strokes. A network that is asked about all of them errs less than one that is asked
/// once; while a single image fills one lane of a gang, its views cost nothing in the others.
///
/// The first view is the image itself; the next ones come in pairs of opposite directions. Moves
/// are by a pixel of 28x28, and in proportion for other sizes.
class Views {
 public:
  /// The first `count` views, from 1 to `kMostViews`, of images of one shape.
  Views(Shape image, int count);

  std::size_t scratch_size() const { return warp_.scratch_size(); }

  /// Replaces each image in `gang` by the view that is its turn: `first` is the number of lanes
  /// before this gang, so that where an image fills `count` lanes from a multiple of `count` on, it
  /// is seen in all ways. `paper` is the value of pixels outside an image.
  void apply(std::size_t first, float paper, std::span<Lanes> gang, std::span<Lanes> scratch) const;

 private:
  Warp warp_;
  std::size_t count_;
  float pixel_x_;  // what is a pixel of 28x28, in pixels of the images
  float pixel_y_;
};

}  // namespace inkling
