// The sixteen images of a gang are changed side by side: angles, displacements and the positions to
// read from are Lanes. Only the reading is done lane by lane: sixteen loads from sixteen positions.
//
// The images are read from a copy with a frame of paper around it, one pixel at the left and top,
// two at the right and bottom. Positions are clamped to the frame, so that reading a pixel is
// always the same four loads, and pixels far outside of the image are paper.

#include "model/augmentation/warp.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "model/lanes/elementary_functions.h"

namespace inkling {
namespace {

namespace stdx = std::experimental;

constexpr int kFrameBefore = 1;
constexpr int kFrame = 3;  // on both sides together

/// How many positions are computed at a time. They are stored before pixels are read, because loads
/// get their addresses faster from memory than from a vector register.
constexpr std::size_t kBlock = 16;

using IntLanes = stdx::rebind_simd_t<int, Lanes>;

/// `value`, clamped to 0 .. `most`.
Lanes limit(const Lanes& value, float most) { return min(max(value, 0.0f), most); }

}  // namespace

/// For each lane, where pixel (x, y) is read: row_x * (x, y, 1) and row_y * (x, y, 1), counted from
/// the frame's corner.
struct Warp::Affine {
  std::array<Lanes, 3> row_x;
  std::array<Lanes, 3> row_y;
};

/// The position that each lane reads.
struct Warp::Position {
  std::array<int, kLanes>
      offsets;  // of the upper left one of four pixels, from the first of the framed images
  Lanes right;  // the fraction of the way to the right pixels, in [0, 1)
  Lanes lower;  // and to the lower ones

  /// Interpolates bilinearly between the four pixels; `row` is the distance between two rows.
  [[gnu::always_inline]] Lanes read(const float* pixels, std::size_t row) const {
    const Lanes upper_left = in_lanes(pixels);
    const Lanes lower_left = in_lanes(pixels + row);
    const Lanes left = multiply_add(lower, lower_left - upper_left, upper_left);
    const Lanes upper_right = in_lanes(pixels + kLanes);
    const Lanes lower_right = in_lanes(pixels + row + kLanes);
    const Lanes to_right = multiply_add(lower, lower_right - upper_right, upper_right) - left;
    return multiply_add(right, to_right, left);
  }

