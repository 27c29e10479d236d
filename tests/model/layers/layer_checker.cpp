#include "tests/model/layers/layer_checker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <type_traits>

#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

/// The values of a channel are a shuffled grid, 0.1 apart and 0.05 away from 0, so that a step of
/// 0.01 neither crosses the kink of a ReLU nor exchanges the maximum of a window.
class LayerChecker {
 public:
  explicit LayerChecker(const Layer& layer)
      : layer_(layer),
        random_(7, Purpose::kAugmentation),
        parameters_(random_numbers(layer.parameter_count(), random_)),
        input_(grid()),
        output_gradient_(random_gang(layer.output_shape().size(), random_)) {}

  void check() {
    SCOPED_TRACE(layer_.text() + " of " + to_string(layer_.input_shape()));
    const LaneVector output = run_forward(layer_, parameters_, input_);
    const Gradients found = run_backward(layer_, parameters_, input_, output_gradient_);
    if (!is_written(output, "output") || !is_written(found.input, "input gradient")) return;
    compare(found.input, input_, "input gradient");
    compare(found.parameters, parameters_, "parameter gradient");
    EXPECT_EQ(run_backward_into({}, layer_, parameters_, input_, output_gradient_),
              found.parameters)
        << "without an input gradient";
    if (layer_.in_place()) check_in_place(output, found.input);
  }

 private:
  static constexpr float kStep = 0.01f;
  /// Relative to the largest derivative. A forward pass of up to a thousand float products is exact
  /// to about 1e-6, which dividing by two steps makes 1e-4; a wrong derivative is off by about 1.
  static constexpr float kTolerance = 1e-3f;
  /// Larger layers are checked at so many random places.
  static constexpr std::size_t kProbes = 150;

  LaneVector grid() {
    const Shape shape = layer_.input_shape();
    const std::size_t map_size = shape.size() / static_cast<std::size_t>(shape.channels);
    LaneVector values(shape.size());
    std::vector<std::uint32_t> order(map_size);
    std::iota(order.begin(), order.end(), 0u);
    for (std::size_t n = 0; n < values.size(); n += map_size) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        random_.shuffle(order);
        for (std::size_t pixel = 0; pixel < map_size; ++pixel) {
          const float centered =
              static_cast<float>(order[pixel]) - static_cast<float>(map_size / 2);
          values[n + pixel][lane] = 0.1f * (centered + 0.5f);
        }
      }
    }
    return values;
  }

  /// The central difference of each lane's loss by `value`, a part of the input or parameters.
  template <typename Number>
  Lanes difference(Number& value) {
    const Number original = value;
    value = original + kStep;
    const LaneVector above = run_forward(layer_, parameters_, input_);
    value = original - kStep;
    const LaneVector below = run_forward(layer_, parameters_, input_);
    value = original;
    Lanes total = 0.0f;
    for (std::size_t n = 0; n < above.size(); ++n) {
      total += output_gradient_[n] * (above[n] - below[n]);
    }
    return total / (2.0f * kStep);
  }

  static std::vector<float> numbers(const Lanes& lanes) {
    return {floats(&lanes), floats(&lanes) + kLanes};
  }
  static std::vector<float> numbers(float number) { return {number}; }

  template <typename Number>
  void compare(const std::vector<Number>& found, std::vector<Number>& values, const char* name) {
    std::vector<std::uint32_t> places(values.size());
    std::iota(places.begin(), places.end(), 0u);
    if (places.size() > kProbes) {
      random_.shuffle(places);
      places.resize(kProbes);
    }
    std::vector<std::vector<float>> differences;
    float largest = 1.0f;
    for (const std::uint32_t place : places) {
      const Lanes by_lane = difference(values[place]);
      // A parameter belongs to all lanes, so that its derivative is their sum.
      if constexpr (std::is_same_v<Number, float>) {
        differences.push_back(numbers(sum(by_lane)));
      } else {
        differences.push_back(numbers(by_lane));
      }
      for (const float derivative : differences.back()) {
        largest = std::max(largest, std::abs(derivative));
      }
    }
    for (std::size_t n = 0; n < places.size(); ++n) {
      const std::vector<float> derivatives = numbers(found[places[n]]);
      for (std::size_t lane = 0; lane < derivatives.size(); ++lane) {
        const float distance = std::abs(derivatives[lane] - differences[n][lane]);
        if (distance <= kTolerance * largest) continue;  // A NaN does not continue.
        ADD_FAILURE() << name << " " << places[n] << ", lane " << lane << ": backward gives "
                      << derivatives[lane] << ", central differences " << differences[n][lane];
        return;
      }
    }
  }

  static bool is_written(const LaneVector& values, const char* name) {
    for (std::size_t n = 0; n < values.size(); ++n) {
      if (all_of(values[n] == values[n])) continue;
      ADD_FAILURE() << name << " " << n << " was not written";
      return false;
    }
    return true;
  }

  static void expect_same_bits(std::span<const Lanes> found, std::span<const Lanes> expected,
                               const char* name) {
    const auto bits = [](float number) { return std::bit_cast<std::uint32_t>(number); };
    for (std::size_t n = 0; n < found.size(); ++n) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        if (bits(found[n][lane]) == bits(expected[n][lane])) continue;
        ADD_FAILURE() << name << " " << n << ", lane " << lane << ": " << float{found[n][lane]}
                      << ", but out of place " << float{expected[n][lane]};
        return;
      }
    }
  }

  void check_in_place(const LaneVector& output, const LaneVector& input_gradient) {
    LaneVector values = input_;
    layer_.forward(parameters_, values, values);
    expect_same_bits(values, output, "output in place");
    LaneVector gradient = output_gradient_;
    layer_.backward({.parameters = parameters_,
                     .input = values,
                     .output = values,
                     .output_gradient = gradient,
                     .input_gradient = gradient,
                     .parameter_gradient = {},
                     .scratch = {}});
    expect_same_bits(gradient, input_gradient, "input gradient in place");
  }

  const Layer& layer_;
  RandomStream random_;
  std::vector<float> parameters_;
  LaneVector input_;
  LaneVector output_gradient_;
};

}  // namespace

void check_layer(const Layer& layer) { LayerChecker(layer).check(); }

}  // namespace inkling
