#include "io/digits/ink.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

// The paper in a photo does not have one colour: the light is uneven, corners are dark, a hand
// casts a shadow. Two steps correct this. A smooth surface is fitted to the paper; it is too stiff
// to follow even a digit of thick strokes that fills the picture. A morphological opening removes
// the rest, and keeps the edge of a shadow sharp.

namespace inkling {
namespace {

constexpr int kSurfaceSide = 40;     // size of the picture for fitting the surface
constexpr int kColourSide = 128;     // size for finding the colour of the ink
constexpr int kBackgroundSide = 64;  // size for finding slow changes of the background
constexpr double kMargin = 0.075;    // of the shorter side, where paper is expected
constexpr float kNear = 8;           // levels of 255: more than grain and compression cause
constexpr int kRounds = 6;

/// The picture with its longest side at most `side`, CV_32F.
cv::Mat shrunk(const cv::Mat& picture, int side) {
  const double scale =
      std::min(1.0, static_cast<double>(side) / std::max(picture.cols, picture.rows));
  const cv::Size size(std::max(1, static_cast<int>(std::lround(scale * picture.cols))),
                      std::max(1, static_cast<int>(std::lround(scale * picture.rows))));
  cv::Mat result;
  cv::resize(picture, result, size, 0, 0, cv::INTER_AREA);
  result.convertTo(result, CV_32F);
  return result;
}

/// 1, x, y, x^2, x y, y^2 of a pixel, with x and y from -1 to 1.
using Terms = cv::Vec6d;

std::vector<Terms> surface_terms(cv::Size size) {
  std::vector<Terms> terms;
  for (int i = 0; i < size.height; ++i) {
    for (int j = 0; j < size.width; ++j) {
      const double x = 2 * (j + 0.5) / size.width - 1;
      const double y = 2 * (i + 0.5) / size.height - 1;
      terms.emplace_back(1, x, y, x * x, x * y, y * y);
    }
  }
  return terms;
}

/// A mask of the picture's margins.
cv::Mat margin_mask(cv::Size size) {
  const int shorter = std::min(size.width, size.height);
  const int width = std::max(1, static_cast<int>(std::lround(kMargin * shorter)));
  cv::Mat mask(size, CV_8U, cv::Scalar(255));
  const cv::Rect inside(width, width, size.width - 2 * width, size.height - 2 * width);
  if (inside.width > 0 && inside.height > 0) mask(inside) = 0;
  return mask;
}

/// The median of the values in `mask`.
float median_of(const cv::Mat& values, const cv::Mat& mask) {
  std::vector<float> kept;
  for (int i = 0; i < values.rows; ++i) {
    for (int j = 0; j < values.cols; ++j) {
      if (mask.at<std::uint8_t>(i, j) != 0) kept.push_back(values.at<float>(i, j));
    }
  }
  if (kept.empty()) return 0;
  const auto middle = kept.begin() + static_cast<std::ptrdiff_t>(kept.size() / 2);
  std::nth_element(kept.begin(), middle, kept.end());
  return *middle;
}

/// The least squares surface for the channel's pixels in `mask`. A small regularisation term
/// prevents wild extrapolation if paper is visible in one corner only.
cv::Mat fit_surface(const cv::Mat& channel, const cv::Mat& mask, const std::vector<Terms>& terms) {
  cv::Matx66d squares = cv::Matx66d::eye() * (0.002 * static_cast<double>(terms.size()));
  squares(0, 0) = 1e-3;
  Terms products = Terms::all(0);
  for (std::size_t n = 0; n < terms.size(); ++n) {
    if (mask.data[n] == 0) continue;
    squares += terms[n] * terms[n].t();
    products += terms[n] * static_cast<double>(channel.ptr<float>()[n]);
  }
  const Terms factors = squares.solve(products, cv::DECOMP_CHOLESKY);
  cv::Mat surface(channel.size(), CV_32F);
  for (std::size_t n = 0; n < terms.size(); ++n) {
    surface.ptr<float>()[n] = static_cast<float>(factors.dot(terms[n]));
  }
  return surface;
}

/// How far each pixel is from the surface, over all channels.
cv::Mat distances(const std::vector<cv::Mat>& channels, const std::vector<cv::Mat>& surface) {
  cv::Mat squares = cv::Mat::zeros(channels.front().size(), CV_32F);
  for (std::size_t c = 0; c < channels.size(); ++c) {
    const cv::Mat difference = channels[c] - surface[c];
    squares += difference.mul(difference);
  }
  cv::sqrt(squares, squares);
  return squares;
}

/// A mask of the pixels whose distance is in the range of those in `mask`.
cv::Mat near_mask(const cv::Mat& distance, const cv::Mat& mask) {
  return distance <= std::max(kNear, 3.5f * median_of(distance, mask));
}

}  // namespace

std::uint8_t paper_level(const cv::Mat& grey) {
  std::vector<std::uint8_t> border;
  for (const cv::Mat& line :
       {grey.row(0), grey.row(grey.rows - 1), grey.col(0), grey.col(grey.cols - 1)}) {
    border.insert(border.end(), line.begin<std::uint8_t>(), line.end<std::uint8_t>());
  }
  const auto middle = border.begin() + static_cast<std::ptrdiff_t>(border.size() / 2);
  std::nth_element(border.begin(), middle, border.end());
  return *middle;
}

cv::Mat paper_surface(const cv::Mat& picture) {
  const cv::Mat small = shrunk(picture, kSurfaceSide);
  std::vector<cv::Mat> channels;
  cv::split(small, channels);
  // Starts with the most common colour of the margins.
  const cv::Mat margins = margin_mask(small.size());
  std::vector<cv::Mat> surface;
  for (const cv::Mat& channel : channels) {
    surface.emplace_back(small.size(), CV_32F, cv::Scalar(median_of(channel, margins)));
  }
  cv::Mat mask = near_mask(distances(channels, surface), margins) & margins;
  const std::vector<Terms> terms = surface_terms(small.size());
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t c = 0; c < channels.size(); ++c) {
      surface[c] = fit_surface(channels[c], mask, terms);
    }
    mask = near_mask(distances(channels, surface), mask);
  }
  cv::Mat paper;
  cv::merge(surface, paper);
  cv::resize(paper, paper, picture.size(), 0, 0, cv::INTER_LINEAR);
  return paper;
}

