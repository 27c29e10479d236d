#include "io/pictures/plugin_gif.h"

#include <gif_lib.h>

#include <algorithm>
#include <memory>
#include <opencv2/core.hpp>
#include <stdexcept>
#include <vector>

namespace inkling {
namespace {

struct Closer {
  void operator()(GifFileType* gif) const { ::DGifCloseFile(gif, nullptr); }
};
using Gif = std::unique_ptr<GifFileType, Closer>;

/// Gives giflib the next bytes of the span.
int take_bytes(GifFileType* gif, GifByteType* to, int length) {
  auto& rest = *static_cast<std::span<const std::uint8_t>*>(gif->UserData);
  const std::size_t count = std::min(rest.size(), static_cast<std::size_t>(length));
  std::ranges::copy(rest.first(count), to);
  rest = rest.subspan(count);
  return static_cast<int>(count);
}

void require(bool succeeded, int code) {
  if (succeeded) return;
  const char* reason = ::GifErrorString(code);
  throw std::runtime_error(reason == nullptr ? "data that cannot be decoded" : reason);
}

/// Reads an extension. Returns the index of the transparent colour if it has one, otherwise
/// `before`.
int read_extension(GifFileType& gif, int before) {
  int code = 0;
  GifByteType* piece = nullptr;
  int transparent = before;
  require(::DGifGetExtension(&gif, &code, &piece) == GIF_OK, gif.Error);
  while (piece != nullptr) {
    GraphicsControlBlock control;
    if (code == GRAPHICS_EXT_FUNC_CODE &&
        ::DGifExtensionToGCB(piece[0], piece + 1, &control) == GIF_OK) {
      transparent = control.TransparentColor;
    }
    require(::DGifGetExtensionNext(&gif, &piece) == GIF_OK, gif.Error);
  }
  return transparent;
}

/// The rows of a frame in the order of the file.
std::vector<int> row_order(int rows, bool is_interlaced) {
  struct Pass {
    int first, step;
  };
  constexpr Pass kPasses[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
  constexpr Pass kSinglePass[] = {{0, 1}};
  std::vector<int> order;
  for (const auto [first, step] : is_interlaced ? std::span<const Pass>(kPasses) : kSinglePass) {
    for (int row = first; row < rows; row += step) order.push_back(row);
  }
  return order;
}

cv::Mat read_frame(GifFileType& gif, int transparent) {
  require(::DGifGetImageDesc(&gif) == GIF_OK, gif.Error);
  const GifImageDesc& frame = gif.Image;
  const ColorMapObject* colors = frame.ColorMap != nullptr ? frame.ColorMap : gif.SColorMap;
  if (colors == nullptr) throw std::runtime_error("no table of colours");
  cv::Mat canvas(gif.SHeight, gif.SWidth, CV_8UC4, cv::Scalar(0, 0, 0, 0));
  std::vector<GifPixelType> line(static_cast<std::size_t>(frame.Width));
  for (const int row : row_order(frame.Height, frame.Interlace)) {
    require(::DGifGetLine(&gif, line.data(), frame.Width) == GIF_OK, gif.Error);
    if (frame.Top + row >= canvas.rows) continue;
    for (int column = 0; column < frame.Width && frame.Left + column < canvas.cols; ++column) {
      const int index = line[static_cast<std::size_t>(column)];
      if (index == transparent || index >= colors->ColorCount) continue;
      const GifColorType& color = colors->Colors[index];
      canvas.at<cv::Vec4b>(frame.Top + row, frame.Left + column) = {color.Blue, color.Green,
                                                                    color.Red, 255};
    }
  }
  return canvas;
}

}  // namespace

cv::Mat decode_gif(std::span<const std::uint8_t> file) {
  int code = 0;
  const Gif gif(::DGifOpen(&file, take_bytes, &code));
  require(gif != nullptr, code);
  int transparent = NO_TRANSPARENT_COLOR;
  GifRecordType record = UNDEFINED_RECORD_TYPE;
  while (record != TERMINATE_RECORD_TYPE) {
    require(::DGifGetRecordType(gif.get(), &record) == GIF_OK, gif->Error);
    if (record == IMAGE_DESC_RECORD_TYPE) return read_frame(*gif, transparent);
    if (record == EXTENSION_RECORD_TYPE) transparent = read_extension(*gif, transparent);
  }
  throw std::runtime_error("no image");
}

}  // namespace inkling
