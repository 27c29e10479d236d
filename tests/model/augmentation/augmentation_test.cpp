#include "model/augmentation/augmentation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "tests/model/augmentation/smooth_field_reference.h"
#include "tests/model/lanes/gangs.h"

namespace inkling {
namespace {

constexpr std::uint64_t kSeed = 7;
constexpr float kPaper = -0.4f;
constexpr std::array<std::uint32_t, kLanes> kImages{3,  1, 4, 15, 92, 6,  5, 35,
                                                    89, 7, 9, 32, 38, 46, 2, 64};
/// Positions are rounded to about 1e-6 of an image's side; neighbours differ by less than 2.
constexpr float kTolerance = 1e-4f;

LaneVector random_gang(Shape shape) {
  RandomStream random(kSeed, Purpose::kInitialization);
  LaneVector gang(shape.size());
  for (Lanes& value : gang) value = Lanes([&](auto) { return 2.0f * random.uniform() + kPaper; });
  return gang;
}

LaneVector varied(LaneVector gang, Shape shape, const AugmentationOptions& options,
                  std::span<const std::uint32_t> images = kImages, std::uint32_t epoch = 1) {
  const Augmentation augmentation(shape, options, kSeed);
  LaneVector scratch(augmentation.scratch_size(), std::nanf(""));
  augmentation.apply(gang, images, epoch, kPaper, scratch);
  return gang;
}

LaneVector varied(const LaneVector& gang, Shape shape, const char* options,
                  std::span<const std::uint32_t> images = kImages, std::uint32_t epoch = 1) {
  return varied(gang, shape, parse_augmentation(options), images, epoch);
}

/// One channel of one image, paper outside.
struct Picture {
  int height;
  int width;
  std::vector<float> pixels;

  float at(int x, int y) const {
    const bool inside = 0 <= x && x < width && 0 <= y && y < height;
    return inside ? pixels[static_cast<std::size_t>(y * width + x)] : kPaper;
  }
  float read(double x, double y) const {
    const int left = static_cast<int>(std::floor(x));
    const int upper = static_cast<int>(std::floor(y));
    const double u = x - left;
    const double v = y - upper;
    return static_cast<float>((1 - v) * ((1 - u) * at(left, upper) + u * at(left + 1, upper)) +
                              v * ((1 - u) * at(left, upper + 1) + u * at(left + 1, upper + 1)));
  }
  Picture thickened(float t) const {
    Picture result = *this;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        std::vector<float> window;
        for (int n = 0; n < 9; ++n) window.push_back(at(x + n % 3 - 1, y + n / 3 - 1));
        const auto [smallest, largest] = std::ranges::minmax(window);
        result.pixels[static_cast<std::size_t>(y * width + x)] =
            std::max(smallest, at(x, y) + t * (largest - at(x, y)));
      }
    }
    return result;
  }
};

/// The definition of the augmentation, pixel by pixel, for one channel of the image `index`.
/// The displacements come from `SmoothField`, which has a test of its own.
std::vector<float> reference(const Picture& original, const AugmentationOptions& options,
                             std::uint32_t index, std::uint32_t epoch) {
  RandomStream random(kSeed, Purpose::kAugmentation, epoch, index);
  const auto draw = [&] { return 2.0 * static_cast<double>(random.uniform()) - 1.0; };
  const double angle = draw() * double{options.rotation} * std::numbers::pi / 180.0;
  const double factor = std::exp(draw() * std::log(1.0 + double{options.scale}));
  const double shear = draw() * double{options.shear};
  const double shift_x = draw() * double{options.shift};
  const double shift_y = draw() * double{options.shift};
  const Picture image = original.thickened(static_cast<float>(draw()) * options.thickness);

  const SmoothField smooth(image.height, image.width, options.elastic_sigma);
  RandomLanes lanes(kSeed, Purpose::kAugmentation, epoch, std::array{index});
  for (int n = 0; n < 6; ++n) lanes.uniform();
  LaneVector bend_x(smooth.size());
  LaneVector bend_y(smooth.size());
  LaneVector row_x(static_cast<std::size_t>(image.width));
  LaneVector row_y(row_x.size());
  smooth.draw(lanes, bend_x);
  smooth.draw(lanes, bend_y);

  std::vector<float> result;
  for (int y = 0; y < image.height; ++y) {
    smooth.row(bend_x, y, options.elastic, row_x);
    smooth.row(bend_y, y, options.elastic, row_y);
    for (int x = 0; x < image.width; ++x) {
      const double middle_x = 0.5 * (image.width - 1);
      const double middle_y = 0.5 * (image.height - 1);
      const double b_x = factor * (x - middle_x);
      const double b_y = factor * (y - middle_y);
      const double sheared_x = b_x + shear * b_y;
      const std::size_t j = static_cast<std::size_t>(x);
      result.push_back(image.read(std::cos(angle) * sheared_x - std::sin(angle) * b_y + shift_x +
                                      middle_x + double{row_x[j][0]},
                                  std::sin(angle) * sheared_x + std::cos(angle) * b_y + shift_y +
                                      middle_y + double{row_y[j][0]}));
    }
  }
  return result;
}

