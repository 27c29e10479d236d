#pragma once

#include <string>

#include "model/shape.h"

namespace inkling {

/// Rows and columns around a map. The largest are `kMost`.
struct Margins {
  static constexpr int kMost = 1024;

  int top = 0, left = 0, bottom = 0, right = 0;

  /// The same margin on all four sides.
  static constexpr Margins all(int amount) { return {amount, amount, amount, amount}; }

  constexpr bool operator==(const Margins&) const = default;
};

/// Whether each margin is in 0 .. `Margins::kMost`.
bool are_possible(const Margins& margins);

/// "2", or "0x0x1x1" (top, left, bottom, right) if the sides differ.
std::string to_string(const Margins& margins);

/// "2", or "2x1" if the numbers of rows and columns differ.
std::string sizes_text(int rows, int columns);

/// A window that moves over a map and its margins in steps of its strides.
struct Window {
  int height, width, stride_height, stride_width;
  Margins margins = {};

  constexpr bool operator==(const Window&) const = default;
};

/// "3", "3x2", "3 stride 2", "3 stride 2x1 pad 0x0x1x1": without stride if windows are side by side
/// and without pad if there are no margins.
std::string to_string(const Window& window);

/// The shape of the places of `window` in the maps of `input` with their margins: channels x
/// ((height + top + bottom - window.height) / stride_height + 1) x the same in the other direction.
Shape places_of(const Window& window, const Shape& input);

}  // namespace inkling
