#pragma once

#include <vector>

#include "model/layers/layer.h"
#include "model/layers/window.h"

namespace inkling {

/// What the kinds of pooling have in common: each output is computed from the pixels of one window
/// in the same channel.
///
///   input       channels x height x width
///   output      channels x the places of the window; left-over rows and columns are dropped
///   parameters  none
///
/// Margins are no pixels: a window that reaches into them is clipped to the map.
class Pool : public Layer {
 public:
  /// The whole map has one window.
  bool is_global() const { return is_global_; }
  const Window& window() const { return window_; }

  /// Rows or columns `begin` .. `end` - 1 of a map.
  struct Range {
    int begin, end;

    int size() const { return end - begin; }
  };
  /// The rows of the input that the windows in row `i` of the output have; never empty.
  const Range& rows(int i) const { return rows_[static_cast<std::size_t>(i)]; }
  /// The columns of the input that the windows in column `j` of the output have.
  const Range& columns(int j) const { return columns_[static_cast<std::size_t>(j)]; }

  std::string text() const override;

 protected:
  /// `name` is that in architecture texts. Throws std::invalid_argument unless the sides of the
  /// window and its strides are at least 1, the window fits into the input with its margins, and
  /// each margin is in 0 .. 1024 and smaller than the window.
  Pool(const char* name, Shape input, const Window& window);
  /// One window, the whole map.
  Pool(const char* name, Shape input);

  /// Whether some pixel is in more than one window.
  bool has_overlap() const;
  /// Whether some pixel is in no window.
  bool has_gaps() const;

  /// Calls use(output value, first pixel of its window, rows, columns) for all windows in order.
  /// The next row of pixels begins `input_shape().width` values later.
  template <typename Use>
  void for_each_window(Use use) const {
    const auto [channels, height, width] = output_shape();
    std::size_t value = 0;
    for (int c = 0; c < channels; ++c) {
      for (int i = 0; i < height; ++i) {
        const Range row = rows(i);
        const int first = (c * input_shape().height + row.begin) * input_shape().width;
        for (int j = 0; j < width; ++j) {
          const Range column = columns(j);
          use(value++, first + column.begin, row.size(), column.size());
        }
      }
    }
  }

 private:
  Pool(const char* name, Shape input, const Window& window, bool is_global);

  const char* name_;
  Window window_;
  bool is_global_;
  std::vector<Range> rows_;
  std::vector<Range> columns_;
};

}  // namespace inkling
