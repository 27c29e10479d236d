#include "model/layers/window.h"

#include <algorithm>

namespace inkling {

bool are_possible(const Margins& margins) {
  const auto [least, most] =
      std::minmax({margins.top, margins.left, margins.bottom, margins.right});
  return least >= 0 && most <= Margins::kMost;
}

std::string to_string(const Margins& margins) {
  const auto [top, left, bottom, right] = margins;
  if (margins == Margins::all(top)) return std::to_string(top);
  return std::to_string(top) + "x" + std::to_string(left) + "x" + std::to_string(bottom) + "x" +
         std::to_string(right);
}

std::string sizes_text(int rows, int columns) {
  std::string text = std::to_string(rows);
  if (rows != columns) text.append("x").append(std::to_string(columns));
  return text;
}

std::string to_string(const Window& window) {
  const auto [height, width, stride_height, stride_width, margins] = window;
  std::string text = sizes_text(height, width);
  if (stride_height != height || stride_width != width) {
    text += " stride " + sizes_text(stride_height, stride_width);
  }
  if (margins != Margins{}) text += " pad " + to_string(margins);
  return text;
}

Shape places_of(const Window& window, const Shape& input) {
  const auto places = [](int size, int length, int stride) { return (size - length) / stride + 1; };
  const Margins& margins = window.margins;
  return {.channels = input.channels,
          .height = places(input.height + margins.top + margins.bottom, window.height,
                           window.stride_height),
          .width = places(input.width + margins.left + margins.right, window.width,
                          window.stride_width)};
}

}  // namespace inkling
