#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>

#include "model/lanes/lanes.h"
#include "model/shape.h"

namespace inkling {

/// How to change the images of a gang, for each lane. Zeros change nothing.
struct Variation {
  Lanes angle = 0.0f;       ///< In radians.
  Lanes log_factor = 0.0f;  ///< The natural logarithm of the factor; above 0 shrinks the digit.
  Lanes shear = 0.0f;       ///< The horizontal shift for each row, in pixels.
  Lanes shift_x = 0.0f;     ///< In pixels.
  Lanes shift_y = 0.0f;
  Lanes thickness = 0.0f;  ///< From -1 (thinner strokes) to 1 (thicker ones).
};

/// Changes images: rotates, scales, shears, shifts and bends them, and changes how thick strokes
/// are.
///
///     changed(x, y) = image at  R(angle) * [1 shear; 0 1] * factor * b + shift + bend(x, y) + m
///
/// where m is the centre of the image, b = (x, y) - m, and R(angle) is the rotation matrix. Pixels
/// are interpolated bilinearly; outside the image there is paper. Before that, a thickness t > 0
/// moves each pixel the fraction t of the way to the largest of the 3x3 pixels around it; t < 0
/// moves it away from that value, but not below the smallest of them, so that strokes become
/// narrower but not fainter along their middle. All channels of an image change in the same way.
class Warp {
 public:
  /// Writes the displacements of row `i`: of x for each pixel, then of y for each, in pixels.
  using BendRow = std::function<void(int i, std::span<Lanes> row)>;

  explicit Warp(Shape image);

  /// How many `Lanes` of scratch `apply` needs.
  std::size_t scratch_size() const;

  /// Replaces the images in the lanes of `gang` (channels x height x width) by changed ones.
  /// `paper` is the value of pixels outside an image. Without `bend_row` nothing is bent. `scratch`
  /// may have any content.
  void apply(const Variation& variation, float paper, const BendRow& bend_row,
             std::span<Lanes> gang, std::span<Lanes> scratch) const;

 private:
  struct Affine;
  struct Position;

  Affine affine(const Variation& variation) const;
  void surround(std::span<const Lanes> gang, float paper, std::span<Lanes> framed) const;
  void change_thickness(std::span<Lanes> gang, const Lanes& thickness,
                        std::span<Lanes> framed) const;
  void find_positions(int i, std::size_t begin, const Affine& affine, std::span<const Lanes> bend,
                      std::span<Position> positions) const;
  void read_row(int i, const Affine& affine, std::span<const Lanes> bend,
                std::span<const Lanes> framed, std::span<Lanes> gang) const;

  Shape image_;
  Shape framed_;  // with paper around each channel
};

}  // namespace inkling