namespace {

/// The sum of a picture's channels, each times its weight, CV_32FC1.
cv::Mat weigh(const cv::Mat& picture, const cv::Scalar& weights) {
  cv::Mat row(1, picture.channels(), CV_32F);
  for (int c = 0; c < picture.channels(); ++c) {
    row.at<float>(c) = static_cast<float>(weights[c]);
  }
  cv::Mat values;
  picture.convertTo(values, CV_32F);
  cv::transform(values, values, row);
  return values;
}

/// How the brightness of a difference depends on its channels.
cv::Scalar brightness_weights(int channels) {
  return channels == 1 ? cv::Scalar(1) : cv::Scalar(0.299, 0.587, 0.114);
}

/// Whether the light part is paper, too: it covers much of the margins, and there is ink that is
/// darker than both parts. That happens if the edge of a shadow crosses the paper.
bool light_is_paper(const cv::Mat& brightness) {
  constexpr double kLeastShareOfMargin = 0.15;
  constexpr double kLeastDarkness = 0.25;
  double darkest = 0;
  double lightest = 0;
  cv::Mat calm;
  cv::blur(brightness, calm, {3, 3});
  cv::minMaxLoc(calm, &darkest, &lightest);
  const cv::Mat margins = margin_mask(calm.size());
  const int light = cv::countNonZero((calm > lightest / 2) & margins);
  return -darkest > kLeastDarkness * lightest &&
         light > kLeastShareOfMargin * cv::countNonZero(margins);
}

}  // namespace