 private:
  [[gnu::always_inline]] Lanes in_lanes(const float* pixels) const {
    std::array<float, kLanes> values;
    for (std::size_t lane = 0; lane < kLanes; ++lane) values[lane] = pixels[offsets[lane]];
    return Lanes(values.data(), stdx::element_aligned);
  }
};

Warp::Warp(Shape image)
    : image_(image), framed_{image.channels, image.height + kFrame, image.width + kFrame} {}

std::size_t Warp::scratch_size() const {
  return framed_.size() + 2 * static_cast<std::size_t>(image_.width);
}

void Warp::apply(const Variation& variation, float paper, const BendRow& bend_row,
                 std::span<Lanes> gang, std::span<Lanes> scratch) const {
  assert(gang.size() == image_.size() && scratch.size() >= scratch_size());
  const std::span<Lanes> framed = scratch.first(framed_.size());
  const std::span<Lanes> bend =
      scratch.subspan(framed_.size(), 2 * static_cast<std::size_t>(image_.width));
  surround(gang, paper, framed);
  if (sum(variation.thickness * variation.thickness) > 0.0f) {
    change_thickness(gang, variation.thickness, framed);
    surround(gang, paper, framed);
  }
  const Affine positions = affine(variation);
  std::ranges::fill(bend, Lanes(0.0f));
  for (int i = 0; i < image_.height; ++i) {
    if (bend_row) bend_row(i, bend);
    read_row(i, positions, bend, framed, gang);
  }
}

Warp::Affine Warp::affine(const Variation& variation) const {
  const Lanes factor = exp(variation.log_factor);
  const Lanes cosine = factor * cos(variation.angle);
  const Lanes sine = factor * sin(variation.angle);

  const float middle_x = 0.5f * static_cast<float>(image_.width - 1);
  const float middle_y = 0.5f * static_cast<float>(image_.height - 1);
  const auto row = [&](const Lanes& x, const Lanes& y, const Lanes& move) {
    return std::array{x, y, move - x * middle_x - y * middle_y};
  };
  return {.row_x = row(cosine, cosine * variation.shear - sine,
                       variation.shift_x + (middle_x + kFrameBefore)),
          .row_y = row(sine, sine * variation.shear + cosine,
                       variation.shift_y + (middle_y + kFrameBefore))};
}

/// Copies the images into the middle of `framed`, with paper around them.
void Warp::surround(std::span<const Lanes> gang, float paper, std::span<Lanes> framed) const {
  std::ranges::fill(framed, Lanes(paper));
  const Lanes* from = gang.data();
  for (int c = 0; c < image_.channels; ++c) {
    for (int i = 0; i < image_.height; ++i, from += image_.width) {
      const int to = (c * framed_.height + i + kFrameBefore) * framed_.width + kFrameBefore;
      std::copy_n(from, image_.width, framed.data() + to);
    }
  }
}

/// Writes the images of `framed` into `gang` with the stroke thickness changed.
void Warp::change_thickness(std::span<Lanes> gang, const Lanes& thickness,
                            std::span<Lanes> framed) const {
  Lanes* to = gang.data();
  for (int c = 0; c < image_.channels; ++c) {
    for (int i = 0; i < image_.height; ++i) {
      const Lanes* window = framed.data() + (c * framed_.height + i) * framed_.width;
      for (int j = 0; j < image_.width; ++j, ++window, ++to) {
        Lanes largest = *window;
        Lanes smallest = *window;
        for (int n = 1; n < 9; ++n) {
          const Lanes& pixel = window[n / 3 * framed_.width + n % 3];
          largest = max(largest, pixel);
          smallest = min(smallest, pixel);
        }
        *to = max(smallest, *to + thickness * (largest - *to));
      }
    }
  }
}

/// The positions for row `i` of the changed images, from pixel `begin` on; `bend` has the row's
/// displacements, first x and then y.
void Warp::find_positions(int i, std::size_t begin, const Affine& affine,
                          std::span<const Lanes> bend, std::span<Position> positions) const {
  const float y = static_cast<float>(i);
  const Lanes row_x = affine.row_x[1] * y + affine.row_x[2];
  const Lanes row_y = affine.row_y[1] * y + affine.row_y[2];
  const float most_x = static_cast<float>(image_.width + kFrameBefore);
  const float most_y = static_cast<float>(image_.height + kFrameBefore);
  const IntLanes lane([](int l) { return l; });
  const std::size_t width = static_cast<std::size_t>(image_.width);
  for (std::size_t n = 0; n < positions.size(); ++n) {
    const std::size_t j = begin + n;
    const float x = static_cast<float>(j);
    const Lanes from_x = limit(affine.row_x[0] * x + row_x + bend[j], most_x);
    const Lanes from_y = limit(affine.row_y[0] * x + row_y + bend[width + j], most_y);
    const IntLanes whole_x = stdx::static_simd_cast<IntLanes>(from_x);
    const IntLanes whole_y = stdx::static_simd_cast<IntLanes>(from_y);
    positions[n].right = from_x - stdx::static_simd_cast<Lanes>(whole_x);
    positions[n].lower = from_y - stdx::static_simd_cast<Lanes>(whole_y);
    const IntLanes offsets = (whole_y * framed_.width + whole_x) * kLanes + lane;
    offsets.copy_to(positions[n].offsets.data(), stdx::element_aligned);
  }
}

/// Reads row `i` of the changed images.
void Warp::read_row(int i, const Affine& affine, std::span<const Lanes> bend,
                    std::span<const Lanes> framed, std::span<Lanes> gang) const {
  const std::size_t width = static_cast<std::size_t>(image_.width);
  const std::size_t row = static_cast<std::size_t>(framed_.width) * kLanes;
  std::array<Position, kBlock> block;
  for (std::size_t begin = 0; begin < width; begin += kBlock) {
    const std::size_t size = std::min(kBlock, width - begin);
    find_positions(i, begin, affine, bend, std::span(block).first(size));
    for (int c = 0; c < image_.channels; ++c) {
      const float* pixels =
          floats(&framed[static_cast<std::size_t>(c * framed_.height * framed_.width)]);
      Lanes* to = &gang[static_cast<std::size_t>(c * image_.height + i) * width + begin];
      for (std::size_t n = 0; n < size; ++n) to[n] = block[n].read(pixels, row);
    }
  }
}

}  // namespace inkling
