#include "io/classifier/pixel_convention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "io/classifier/default_model.h"
#include "io/models/onnx_model.h"
#include "model/evaluation/prediction.h"
#include "model/network/architecture.h"

namespace inkling {
namespace {

using testing::HasSubstr;

TEST(PixelConvention, IsReadFromItsText) {
  const auto read = [](const char* text) { return *read_pixel_convention(text); };
  EXPECT_EQ(read("0..1"), (PixelConvention{0.0f, 1.0f}));
  EXPECT_EQ(read("0..255"), (PixelConvention{0.0f, 1.0f / 255.0f}));
  EXPECT_EQ(read("-1..1"), (PixelConvention{0.5f, 0.5f}));
  EXPECT_EQ(read("0.1307,0.3081"), (PixelConvention{0.1307f, 0.3081f}));
  EXPECT_EQ(read(" 0.5 , 0.25 "), (PixelConvention{0.5f, 0.25f}));
  EXPECT_EQ(read("inverted"), (PixelConvention{1.0f, -1.0f}));
  EXPECT_EQ(read("inverted 0..255"), (PixelConvention{1.0f, -1.0f / 255.0f}));
  EXPECT_EQ(read_pixel_convention("auto"), std::nullopt);
}

TEST(PixelConvention, IsNotAnyText) {
  for (const char* text : {"", "0..2", "0.1307", "0.1307,0", "0.1307,-1", "a,b", "1,2,3", "nan,1",
                           "0,inf", "inverted auto", "invert"}) {
    EXPECT_THROW(read_pixel_convention(text), std::invalid_argument) << text;
  }
}

TEST(PixelConvention, IsToldAsAFormula) {
  const auto told = [](const char* text) { return to_string(*read_pixel_convention(text)); };
  EXPECT_EQ(told("0..1"), "x/255");
  EXPECT_EQ(told("0..255"), "x");
  EXPECT_EQ(told("-1..1"), "x/127.5 - 1");
  EXPECT_EQ(told("0.1307,0.3081"), "(x/255 - 0.1307)/0.3081");
  EXPECT_EQ(told("inverted"), "1 - x/255");
  EXPECT_EQ(told("inverted 0..255"), "255 - x");
  EXPECT_EQ(told("inverted 0.25,0.5"), "(0.75 - x/255)/0.5");
}

TEST(PixelConvention, ComesBeforeTheNormalizationOfTheGraph) {
  Model model{build_network("fc 2", {}, 2), numbered_classes(2), {}};
  model.network.normalization = {.mean = 100.0f, .deviation = 50.0f};
  set_pixel_convention(model, *read_pixel_convention("0..255"));
  // (255 (x / 255) - 100) / 50
  EXPECT_FLOAT_EQ(model.network.normalization.mean, 100.0f / 255.0f);
  EXPECT_FLOAT_EQ(model.network.normalization.deviation, 50.0f / 255.0f);
}

/// A model of one pixel: class 1 if its number is more than `bound`, times `sign`.
Model threshold(float bound, float sign) {
  Model model{build_network("fc 2", {}, 2), numbered_classes(2), {}};
  model.network.parameters()[1] = sign;
  model.network.parameters()[3] = -sign * bound;
  model.has_unknown_pixels = true;
  return model;
}

/// Bright pixels are of class 1.
Dataset brightness() {
  Dataset data{
      .images = {.shape = {}, .pixels = {}}, .labels = {}, .class_names = numbered_classes(2)};
  for (int pixel = 0; pixel < 256; pixel += 5) {
    data.images.pixels.push_back(static_cast<std::uint8_t>(pixel));
    data.labels.push_back(pixel > 127 ? 1 : 0);
  }
  return data;
}

TEST(PixelConvention, IsTheOneThatNamesMostSamples) {
  const auto measured = [](float bound, float sign) {
    Model model = threshold(bound, sign);
    const std::string line = measure_pixel_convention(model, brightness(), 1);
    EXPECT_FALSE(model.has_unknown_pixels);
    return line;
  };
  EXPECT_THAT(measured(0.5f, 1.0f), HasSubstr("takes pixels as x/255: 52 of 52 samples right"));
  EXPECT_THAT(measured(127.5f, 1.0f), HasSubstr("takes pixels as x: 52 of 52 samples right; as "));
  EXPECT_THAT(measured(1.2f, 1.0f), HasSubstr("takes pixels as (x/255 - 0.1307)/0.3081: 52"));
  EXPECT_THAT(measured(0.0f, 1.0f), HasSubstr("takes pixels as x/127.5 - 1: 52"));
  EXPECT_THAT(measured(0.5f, -1.0f), HasSubstr("takes pixels as 1 - x/255: 52"));
}

TEST(PixelConvention, IsNotMeasuredOnOtherClassesOrSizes) {
  const auto expect_nothing = [](const Dataset& data) {
    Model model = threshold(0.5f, 1.0f);
    EXPECT_THAT(measure_pixel_convention(model, data, 1), HasSubstr("nothing here tells"));
    EXPECT_FALSE(model.has_unknown_pixels);
  };
  Dataset letters = brightness();
  letters.class_names = {"a", "b"};
  expect_nothing(letters);
  Dataset large = brightness();
  large.images.shape = {.channels = 1, .height = 2, .width = 2};
  large.labels.resize(large.images.count());
  expect_nothing(large);
}

TEST(PixelConvention, IsSettledForModelsThatNeedOne) {
  std::vector<Model> models;
  models.push_back(threshold(0.5f, 1.0f));
  models.push_back(threshold(127.5f, 1.0f));
  models.back().has_unknown_pixels = false;
  const std::vector<std::string> paths{"one.onnx", "two.onnx"};
  EXPECT_THAT(settle_pixels(models, paths, "auto", brightness(), 1),
              testing::ElementsAre(HasSubstr("one.onnx takes pixels as x/255")));
  EXPECT_EQ(models.back().network.normalization, Normalization{});
  models.front().has_unknown_pixels = true;
  EXPECT_THAT(settle_pixels(models, paths, "0..255", brightness(), 1), testing::IsEmpty());
  EXPECT_EQ(models.front().network.normalization.deviation, 1.0f / 255.0f);
}

TEST(SampleDigits, AreNamedByTheModelThatShips) {
  const Model model = read_model(default_model());
  const Dataset samples = sample_digits(model.network.input_shape());
  ASSERT_EQ(samples.count(), 1000u);
  const Probabilities found = predict(std::span(&model, 1), samples.images, 1);
  std::size_t right = 0;
  for (std::size_t n = 0; n < samples.count(); ++n) {
    const bool is_right = decide(found, static_cast<Eigen::Index>(n)).label == samples.labels[n];
    if (is_right) ++right;
    // Only the first hundred are not distorted.
    EXPECT_TRUE(is_right || n >= 100) << "sample " << n;
  }
  EXPECT_GE(right, 950u);
}

TEST(SampleDigits, HaveTheSizeOfAnyModel) {
  const Dataset samples = sample_digits({.channels = 1, .height = 12, .width = 20});
  EXPECT_EQ(samples.images.shape, (Shape{.channels = 1, .height = 12, .width = 20}));
  EXPECT_EQ(samples.images.count(), samples.labels.size());
}

}  // namespace
}  // namespace inkling
