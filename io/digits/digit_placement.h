#pragma once

#include <opencv2/core/mat.hpp>

namespace inkling {

// How a digit gets the size, place and stroke width of MNIST's digits. A digit is CV_32FC1: the
// fraction of each pixel that ink covers, from 0 to 1.

/// Scales the digit, keeping its aspect ratio, to the largest size that fits into `box`. If it
/// becomes smaller, each new pixel is the mean of the area that it covers, so that thin strokes
/// become faint instead of broken. If it becomes larger, it is interpolated linearly.
cv::Mat scale_into_box(const cv::Mat& digit, cv::Size box);

/// The width of the strokes in pixels: four times the mean distance of the ink from its outline,
/// which is the width of a long stroke. 0 if there is no ink.
double stroke_width(const cv::Mat& digit);

/// Makes strokes thinner (`by` < 0) or thicker, by so many pixels for both sides together. The
/// picture grows by as much.
cv::Mat change_stroke_width(const cv::Mat& digit, double by);

/// Scales the ink so that its maximum is 255, from CV_32FC1 to CV_8UC1. `digit` must have a pixel
/// above 0.
cv::Mat stretch_contrast(const cv::Mat& digit);

/// Puts the ink (CV_8UC1) on black of `size`. Its centre of mass is at row height/2 and column
/// width/2, counted from 0 and rounded to whole pixels, as in MNIST (whose mean is 14.0 of 28 in
/// both directions), unless ink would be cut off at an edge. `ink` must have a pixel above 0 and
/// fit into `size`.
cv::Mat center_by_mass(const cv::Mat& ink, cv::Size size);

}  // namespace inkling
