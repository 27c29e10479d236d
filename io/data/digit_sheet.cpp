#include "io/data/digit_sheet.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "io/digits/picture.h"
#include "io/files/error.h"
#include "io/pictures/picture_file.h"

namespace inkling {
namespace {

constexpr int kCell = 20;
constexpr int kDigits = 10;
constexpr int kEnlarged = 28;

// The cells of digits.png are MNIST digits that were reduced from 28x28 by averaging. Enlarging
// must restore their sharp edges. The mean squared difference from the originals, in levels of 255,
// is 218 with Lanczos, 245 with cubic and 456 with linear interpolation, and 1432 with the nearest
// pixel (measured on 100 cells whose originals are among MNIST's first 20,000, reduced in the same
// way).
constexpr int kInterpolation = cv::INTER_LANCZOS4;

void check_sheet(const cv::Mat& sheet, const std::filesystem::path& path) {
  if (sheet.cols % kCell == 0 && sheet.rows % (kCell * kDigits) == 0) return;
  throw FileError(
      {.path = path.string(),
       .problem = "not a digit sheet",
       .expected = "cells of 20x20 pixels, one digit in each tenth of the rows, "
                   "so the width is a multiple of 20 and the height a multiple of 200",
       .found = std::to_string(sheet.cols) + "x" + std::to_string(sheet.rows) + " pixels",
       .next = "inkling classify " + path.string()});
}

}  // namespace

Dataset read_digit_sheet(const std::filesystem::path& path) {
  const cv::Mat sheet = brightness(read_picture_file(path));
  check_sheet(sheet, path);

  Dataset data;
  data.images.shape = {.channels = 1, .height = kEnlarged, .width = kEnlarged};
  data.class_names = numbered_classes(kDigits);
  cv::Mat image;
  for (int y = 0; y < sheet.rows; y += kCell) {
    for (int x = 0; x < sheet.cols; x += kCell) {
      // A copy, so that the interpolation uses no pixels of neighbouring cells.
      const cv::Mat cell = sheet(cv::Rect(x, y, kCell, kCell)).clone();
      cv::resize(cell, image, cv::Size(kEnlarged, kEnlarged), 0, 0, kInterpolation);
      append_pixels(image, data.images.pixels);
      data.labels.push_back(static_cast<std::uint16_t>(y * kDigits / sheet.rows));
    }
  }
  return data;
}

}  // namespace inkling
