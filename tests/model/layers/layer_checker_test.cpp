#include "tests/model/layers/layer_checker.h"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "tests/model/layers/layer_runner.h"

// A checker that never complains would let every layer pass: here are layers with one mistake each.

namespace inkling {
namespace {

/// output(n) = weight * input(n), done right; the layers below each get one thing wrong.
class Scaling : public Layer {
 public:
  Scaling()
      : Layer({.channels = 2, .height = 2, .width = 2}, {.channels = 2, .height = 2, .width = 2}) {}

  std::string text() const override { return "scale"; }
  std::size_t weight_count() const override { return 1; }
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override {
    for (std::size_t n = 0; n < input.size(); ++n) output[n] = parameters[0] * input[n];
  }
  void backward(const Backward& pass) const override {
    Lanes total = 0.0f;
    for (std::size_t n = 0; n < pass.input.size(); ++n) {
      total += pass.input[n] * pass.output_gradient[n];
    }
    pass.parameter_gradient[0] = sum(total);
    for (std::size_t n = 0; n < pass.input_gradient.size(); ++n) {
      pass.input_gradient[n] = pass.parameters[0] * pass.output_gradient[n];
    }
  }
};

class ForgetsAnOutput final : public Scaling {
 public:
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override {
    Scaling::forward(parameters, input.first(7), output);
  }
};

class ForgetsAnInputGradient final : public Scaling {
 public:
  void backward(const Backward& pass) const override {
    const Lanes unwritten = pass.input_gradient.empty() ? Lanes() : pass.input_gradient[3];
    Scaling::backward(pass);
    if (!pass.input_gradient.empty()) pass.input_gradient[3] = unwritten;
  }
};

class DoublesTheInputGradient final : public Scaling {
 public:
  void backward(const Backward& pass) const override {
    Scaling::backward(pass);
    for (Lanes& derivative : pass.input_gradient) derivative *= 2.0f;
  }
};

class CountsOneLaneOnly final : public Scaling {
 public:
  void backward(const Backward& pass) const override {
    Scaling::backward(pass);
    pass.parameter_gradient[0] = 0.0f;
    for (std::size_t n = 0; n < pass.input.size(); ++n) {
      pass.parameter_gradient[0] += Lanes(pass.input[n] * pass.output_gradient[n])[0];
    }
  }
};

class NeedsTheInputGradient final : public Scaling {
 public:
  void backward(const Backward& pass) const override {
    if (!pass.input_gradient.empty()) Scaling::backward(pass);
  }
};

class ReadsItsInputInPlace final : public Scaling {
 public:
  std::size_t weight_count() const override { return 0; }
  bool in_place() const override { return true; }
  void forward(std::span<const float> /*parameters*/, std::span<const Lanes> input,
               std::span<Lanes> output) const override {
    for (std::size_t n = 0; n < input.size(); ++n) output[n] = input[n] * input[n];
  }
  void backward(const Backward& pass) const override {
    for (std::size_t n = 0; n < pass.input_gradient.size(); ++n) {
      pass.input_gradient[n] = 2.0f * pass.input[n] * pass.output_gradient[n];
    }
  }
};

TEST(LayerChecker, AcceptsALayerThatIsRight) { check_layer(Scaling()); }

TEST(LayerChecker, FindsAnOutputThatWasNotWritten) {
  EXPECT_NONFATAL_FAILURE(check_layer(ForgetsAnOutput()), "output 7 was not written");
}

TEST(LayerChecker, FindsAnInputGradientThatWasNotWritten) {
  EXPECT_NONFATAL_FAILURE(check_layer(ForgetsAnInputGradient()),
                          "input gradient 3 was not written");
}

TEST(LayerChecker, FindsAWrongInputGradient) {
  EXPECT_NONFATAL_FAILURE(check_layer(DoublesTheInputGradient()),
                          "input gradient 0, lane 0: backward gives");
}

TEST(LayerChecker, FindsAParameterGradientThatIsNotSummedOverTheLanes) {
  EXPECT_NONFATAL_FAILURE(check_layer(CountsOneLaneOnly()),
                          "parameter gradient 0, lane 0: backward gives");
}

TEST(LayerChecker, FindsALayerThatNeedsTheInputGradient) {
  EXPECT_NONFATAL_FAILURE(check_layer(NeedsTheInputGradient()), "without an input gradient");
}

TEST(LayerChecker, FindsALayerThatIsNotFitToWorkInPlace) {
  EXPECT_NONFATAL_FAILURE(check_layer(ReadsItsInputInPlace()), "input gradient in place");
}

}  // namespace
}  // namespace inkling
