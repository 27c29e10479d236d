#include "model/augmentation/views.h"

#include <array>
#include <cassert>

namespace inkling {
namespace {

/// How a view changes an image: see `Variation`.
struct View {
  float shift_x = 0.0f;
  float shift_y = 0.0f;
  float shear = 0.0f;
  float angle = 0.0f;
  float log_factor = 0.0f;
  float thickness = 0.0f;
};

// Each of the first thirteen changes one thing only: with combined or larger changes, what the mean
// gained was lost again in the single answers. Opposite directions are neighbours, so that odd
// numbers of views are balanced.
constexpr std::array<View, kMostViews> kViews{{
    {},
    {.shift_x = 1},
    {.shift_x = -1},
    {.shift_y = 1},
    {.shift_y = -1},
    {.thickness = 0.35f},
    {.thickness = -0.35f},
    {.shear = 0.15f},
    {.shear = -0.15f},
    {.angle = 0.12f},
    {.angle = -0.12f},
    {.log_factor = 0.08f},
    {.log_factor = -0.08f},
    {.shift_x = 1, .shift_y = 1},
    {.shift_x = -1, .shift_y = -1},
    {.shift_x = 1, .shift_y = -1},
}};

constexpr float kUsualSide = 28.0f;

}  // namespace

Views::Views(Shape image, int count)
    : warp_(image),
      count_(static_cast<std::size_t>(count)),
      pixel_x_(static_cast<float>(image.width) / kUsualSide),
      pixel_y_(static_cast<float>(image.height) / kUsualSide) {
  assert(count >= 1 && count <= kMostViews);
}

void Views::apply(std::size_t first, float paper, std::span<Lanes> gang,
                  std::span<Lanes> scratch) const {
  const auto in_turn = [&](float View::*part) {
    return Lanes([&](std::size_t lane) { return kViews[(first + lane) % count_].*part; });
  };
  const Variation variation{.angle = in_turn(&View::angle),
                            .log_factor = in_turn(&View::log_factor),
                            .shear = in_turn(&View::shear),
                            .shift_x = pixel_x_ * in_turn(&View::shift_x),
                            .shift_y = pixel_y_ * in_turn(&View::shift_y),
                            .thickness = in_turn(&View::thickness)};
  warp_.apply(variation, paper, {}, gang, scratch);
}

}  // namespace inkling
