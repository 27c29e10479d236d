#include "model/layers/pool.h"

#include <algorithm>
#include <stdexcept>

namespace inkling {
namespace {

Shape pooled(const char* name, const Shape& input, const Window& window) {
  const auto require = [&](bool is_met, const std::string& requirement) {
    if (is_met) return;
    throw std::invalid_argument(std::string(name) + " " + to_string(window) + ": " + requirement);
  };
  const auto [top, left, bottom, right] = window.margins;
  require(are_possible(window.margins), "each margin must be between 0 and 1024");
  require(window.height >= 1 && window.width >= 1 && window.height <= input.height + top + bottom &&
              window.width <= input.width + left + right,
          "the window must be at least 1x1 and fit into the " + to_string(input) + " input" +
              (window.margins == Margins{} ? "" : " with its margins"));
  require(std::max(top, bottom) < window.height && std::max(left, right) < window.width,
          "each margin must be smaller than the window");
  require(window.stride_height >= 1 && window.stride_width >= 1, "the stride must be at least 1");
  return places_of(window, input);
}

/// The part of each window in `size` rows (or columns) of a map.
std::vector<Pool::Range> ranges(int places, int stride, int margin, int length, int size) {
  std::vector<Pool::Range> result;
  for (int place = 0; place < places; ++place) {
    const int begin = place * stride - margin;
    result.push_back({.begin = std::max(0, begin), .end = std::min(size, begin + length)});
  }
  return result;
}

Window whole(const Shape& input) { return {input.height, input.width, input.height, input.width}; }

}  // namespace

Pool::Pool(const char* name, Shape input, const Window& window, bool is_global)
    : Layer(input, pooled(name, input, window)),
      name_(name),
      window_(window),
      is_global_(is_global),
      rows_(ranges(output_shape().height, window.stride_height, window.margins.top, window.height,
                   input.height)),
      columns_(ranges(output_shape().width, window.stride_width, window.margins.left, window.width,
                      input.width)) {}

Pool::Pool(const char* name, Shape input, const Window& window)
    : Pool(name, input, window, false) {}

Pool::Pool(const char* name, Shape input) : Pool(name, input, whole(input), true) {}

std::string Pool::text() const {
  return std::string(name_) + " " + (is_global_ ? "all" : to_string(window_));
}

bool Pool::has_overlap() const {
  return window_.stride_height < window_.height || window_.stride_width < window_.width;
}

bool Pool::has_gaps() const {
  return window_.stride_height > window_.height || window_.stride_width > window_.width ||
         rows_.back().end < input_shape().height || columns_.back().end < input_shape().width;
}

}  // namespace inkling
