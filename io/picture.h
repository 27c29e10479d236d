#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>

#include "model/dataset.h"

namespace inkling {

/// Reads a PNG file and prepares the digit in it as MNIST's digits were: ink is light on black,
/// the digit fits a box of 20/28 of the model's input, its centre of mass is in the middle. An
/// image that already has the model's size and light ink on black passes unchanged.
/// Throws FileError where the file is not a PNG or shows nothing.
ImageSet read_picture(const std::filesystem::path& path, Shape shape);

/// The preparation of `read_picture` for a grey image that has been read already, to a picture of
/// `size`; `path` is for the error. It is the chain of the steps below, in their order.
/// Pictures are CV_8UC1 where nothing else is said.
cv::Mat prepare_picture(const cv::Mat& grey, cv::Size size, const std::filesystem::path& path);

/// The brightness of the paper: the median of the pixels on the picture's border.
std::uint8_t paper_level(const cv::Mat& grey);

/// How far each pixel is from the paper's brightness towards the ink's: 0 is paper, 255 the most.
/// Ink lies on the side (darker or lighter) where the brightness goes farther from the paper's.
cv::Mat ink_amount(const cv::Mat& grey, std::uint8_t paper);

/// The smallest box around all pixels with at least a quarter of the most ink in the picture, which
/// leaves out the grain of the paper. `ink` must have a pixel above 0.
cv::Rect ink_box(const cv::Mat& ink);

/// Scales the ink, aspect kept, so that it just fits into `box`. Where it shrinks, each new pixel
/// is the mean of the area that it covers, so that thin strokes become faint and do not break;
/// where it grows, it is interpolated linearly. Gives CV_32FC1.
cv::Mat scale_into_box(const cv::Mat& ink, cv::Size box);

/// Multiplies the ink so that the most of it is 255, from CV_32FC1 to CV_8UC1. `ink` must have a
/// pixel above 0.
cv::Mat stretch_contrast(const cv::Mat& ink);

/// Puts the ink on black of `size` so that its centre of mass is at row height/2 and column
/// width/2, counted from 0 and rounded to whole pixels, as in MNIST (whose mean is 14.0 of 28, both
/// ways); but no ink falls over an edge. `ink` must have a pixel above 0 and fit into `size`.
cv::Mat center_by_mass(const cv::Mat& ink, cv::Size size);

}  // namespace inkling