void expect_as_reference(Shape shape, const char* text) {
  const AugmentationOptions options = parse_augmentation(text);
  const LaneVector gang = random_gang(shape);
  const LaneVector found = varied(gang, shape, options);
  const std::size_t size = shape.size() / static_cast<std::size_t>(shape.channels);
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::vector<float> before = lane_of(gang, lane);
    const std::vector<float> after = lane_of(found, lane);
    for (std::size_t first = 0; first < shape.size(); first += size) {
      const auto from = before.begin() + static_cast<std::ptrdiff_t>(first);
      const Picture picture{
          shape.height, shape.width, {from, from + static_cast<std::ptrdiff_t>(size)}};
      const std::vector<float> expected =
          reference(picture, options, kImages[static_cast<std::size_t>(lane)], 1);
      for (std::size_t n = 0; n < size; ++n) {
        ASSERT_NEAR(after[first + n], expected[n], kTolerance)
            << text << ", " << to_string(shape) << ", lane " << lane << ", pixel " << first + n;
      }
    }
  }
}

TEST(Augmentation, IsTheFormulaForEachPartAlone) {
  for (const char* part : {"rotate 30", "scale 0.5", "shear 0.5", "shift 3", "elastic 30 3",
                           "thickness 1", "rotate 180, scale 1, shift 20"}) {
    expect_as_reference({.channels = 1, .height = 28, .width = 28}, part);
  }
}

TEST(Augmentation, IsTheFormulaForOddSizesAndSeveralChannels) {
  for (const Shape& shape : {Shape{1, 5, 9}, Shape{2, 20, 20}, Shape{3, 17, 33}, Shape{1, 1, 1}}) {
    expect_as_reference(shape,
                        "rotate 10, scale 0.1, shear 0.1, shift 1, elastic 15 4, thickness 0.5");
  }
}

TEST(Augmentation, WithoutAnythingToVaryKeepsEveryBit) {
  const Shape shape{2, 13, 28};
  const LaneVector gang = random_gang(shape);
  expect_equal(varied(gang, shape, "none"), gang);
}

TEST(Augmentation, AnImageIsVariedAlikeInAnyLaneOfAnyGang) {
  const Shape shape{1, 28, 28};
  const LaneVector gang = random_gang(shape);
  const LaneVector in_lane_4 = varied(gang, shape, "strong");
  LaneVector moved(gang.size(), Lanes(0.5f));
  for (std::size_t n = 0; n < gang.size(); ++n) moved[n][1] = float{gang[n][4]};
  const LaneVector in_lane_1 = varied(moved, shape, "strong", std::array{99u, kImages[4]});
  EXPECT_EQ(lane_of(in_lane_1, 1), lane_of(in_lane_4, 4));
}

TEST(Augmentation, EachEpochVariesAnew) {
  const Shape shape{1, 28, 28};
  const LaneVector gang = random_gang(shape);
  EXPECT_NE(lane_of(varied(gang, shape, "light", kImages, 2), 0),
            lane_of(varied(gang, shape, "light", kImages, 1), 0));
}

