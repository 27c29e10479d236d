#pragma once

#include <opencv2/core/mat.hpp>

namespace inkling {

// How a digit is brought into the form of MNIST's. It is the part of each pixel that ink covers,
// from 0 to 1, CV_32FC1.

/// Scales the digit, aspect kept, so that it just fits into `box`. Where it shrinks, each new pixel
/// is the mean of the area that it covers, so that thin strokes become faint and do not break;
/// where it grows, it is interpolated linearly.
cv::Mat scale_into_box(const cv::Mat& digit, cv::Size box);

/// The width of the strokes in pixels: four times the mean distance of the ink from its outline,
/// which is the width of a long stroke. 0 where there is no ink.
double stroke_width(const cv::Mat& digit);

/// Makes strokes thinner (`by` < 0) or thicker on both sides together, in pixels; the picture grows
/// by as much.
cv::Mat change_stroke_width(const cv::Mat& digit, double by);

/// Multiplies the ink so that the most of it is 255, from CV_32FC1 to CV_8UC1. `digit` must have a
/// pixel above 0.
cv::Mat stretch_contrast(const cv::Mat& digit);

/// Puts the ink (CV_8UC1) on black of `size` so that its centre of mass is at row height/2 and
/// column width/2, counted from 0 and rounded to whole pixels, as in MNIST (whose mean is 14.0 of
/// 28, both ways); but no ink falls over an edge. `ink` must have a pixel above 0 and fit into
/// `size`.
cv::Mat center_by_mass(const cv::Mat& ink, cv::Size size);

}  // namespace inkling
