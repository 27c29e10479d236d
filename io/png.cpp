#include "io/png.h"

#include <png.h>

#include <algorithm>
#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <span>
#include <string>

#include "io/picture_check.h"

// libpng reports errors by longjmp, which skips the destructors of C++ objects. Its simplified
// interface (png_image_...) keeps the jumps inside itself and returns an error text, expands all
// kinds of PNG by itself, and checks each size; so it is the only part of libpng used here.

namespace inkling {
namespace {

/// libpng's image, freed at the end.
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

/// Whether all that can be seen is light: white ink on a transparent page, which would vanish on
/// white paper.
bool is_light(const cv::Mat& pixels) {
  constexpr int kHalf = 128;
  const cv::Mat_<cv::Vec4b> all(pixels);
  return std::all_of(all.begin(), all.end(), [](const cv::Vec4b& pixel) {
    return pixel[3] < kHalf || (77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2]) / 256 >= kHalf;
  });
}

/// Replaces red, green, blue and alpha by the opaque colour seen on white paper, or on black paper
/// where all that can be seen is light.
void blend_over_paper(cv::Mat& pixels) {
  const auto blended = is_light(pixels) ? over_black : over_white;
  for (cv::Vec4b& pixel : cv::Mat_<cv::Vec4b>(pixels)) {
    for (int channel = 0; channel < 3; ++channel) {
      pixel[channel] = blended(pixel[channel], pixel[3]);
    }
    pixel[3] = 255;
  }
}

/// Decodes the pixels in the one of libpng's formats that holds all of them in the least memory.
cv::Mat decode(const std::filesystem::path& path, PngImage& image) {
  const bool transparent = (image->format & PNG_FORMAT_FLAG_ALPHA) != 0;
  const bool coloured = (image->format & PNG_FORMAT_FLAG_COLOR) != 0;
  image->format = transparent ? PNG_FORMAT_RGBA : coloured ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  // Without this flag libpng takes 16 bit values for amounts of light and brightens them.
  image->flags |= PNG_IMAGE_FLAG_16BIT_sRGB;

  const int type = CV_8UC(static_cast<int>(PNG_IMAGE_PIXEL_CHANNELS(image->format)));
  cv::Mat pixels(static_cast<int>(image->height), static_cast<int>(image->width), type);
  if (::png_image_finish_read(image.get(), nullptr, pixels.data, 0, nullptr) == 0) {
    throw damaged_picture(path, "PNG", image->message);
  }
  return pixels;
}

}  // namespace

bool is_png(std::span<const std::uint8_t> bytes) {
  return ::png_sig_cmp(bytes.data(), 0, bytes.size()) == 0;
}

cv::Mat decode_png(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) {
  PngImage image;
  if (::png_image_begin_read_from_memory(image.get(), bytes.data(), bytes.size()) == 0) {
    throw damaged_picture(path, "PNG", image->message);
  }
  check_pixel_count(image->width, image->height, path);
  cv::Mat pixels = decode(path, image);
  if (pixels.channels() == 4) {
    blend_over_paper(pixels);
    cv::cvtColor(pixels, pixels, cv::COLOR_RGBA2RGB);
  }
  return pixels;
}

}  // namespace inkling
