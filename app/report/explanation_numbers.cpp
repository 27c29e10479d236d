// For convolutions, all weights are in the page, because each is used at many places. Fully
// connected layers have too many, but use each one once: the largest terms of every output are
// enough.

#include "app/report/explanation_numbers.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "io/files/digest.h"
#include "model/layers/addition.h"
#include "model/layers/convolution.h"
#include "model/layers/fully_connected.h"
#include "model/layers/max_pool.h"
#include "model/layers/padding.h"
#include "model/layers/prelu.h"
#include "model/layers/scale.h"
#include "model/network/formula.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShownTerms = 8;

static_assert(std::endian::native == std::endian::little);  // as the browser expects

/// The largest terms of each output of a fully connected layer: [[input, weight], ...].
Json terms_of(std::span<const float> weights, std::span<const float> input, int outputs) {
  Json all = Json::array();
  std::vector<std::size_t> order(input.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (int k = 0; k < outputs; ++k) {
    const auto row = weights.subspan(static_cast<std::size_t>(k) * input.size(), input.size());
    const auto size = [&](std::size_t c) { return std::abs(row[c] * input[c]); };
    const auto end =
        order.begin() + static_cast<std::ptrdiff_t>(std::min(kShownTerms, order.size()));
    std::ranges::partial_sort(order, end, std::greater<>(), size);
    Json terms = Json::array();
    for (auto c = order.begin(); c != end; ++c) {
      terms.push_back({*c, std::round(1e4 * row[*c]) / 1e4});
    }
    all.push_back(std::move(terms));
  }
  return all;
}

/// [begin, end] of the input's rows or columns in each window of a pool.
Json ranges(int count, const std::function<Pool::Range(int)>& range) {
  Json all = Json::array();
  for (int place = 0; place < count; ++place) all.push_back({range(place).begin, range(place).end});
  return all;
}

}  // namespace

Json packed_numbers(std::span<const float> values) {
  float largest = 0.0f;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  const float unit = largest > 0 ? largest / 32'767.0f : 1.0f;
  std::string bytes;
  for (const float value : values) {
    const auto bits = static_cast<std::uint16_t>(std::lround(value / unit));
    bytes.push_back(static_cast<char>(bits & 0xff));
    bytes.push_back(static_cast<char>(bits >> 8));
  }
  return {{"unit", unit}, {"numbers", base64(bytes)}};
}

Json rule_of(const Layer& layer, std::span<const float> parameters, std::span<const float> input) {
  const auto biases = [&] { return packed_numbers(parameters.subspan(layer.weight_count())); };
  if (const auto* const convolution = dynamic_cast<const Convolution*>(&layer)) {
    const Kernels& kernels = convolution->description();
    return {{"kind", "convolution"},
            {"kernel", {kernels.height, kernels.width}},
            {"strides", {kernels.stride_height, kernels.stride_width}},
            {"groups", kernels.groups},
            {"weights", packed_numbers(parameters.first(layer.weight_count()))},
            {"biases", convolution->has_bias() ? biases() : Json()}};
  }
  if (dynamic_cast<const FullyConnected*>(&layer) != nullptr) {
    return {{"kind", "connected"},
            {"terms", terms_of(parameters.first(layer.weight_count()), input,
                               layer.output_shape().channels)},
            {"biases", biases()}};
  }
  if (const auto* const pool = dynamic_cast<const Pool*>(&layer)) {
    return {{"kind", dynamic_cast<const MaxPool*>(pool) != nullptr ? "pool" : "average"},
            {"windows",
             {ranges(pool->output_shape().height, [pool](int i) { return pool->rows(i); }),
              ranges(pool->output_shape().width, [pool](int j) { return pool->columns(j); })}}};
  }
  if (const auto* const padding = dynamic_cast<const Padding*>(&layer)) {
    return {
        {"kind", "padding"}, {"top", padding->margins().top}, {"left", padding->margins().left}};
  }
  if (dynamic_cast<const PRelu*>(&layer) != nullptr) {
    return {{"kind", "slope"}, {"weights", packed_numbers(parameters)}};
  }
  if (dynamic_cast<const Scale*>(&layer) != nullptr) {
    const std::size_t channels = parameters.size() / 2;
    return {{"kind", "scale"},
            {"weights", packed_numbers(parameters.first(channels))},
            {"biases", packed_numbers(parameters.last(channels))}};
  }
  if (dynamic_cast<const Addition*>(&layer) != nullptr) return {{"kind", "addition"}};
  const std::string text = formula_of(layer).text;
  return {{"kind", "each"}, {"function", text.substr(text.find("= ") + 2)}};
}

std::size_t rule_size(const Layer& layer) {
  if (dynamic_cast<const FullyConnected*>(&layer) != nullptr) {
    return layer.output_shape().size() * (2 * kShownTerms + 1);
  }
  return layer.parameter_count();
}

}  // namespace inkling
