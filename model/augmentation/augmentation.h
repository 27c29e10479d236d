#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/augmentation/augmentation_options.h"
#include "model/augmentation/smooth_field.h"
#include "model/augmentation/warp.h"
#include "model/dataset.h"
#include "model/lanes/lanes.h"
#include "model/lanes/random_lanes.h"
#include "model/shape.h"

namespace inkling {

/// Varies training images at random, so that a network sees each of them in many forms: rotated,
/// scaled, sheared, shifted, bent, with thicker or thinner strokes, as `Warp` does it.
///
/// The result depends on (seed, epoch, index of the image) only, not on the lane, the gang or the
/// thread.
class Augmentation {
 public:
  Augmentation(Shape image, const AugmentationOptions& options, std::uint64_t seed);

  /// How many `Lanes` of scratch `apply` and `load` need.
  std::size_t scratch_size() const;

  /// Loads the images at `indices` into the lanes of `gang`, normalised (`load_gang`), and varies
  /// them. Pixels outside an image are normalised paper.
  void load(const ImageSet& images, std::span<const std::uint32_t> indices,
            const Normalization& normalization, std::uint32_t epoch, std::span<Lanes> gang,
            std::span<Lanes> scratch) const;

  /// Replaces the images in the lanes of `gang` (channels x height x width) by varied ones.
  /// `images` are their indices, at most sixteen; the content of other lanes is unspecified.
  /// `paper` is the value of pixels outside an image. `scratch` may have any content.
  void apply(std::span<Lanes> gang, std::span<const std::uint32_t> images, std::uint32_t epoch,
             float paper, std::span<Lanes> scratch) const;

 private:
  Variation draw(RandomLanes& random) const;
  std::size_t field_size() const { return field_ ? field_->size() : 0; }

  Warp warp_;
  std::size_t width_;
  AugmentationOptions options_;
  std::uint64_t seed_;
  std::optional<SmoothField> field_;
};

}  // namespace inkling
