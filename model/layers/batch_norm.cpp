// The gradient. With the normalised input x' = (x - mean) / deviation over n pixels of a gang,
//
//     gradient of scale = sum of g x',   of shift = sum of g      (g is the gradient of the output)
//     gradient of x     = scale / deviation * (g - mean of g - x' * mean of g x')
//
// because every x also changes the mean and the deviation. All sums come from one pass over the
// maps. They are of x - origin and its square, where the origin is a pixel of the map, so that no
// digits are lost if the mean is much larger than the deviation.

#include "model/layers/batch_norm.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace inkling {
namespace {

/// The lanes that hold an image.
LaneMask used_lanes(const TrainingGang& gang) {
  return Lanes([](std::size_t lane) { return static_cast<float>(lane); }) <
         static_cast<float>(gang.images.size());
}

/// Sums over `size` pixels and the used lanes: `term(n)` gives the terms of pixel n.
template <std::size_t kSums, typename Term>
std::array<float, kSums> sums(std::size_t size, const LaneMask& used, Term term) {
  // Two sets of accumulators, so that an addition does not wait for the previous one.
  std::array<Lanes, kSums> even{};
  std::array<Lanes, kSums> odd{};
  std::size_t n = 0;
  for (; n + 1 < size; n += 2) {
    const std::array<Lanes, kSums> first = term(n);
    const std::array<Lanes, kSums> second = term(n + 1);
    for (std::size_t s = 0; s < kSums; ++s) even[s] += first[s];
    for (std::size_t s = 0; s < kSums; ++s) odd[s] += second[s];
  }
  if (n < size) {
    const std::array<Lanes, kSums> last = term(n);
    for (std::size_t s = 0; s < kSums; ++s) even[s] += last[s];
  }
  std::array<float, kSums> totals;
  for (std::size_t s = 0; s < kSums; ++s)
    totals[s] = sum(select(used, even[s] + odd[s], Lanes(0.0f)));
  return totals;
}

/// Mean and variance of a channel over a gang.
struct Moments {
  float mean;
  float variance;  // the mean squared distance from the mean

  float inverse_deviation() const { return 1.0f / std::sqrt(variance + BatchNorm::kEpsilon); }
};

Moments moments(float origin, float first, float second, float count) {
  const float mean = first / count;
  return {.mean = origin + mean, .variance = std::max(0.0f, second / count - mean * mean)};
}

}  // namespace

void BatchNorm::initialize(std::span<float> parameters, RandomStream& /*random*/) const {
  assert(parameters.size() == parameter_count());
  for (std::size_t part = 0; part < 4; ++part) {
    const bool is_one = part == 0 || part == 3;  // the scale and the variance
    std::ranges::fill(parameters.subspan(part * channels(), channels()), is_one ? 1.0f : 0.0f);
  }
}

BatchNorm::Line BatchNorm::line(std::span<const float> parameters, std::size_t c) const {
  assert(parameters.size() == parameter_count() && c < channels());
  const Moments measured{.mean = parameters[2 * channels() + c],
                         .variance = parameters[3 * channels() + c]};
  const float factor = parameters[c] * measured.inverse_deviation();
  return {.factor = factor, .summand = parameters[channels() + c] - factor * measured.mean};
}

void BatchNorm::forward(std::span<const float> parameters, std::span<const Lanes> input,
                        std::span<Lanes> output) const {
  assert(input.size() == input_shape().size() && output.size() == input.size());
  for (std::size_t c = 0; c < channels(); ++c) {
    const Line line = this->line(parameters, c);
    for (std::size_t n = c * map_size(); n < (c + 1) * map_size(); ++n) {
      output[n] = multiply_add(line.factor, input[n], line.summand);
    }
  }
}

void BatchNorm::forward_in_training(std::span<const float> parameters, std::span<const Lanes> input,
                                    std::span<Lanes> output, const TrainingGang& gang) const {
  assert(input.size() == input_shape().size() && output.size() == input.size());
  assert(!gang.images.empty());
  const LaneMask used = used_lanes(gang);
  const auto count = static_cast<float>(gang.images.size() * map_size());
  for (std::size_t c = 0; c < channels(); ++c) {
    const Lanes* x = input.data() + c * map_size();
    const float origin = x[0][0];
    const auto [first, second] = sums<2>(map_size(), used, [&](std::size_t n) {
      const Lanes distance = x[n] - origin;
      return std::array{distance, distance * distance};
    });
    const Moments gang_moments = moments(origin, first, second, count);
    const float factor = parameters[c] * gang_moments.inverse_deviation();
    const float shift = parameters[channels() + c];
    Lanes* y = output.data() + c * map_size();
    for (std::size_t n = 0; n < map_size(); ++n)
      y[n] = multiply_add(factor, x[n] - gang_moments.mean, shift);
  }
}

void BatchNorm::backward(const Backward& pass) const {
  assert(!pass.gang.images.empty());
  const LaneMask used = used_lanes(pass.gang);
  const auto count = static_cast<float>(pass.gang.images.size() * map_size());
  const float share =
      static_cast<float>(pass.gang.images.size()) / static_cast<float>(pass.gang.batch_size);
  for (std::size_t c = 0; c < channels(); ++c) {
    const Lanes* x = pass.input.data() + c * map_size();
    const Lanes* g = pass.output_gradient.data() + c * map_size();
    const float origin = x[0][0];
    const auto [first, second, gradient, product] = sums<4>(map_size(), used, [&](std::size_t n) {
      const Lanes distance = x[n] - origin;
      return std::array{distance, distance * distance, g[n], g[n] * distance};
    });
    const Moments gang_moments = moments(origin, first, second, count);
    const float inverse_deviation = gang_moments.inverse_deviation();
    const float scale_gradient =
        inverse_deviation * (product - gradient * (gang_moments.mean - origin));

    pass.parameter_gradient[c] = scale_gradient;
    pass.parameter_gradient[channels() + c] = gradient;
    pass.parameter_gradient[2 * channels() + c] = share * gang_moments.mean;
    // A single value has no variance.
    pass.parameter_gradient[3 * channels() + c] =
        share * (count > 1.0f ? gang_moments.variance * count / (count - 1.0f)
                              : pass.parameters[3 * channels() + c]);

    if (pass.input_gradient.empty()) continue;
    // The gradient of x as factor * g + slope * (x - mean) + summand, and 0 in empty lanes.
    const float factor = pass.parameters[c] * inverse_deviation;
    const float slope = -factor * inverse_deviation * scale_gradient / count;
    const float summand = -factor * gradient / count;
    Lanes* input_gradient = pass.input_gradient.data() + c * map_size();
    for (std::size_t n = 0; n < map_size(); ++n) {
      const Lanes derivative =
          multiply_add(factor, g[n], multiply_add(slope, x[n] - gang_moments.mean, summand));
      input_gradient[n] = select(used, derivative, Lanes(0.0f));
    }
  }
}

}  // namespace inkling
