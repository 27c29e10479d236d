#include "app/terminal/gradient_check_text.h"

#include <gtest/gtest.h>

#include <limits>

#include "model/network/architecture.h"

namespace inkling {
namespace {

Network some_network() {
  return build_network("conv 16x5x5, relu, fc 120, relu, fc classes",
                       {.channels = 1, .height = 28, .width = 28}, 10);
}

/// A check that found rounding only.
GradientCheck some_check() {
  return {.loss = 2.5,
          .exact_loss = 2.5000001,
          .layers = {{.layer = 0,
                      .parameters = 416,
                      .checked = 416,
                      .error = 7.7e-6,
                      .place = 403,
                      .backpropagation = 0.1234,
                      .difference = 0.1234},
                     {.layer = 2,
                      .parameters = 1'106'040,
                      .checked = 32,
                      .error = 1.2e-5,
                      .place = 70'000,
                      .backpropagation = -0.5,
                      .difference = -0.25}}};
}

TEST(GradientCheckText, HasALineForEachLayerAndOneForTheLoss) {
  EXPECT_EQ(gradient_check_text(some_check(), some_network()),
            "     layer        parameters  checked    error  largest at\n"
            "  1  conv 16x5x5         416      416  7.7e-06  bias 3\n"
            "  3  fc 120        1,106,040       32  1.2e-05  weight 70000\n"
            "     loss                              4.0e-08\n");
}

TEST(GradientCheckText, StaysWithinEightyColumns) {
  const Network network = build_network("conv 65536x10x10, fc classes", {1, 10, 10}, 2);
  GradientCheck check;
  check.layers = {{.layer = 0,
                   .parameters = 268'435'456,
                   .checked = 268'435'456,
                   .error = std::numeric_limits<double>::infinity(),
                   .place = 6'553'599}};
  const std::string text = gradient_check_text(check, network);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    EXPECT_LE(end - begin, 80u) << text.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST(WrongGradientsText, IsEmptyWhereAllErrorsAreRounding) {
  EXPECT_EQ(wrong_gradients_text(some_check(), some_network()), "");
}

TEST(WrongGradientsText, TellsWhatIsWrongByHowMuch) {
  GradientCheck check = some_check();
  check.layers[1].error = 0.5;
  EXPECT_EQ(wrong_gradients_text(check, some_network()),
            "layer 3 (fc 120), weight 70000: backpropagation gives -0.5, expected -0.25: the "
            "relative error 5.0e-01 exceeds 0.01\n");
}

TEST(WrongGradientsText, TellsOfTheLoss) {
  GradientCheck check = some_check();
  check.loss = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(wrong_gradients_text(check, some_network()),
            "the loss is NaN, expected 2.5: the relative error inf exceeds 0.01\n");
}

}  // namespace
}  // namespace inkling
