#include "io/pictures/png.h"

#include <png.h>

#include <algorithm>
#include <cstdint>
#include <opencv2/core.hpp>
#include <span>
#include <string>

#include "io/pictures/picture_check.h"

// libpng reports errors by longjmp, which skips the destructors of C++ objects. Only its simplified
// interface (png_image_...) is used here: it handles the jumps internally, returns an error text,
// converts all kinds of PNG, and checks all sizes.

namespace inkling {
namespace {

/// Owns libpng's image.
class PngImage {
 public:
  PngImage() { image_.version = PNG_IMAGE_VERSION; }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;
  ~PngImage() { ::png_image_free(&image_); }

  png_image* operator->() { return &image_; }
  png_image* get() { return &image_; }

 private:
  png_image image_{};
};

/// Whether all visible pixels are light: white ink on a transparent page would vanish on white
/// paper. Pixels with at least half of the largest alpha are visible, because ink may be faint.
bool is_light(const cv::Mat& pixels) {
  constexpr int kHalf = 128;
  const cv::Mat_<cv::Vec4b> all(pixels);
  int most_alpha = 0;
  for (const cv::Vec4b& pixel : all) most_alpha = std::max<int>(most_alpha, pixel[3]);
  return std::all_of(all.begin(), all.end(), [most_alpha](const cv::Vec4b& pixel) {
    return 2 * pixel[3] < most_alpha ||
           (77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2]) / 256 >= kHalf;
  });
}

/// Decodes the pixels in the smallest of libpng's formats that keeps all of their information.
cv::Mat decode(const std::filesystem::path& path, PngImage& image) {
  const bool transparent = (image->format & PNG_FORMAT_FLAG_ALPHA) != 0;
  const bool coloured = (image->format & PNG_FORMAT_FLAG_COLOR) != 0;
  image->format = transparent ? PNG_FORMAT_RGBA : coloured ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  // Without this flag, libpng takes 16-bit values for linear light and brightens them.
  image->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;

  const int type = CV_8UC(static_cast<int>(PNG_IMAGE_PIXEL_CHANNELS(image->format)));
  cv::Mat pixels(static_cast<int>(image->height), static_cast<int>(image->width), type);
  if (::png_image_finish_read(image.get(), nullptr, pixels.data, 0, nullptr) == 0) {
    throw damaged_picture(path, "PNG", image->message);
  }
  return pixels;
}

std::uint32_t big_endian(std::span<const std::uint8_t, 4> bytes) {
  std::uint32_t number = 0;
  for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  return number;
}

/// Throws FileError if a chunk before the pixels is longer than the rest of the file, because
/// libpng would allocate memory for it. It reads the chunks of the pixels piece by piece, and none
/// after.
void check_chunk_lengths(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) {
  constexpr std::size_t kSignatureSize = 8;
  constexpr std::size_t kHeaderSize = 8;    // length and kind
  constexpr std::size_t kChecksumSize = 4;  // after the content
  std::span<const std::uint8_t> rest = bytes.subspan(std::min(kSignatureSize, bytes.size()));
  while (rest.size() >= kHeaderSize) {
    const std::uint64_t length = big_endian(rest.first<4>());
    const std::string kind(rest.begin() + 4, rest.begin() + kHeaderSize);
    rest = rest.subspan(kHeaderSize);
    if (kind == "IDAT") return;
    if (length + kChecksumSize > rest.size()) {
      throw damaged_picture(path, "PNG",
                            "a chunk of " + std::to_string(length) + " bytes where " +
                                std::to_string(rest.size()) + " are left");
    }
    rest = rest.subspan(static_cast<std::size_t>(length) + kChecksumSize);
  }
}

}  // namespace

bool is_png(std::span<const std::uint8_t> bytes) {
  return ::png_sig_cmp(bytes.data(), 0, bytes.size()) == 0;
}

cv::Mat blended_over_paper(cv::Mat pixels) {
  const auto blended = is_light(pixels) ? over_black : over_white;
  std::uint8_t* to = pixels.data;
  for (const cv::Vec4b& pixel : cv::Mat_<cv::Vec4b>(pixels)) {
    const cv::Vec4b from = pixel;
    for (int channel = 0; channel < 3; ++channel) *to++ = blended(from[channel], from[3]);
  }
  const auto length = static_cast<int>(to - pixels.data);
  return pixels.reshape(1, 1).colRange(0, length).reshape(3, pixels.rows);
}

cv::Mat decode_png(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) {
  check_chunk_lengths(bytes, path);
  PngImage image;
  if (::png_image_begin_read_from_memory(image.get(), bytes.data(), bytes.size()) == 0) {
    throw damaged_picture(path, "PNG", image->message);
  }
  check_pixel_count(image->width, image->height, path);
  cv::Mat pixels = decode(path, image);
  return pixels.channels() == 4 ? blended_over_paper(pixels) : pixels;
}

}  // namespace inkling