Ink find_ink(const cv::Mat& picture) {
  const cv::Mat small = shrunk(picture, kColourSide);
  const cv::Mat paper = paper_surface(small);
  const cv::Mat difference = small - paper;
  const cv::Mat squares = weigh(difference.mul(difference), cv::Scalar::all(1));
  double farthest = 0;
  cv::minMaxLoc(squares, nullptr, &farthest);
  const cv::Scalar colour = cv::mean(difference, squares >= farthest / 4);
  const cv::Scalar to_brightness = brightness_weights(picture.channels());
  cv::Scalar direction = colour * (1 / std::max(cv::norm(colour), 1e-6));
  bool dark = colour.dot(to_brightness) < 0;
  if (!dark && light_is_paper(weigh(difference, to_brightness))) {
    dark = true;
    direction = -to_brightness;
  }
  cv::Mat bare;
  cv::resize(weigh(paper, direction), bare, picture.size(), 0, 0, cv::INTER_LINEAR);
  return {.amount = weigh(picture, direction) - bare, .dark = dark};
}

cv::Mat remove_slow_background(const cv::Mat& amount) {
  cv::Mat slow = shrunk(amount, kBackgroundSide);
  const int window = std::max(slow.cols, slow.rows) / 2 + 1;
  cv::morphologyEx(slow, slow, cv::MORPH_OPEN,
                   cv::getStructuringElement(cv::MORPH_RECT, {window, window}));
  cv::resize(slow, slow, amount.size(), 0, 0, cv::INTER_LINEAR);
  return amount - slow;
}

bool InkLevels::differ() const {
  constexpr float kLeastGrains = 4.5f;  // the halves of a normal distribution are 2.6 apart
  // Faint ink must be on clean paper, because shadows and blurred grain are about as strong.
  constexpr float kFaint = 16;
  constexpr float kLeastGrainsOfFaint = 8;
  const float contrast = ink - paper;
  const float grains = contrast < kFaint ? kLeastGrainsOfFaint : kLeastGrains;
  return contrast >= std::max(static_cast<float>(kLeastContrast), grains * grain);
}

namespace {

constexpr int kBins = 512;  // amounts from -255 to 256, rounded

/// Number, sum and sum of squares of the values in consecutive bins.
struct Part {
  double count = 0;
  double sum = 0;
  double squares = 0;

  void add(int bin, double pixels) {
    count += pixels;
    sum += pixels * bin;
    squares += pixels * bin * bin;
  }
  double mean() const { return count > 0 ? sum / count : 0; }
  double deviation() const {
    return count > 0 ? std::sqrt(std::max(0.0, squares / count - mean() * mean())) : 0;
  }
};

/// The bin at which the upper part begins, at least `first`.
int part_bins(const std::array<double, kBins>& histogram, int first) {
  Part all;
  for (int bin = first; bin < kBins; ++bin) all.add(bin, histogram[bin]);
  Part below;
  double best = -1;
  int threshold = first;
  for (int bin = first; bin + 1 < kBins; ++bin) {
    below.add(bin, histogram[bin]);
    const double above = all.count - below.count;
    if (below.count <= 0 || above <= 0) continue;
    const double distance = below.mean() - (all.sum - below.sum) / above;
    const double between = below.count * above * distance * distance;
    if (between > best) {
      best = between;
      threshold = bin + 1;
    }
  }
  return threshold;
}

}  // namespace

InkLevels measure_ink(const cv::Mat& amount) {
  constexpr int kMostPartings = 3;
  std::array<double, kBins> histogram{};
  for (int i = 0; i < amount.rows; ++i) {
    const float* row = amount.ptr<float>(i);
    for (int j = 0; j < amount.cols; ++j) {
      const float bin = std::clamp(row[j] + 255.5f, 0.0f, kBins - 1.0f);
      ++histogram[static_cast<std::size_t>(bin)];
    }
  }
  InkLevels levels;
  int threshold = 0;
  for (int parting = 0; parting < kMostPartings && !levels.differ(); ++parting) {
    threshold = part_bins(histogram, threshold);
    Part paper;
    Part ink;
    for (int bin = 0; bin < kBins; ++bin) (bin < threshold ? paper : ink).add(bin, histogram[bin]);
    if (paper.count == 0 || ink.count == 0) break;  // all pixels are alike
    levels = {.threshold = static_cast<float>(threshold) - 255.5f,
              .paper = static_cast<float>(paper.mean()) - 255,
              .grain = static_cast<float>(paper.deviation()),
              .ink = static_cast<float>(ink.mean()) - 255};
  }
  return levels;
}

}  // namespace inkling