TEST(Augmentation, FarOutsideOfTheImageIsPaper) {
  const Shape shape{1, 4, 4};
  const LaneVector found = varied(random_gang(shape), shape, "shift 1000");
  // A lane stays inside of 4 pixels with a probability of 0.01 * 0.01.
  expect_equal(found, LaneVector(shape.size(), Lanes(kPaper)));
}

constexpr Shape kSquare{.channels = 1, .height = 29, .width = 29};
constexpr int kMiddle = 14;

/// How far pixel (x, y) is read from its own place, to the right, in each of many variations.
std::vector<float> moves_to_the_right(const char* options, int x, int y) {
  LaneVector ramp;
  for (int n = 0; n < 29 * 29; ++n) ramp.push_back(static_cast<float>(n % 29));
  std::vector<float> moves;
  for (std::uint32_t epoch = 0; epoch < 500; ++epoch) {
    const LaneVector found = varied(ramp, kSquare, options, kImages, epoch);
    const Lanes& pixel = found[static_cast<std::size_t>(y * 29 + x)];
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      moves.push_back(float{pixel[lane]} - static_cast<float>(x));
    }
  }
  return moves;
}

/// Expects that the moves fill the range between `least` and `most`, but for 2 % of it.
void expect_range(const std::vector<float>& moves, float least, float most) {
  const auto [smallest, largest] = std::ranges::minmax(moves);
  const float margin = 0.02f * (most - least);
  EXPECT_TRUE(smallest > least - 1e-4f && smallest < least + margin) << smallest;
  EXPECT_TRUE(largest < most + 1e-4f && largest > most - margin) << largest;
}

TEST(Augmentation, ShiftsByUpToItsPixelsBothWays) {
  expect_range(moves_to_the_right("shift 2", kMiddle, kMiddle), -2.0f, 2.0f);
}

TEST(Augmentation, TurnsScalesAndShearsAboutTheMiddle) {
  for (const float move : moves_to_the_right("rotate 90, scale 1, shear 1", kMiddle, kMiddle)) {
    ASSERT_NEAR(move, 0.0f, kTolerance);
  }
}

TEST(Augmentation, RotatesByUpToItsDegreesBothWays) {
  const float most = 10.0f * std::sin(10.0f * std::numbers::pi_v<float> / 180.0f);
  expect_range(moves_to_the_right("rotate 10", kMiddle, kMiddle + 10), -most, most);
}

TEST(Augmentation, ScalesByUpToItsFactorBothWays) {
  expect_range(moves_to_the_right("scale 0.25", kMiddle + 10, kMiddle), 10.0f / 1.25f - 10.0f,
               2.5f);
}

TEST(Augmentation, ShearsByUpToItsPixelsForEachRowBothWays) {
  expect_range(moves_to_the_right("shear 0.1", kMiddle, kMiddle - 10), -1.0f, 1.0f);
}

TEST(Augmentation, BendsByTheRootMeanSquareOfTheFormula) {
  double squares = 0.0;
  const std::vector<float> moves = moves_to_the_right("elastic 15 4", kMiddle, kMiddle);
  for (const float move : moves) squares += std::pow(double{move}, 2);
  const double expected = 15.0 * smooth_covariance(29, 4.0, kMiddle, kMiddle) / std::sqrt(3.0);
  // The standard deviation of the estimate is 1 / sqrt(2 * 8000) = 0.8 %.
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(moves.size())) / expected, 1.0, 0.04);
}

TEST(Augmentation, ThinnerStrokesKeepTheirRidges) {
  const Shape shape{1, 1, 5};
  const LaneVector stroke = uniform_gang({kPaper, 0.3f, 1.0f, 0.3f, kPaper});
  const LaneVector found = varied(stroke, shape, "thickness 1");
  const auto thinner = [&](std::size_t lane) { return float{found[1][lane]} < 0.3f; };
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    EXPECT_FLOAT_EQ(found[2][lane], 1.0f);
    EXPECT_EQ(thinner(lane), float{found[0][lane]} == kPaper);
  }
}

}  // namespace
}  // namespace inkling
