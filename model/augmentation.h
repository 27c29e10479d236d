#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/augmentation_options.h"
#include "model/lanes.h"
#include "model/random_lanes.h"
#include "model/shape.h"
#include "model/smooth_field.h"

namespace inkling {

/// Varies training images at random, so that a network sees each of them in many forms: rotated,
/// scaled, sheared, shifted, bent, with thicker or thinner strokes.
///
///     varied(x, y) = image at  R(angle) * [1 shear; 0 1] * factor * b + shift + bend(x, y) + m
///
/// where m is the middle of the image, b = (x, y) - m and R(angle) the rotation, read bilinearly;
/// outside the image is paper. Before that, a stroke thickness t > 0 moves each pixel by the part t
/// of the way to the largest of the 3x3 pixels around it; t < 0 moves it away from there, but not
/// below the smallest of them, so that strokes lose their flanks and keep their ridges. All
/// channels of an image are varied alike.
///
/// What becomes of an image depends on (seed, epoch, index of the image) and on nothing else: not
/// on the lane, the gang or the thread.
class Augmentation {
 public:
  Augmentation(Shape image, const AugmentationOptions& options, std::uint64_t seed);

  /// How many `Lanes` of scratch `apply` needs.
  std::size_t scratch_size() const;

  /// Replaces the images in the lanes of `gang` (channels x height x width) by varied ones.
  /// `images` are their indices, at most sixteen; lanes beyond it are varied somehow. `paper` is
  /// the value of pixels outside an image. The content of `scratch` does not matter.
  void apply(std::span<Lanes> gang, std::span<const std::uint32_t> images, std::uint32_t epoch,
             float paper, std::span<Lanes> scratch) const;

 private:
  struct Affine;
  struct Position;

  Affine draw_affine(RandomLanes& random) const;
  std::size_t field_size() const { return field_ ? field_->size() : 0; }
  void surround(std::span<const Lanes> gang, float paper, std::span<Lanes> framed) const;
  void change_thickness(std::span<Lanes> gang, const Lanes& thickness,
                        std::span<Lanes> framed) const;
  void find_positions(int i, std::size_t begin, const Affine& affine, std::span<const Lanes> bend,
                      std::span<Position> positions) const;
  void read_row(int i, const Affine& affine, std::span<const Lanes> bend,
                std::span<const Lanes> framed, std::span<Lanes> gang) const;

  Shape image_;
  Shape framed_;  // with paper around each channel
  AugmentationOptions options_;
  std::uint64_t seed_;
  std::optional<SmoothField> field_;
};

}  // namespace inkling
