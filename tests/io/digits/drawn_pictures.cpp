#include "tests/io/digits/drawn_pictures.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

// A picture is drawn in floats from 0 (black) to 255: a digit is enlarged to `coverage` (0 is
// paper, 1 is ink) with a crisp outline, put somewhere on a page, and coloured; then come the
// light, the camera and the file. All random choices come from the caller's generator.

namespace inkling {
namespace {

using Colour = cv::Scalar;

constexpr double kMeanStroke = 2.9;  // of MNIST's digits, in pixels of their box of 20

Colour grey(double level) { return Colour::all(level); }

/// The part of an image with ink.
cv::Mat cut_out(const cv::Mat& digit) { return digit(cv::boundingRect(digit > 40)); }

/// The digit with crisp outlines, `height` pixels high or wide, and its strokes `thicker` pixels of
/// MNIST's 20.
cv::Mat outline(const cv::Mat& digit, int height, double thicker = 0) {
  constexpr int kMargin = 4;
  constexpr int kFineness = 8;
  cv::Mat fine;
  cv::copyMakeBorder(cut_out(digit), fine, kMargin, kMargin, kMargin, kMargin, cv::BORDER_CONSTANT);
  cv::resize(fine, fine, {}, kFineness, kFineness, cv::INTER_CUBIC);
  cv::GaussianBlur(fine, fine, {}, kFineness / 3.0);
  cv::Mat inside;
  cv::Mat outside;
  cv::distanceTransform(fine >= 110, inside, cv::DIST_L2, cv::DIST_MASK_5);
  cv::distanceTransform(fine < 110, outside, cv::DIST_L2, cv::DIST_MASK_5);
  const cv::Mat distance = inside - outside;
  cv::Mat ink = distance > -thicker / 2 * kFineness;
  // A thin pen leaves the middle of what the thick one drew.
  if (thicker < 0) ink |= distance > 0.9 * kFineness;
  ink = ink(cv::boundingRect(ink));
  ink.convertTo(ink, CV_32F, 1 / 255.0);
  const double scale = static_cast<double>(height) / std::max(ink.rows, ink.cols);
  const cv::Size size(std::max(1, static_cast<int>(std::lround(ink.cols * scale))),
                      std::max(1, static_cast<int>(std::lround(ink.rows * scale))));
  cv::resize(ink, ink, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return ink;
}

/// Puts coverage on an empty page of `size` at `place`; what goes over an edge is cut off.
cv::Mat put(const cv::Mat& coverage, cv::Size size, cv::Point place) {
  cv::Mat page = cv::Mat::zeros(size, CV_32F);
  const cv::Rect there = cv::Rect(place, coverage.size()) & cv::Rect({}, size);
  if (there.area() > 0) coverage(there - place).copyTo(page(there));
  return page;
}

/// The same at random, whole.
cv::Mat put_somewhere(const cv::Mat& coverage, cv::Size size, cv::RNG& random, int margin) {
  const auto at = [&](int room, int length) {
    const int last = std::max(room - length - margin, margin);
    return random.uniform(margin, last + 1);
  };
  return put(coverage, size, {at(size.width, coverage.cols), at(size.height, coverage.rows)});
}

cv::Mat colour(const cv::Mat& coverage, const Colour& paper, const Colour& ink) {
  cv::Mat channels[3];
  for (int c = 0; c < 3; ++c) channels[c] = paper[c] + (ink[c] - paper[c]) * coverage;
  cv::Mat picture;
  cv::merge(channels, 3, picture);
  return picture;
}

void multiply(cv::Mat& picture, const cv::Mat& light) {
  cv::Mat channels;
  cv::merge(std::vector<cv::Mat>{light, light, light}, channels);
  cv::multiply(picture, channels, picture);
}

/// Light that falls from `dark` to 1 across the picture, in a random direction.
cv::Mat slope(cv::Size size, double dark, cv::RNG& random) {
  const double angle = random.uniform(0.0, 2 * CV_PI);
  cv::Mat light(size, CV_32F);
  for (int i = 0; i < size.height; ++i) {
    for (int j = 0; j < size.width; ++j) {
      const double x = (j + 0.5) / size.width - 0.5;
      const double y = (i + 0.5) / size.height - 0.5;
      const double t = 0.5 + (x * std::cos(angle) + y * std::sin(angle)) / 1.42;
      light.at<float>(i, j) = static_cast<float>(dark + (1 - dark) * t);
    }
  }
  return light;
}

/// Light that falls towards the corners, where `dark` is left.
cv::Mat vignette(cv::Size size, double dark) {
  cv::Mat light(size, CV_32F);
  for (int i = 0; i < size.height; ++i) {
    for (int j = 0; j < size.width; ++j) {
      const double x = 2 * (j + 0.5) / size.width - 1;
      const double y = 2 * (i + 0.5) / size.height - 1;
      light.at<float>(i, j) = static_cast<float>(1 - (1 - dark) * std::pow((x * x + y * y) / 2, 2));
    }
  }
  return light;
}

/// The shadow of a straight edge with a soft rim.
cv::Mat edge_shadow(cv::Size size, double dark, cv::RNG& random) {
  cv::Mat light = slope(size, 0, random);
  const double where = random.uniform(0.3, 0.7);
  light = (light - where) * 25;
  cv::exp(-light, light);
  light = dark + (1 - dark) / (1 + light);
  return light;
}

void add_noise(cv::Mat& picture, double deviation, cv::RNG& random) {
  cv::Mat noise(picture.size(), picture.type());
  random.fill(noise, cv::RNG::NORMAL, grey(0), grey(deviation));
  picture += noise;
}

/// Rounds the amounts of the waves in each 8x8 block, as JPEG does.
void round_waves(cv::Mat& picture, double step) {
  std::vector<cv::Mat> channels;
  cv::split(picture, channels);
  for (cv::Mat& channel : channels) {
    for (int i = 0; i + 8 <= channel.rows; i += 8) {
      for (int j = 0; j + 8 <= channel.cols; j += 8) {
        cv::Mat block = channel(cv::Rect(j, i, 8, 8));
        cv::Mat waves;
        cv::dct(block, waves);
        for (int n = 0; n < 64; ++n) {
          float& wave = waves.at<float>(n / 8, n % 8);
          const double coarse = step * (1 + 0.5 * (n / 8 + n % 8));
          wave = static_cast<float>(std::round(wave / coarse) * coarse);
        }
        cv::idct(waves, waves);
        waves.copyTo(block);
      }
    }
  }
  cv::merge(channels, picture);
}

/// As bytes; grey where it has no colours.
cv::Mat file(const cv::Mat& picture) {
  cv::Mat bytes;
  picture.convertTo(bytes, CV_8U);
  std::vector<cv::Mat> channels;
  cv::split(bytes, channels);
  const bool is_grey = cv::norm(channels[0], channels[1], cv::NORM_INF) == 0 &&
                       cv::norm(channels[0], channels[2], cv::NORM_INF) == 0;
  return is_grey ? channels[0] : bytes;
}

/// Lines in `spacing` and of `thickness` pixels: across, and down too where `squares`.
void rule(cv::Mat& picture, double spacing, int thickness, const Colour& ink, bool squares,
          double tilt) {
  for (double at = spacing / 2; at < picture.rows; at += spacing) {
    cv::line(picture, {0, static_cast<int>(at)},
             {picture.cols, static_cast<int>(at + tilt * picture.cols)}, ink, thickness,
             cv::LINE_AA);
  }
  for (double at = spacing / 2; squares && at < picture.cols; at += spacing) {
    cv::line(picture, {static_cast<int>(at), 0},
             {static_cast<int>(at - tilt * picture.rows), picture.rows}, ink, thickness,
             cv::LINE_AA);
  }
}

using Draw = std::function<cv::Mat(const cv::Mat&, cv::RNG&)>;

/// A photo of paper: dark ink, and the light that `shade` makes.
Draw photo(std::function<cv::Mat(cv::Size, cv::RNG&)> shade, double noise = 5) {
  return [=](const cv::Mat& digit, cv::RNG& random) {
    const cv::Size size(480, 360);
    const cv::Mat ink = outline(digit, random.uniform(120, 280), random.uniform(-0.8, 1.5));
    cv::Mat picture = colour(put_somewhere(ink, size, random, 25),
                             Colour(205, 200, 190) * random.uniform(0.8, 1.2),
                             Colour(50, 50, 70) * random.uniform(0.6, 1.4));
    multiply(picture, shade(size, random));
    cv::GaussianBlur(picture, picture, {}, random.uniform(0.6, 1.8));
    add_noise(picture, noise, random);
    round_waves(picture, 6);
    return file(picture);
  };
}

Draw page(cv::Size size, int least, int most, double thicker, const Colour& paper,
          const Colour& ink, int margin = 10) {
  return [=](const cv::Mat& digit, cv::RNG& random) {
    const cv::Mat coverage = outline(digit, random.uniform(least, most), thicker);
    return file(colour(put_somewhere(coverage, size, random, margin), paper, ink));
  };
}

/// The same on paper that `print` has printed on before.
Draw printed(std::function<void(cv::Mat&, cv::RNG&)> print, const Colour& ink) {
  return [=](const cv::Mat& digit, cv::RNG& random) {
    const cv::Size size(400, 400);
    cv::Mat paper = colour(cv::Mat::zeros(size, CV_32F), grey(248), grey(248));
    print(paper, random);
    const cv::Mat coverage =
        put_somewhere(outline(digit, random.uniform(150, 300), 0.2), size, random, 30);
    cv::Mat drawn = colour(coverage, grey(0), ink);
    cv::Mat under = colour(coverage, grey(1), grey(0));
    cv::multiply(paper, under, paper);
    paper += drawn;
    add_noise(paper, 2, random);
    return file(paper);
  };
}

cv::Mat any_colours(const cv::Mat& digit, cv::RNG& random) {
  const cv::Size size(300, 300);
  Colour paper;
  Colour ink;
  do {
    for (int c = 0; c < 3; ++c) {
      paper[c] = random.uniform(0, 256);
      ink[c] = random.uniform(0, 256);
    }
  } while (cv::norm(paper - ink) < 90);
  const cv::Mat coverage = outline(digit, random.uniform(80, 260), random.uniform(-0.5, 1.0));
  return file(colour(put_somewhere(coverage, size, random, 8), paper, ink));
}

cv::Mat chalk(const cv::Mat& digit, cv::RNG& random) {
  const cv::Size size(420, 300);
  cv::Mat coverage = put_somewhere(outline(digit, random.uniform(120, 250), 0.0), size, random, 15);
  cv::Mat grain(size, CV_32F);
  random.fill(grain, cv::RNG::UNIFORM, 0.35, 1.1);
  cv::multiply(coverage, grain, coverage);
  cv::Mat picture = colour(coverage, Colour(40, 85, 60), Colour(225, 230, 225));
  multiply(picture, slope(size, 0.6, random));
  add_noise(picture, 6, random);
  return file(picture);
}

cv::Mat on_a_table(const cv::Mat& digit, cv::RNG& random) {
  const cv::Size sheet(300, 280);
  cv::Mat page =
      colour(put_somewhere(outline(digit, random.uniform(110, 220), 0.3), sheet, random, 25),
             grey(215), grey(45));
  cv::Mat picture = colour(cv::Mat::zeros(400, 480, CV_32F), Colour(110, 75, 45), grey(0));
  const cv::Point2f corners[] = {{90, 60}, {390, 60}, {390, 340}};
  cv::Point2f turned[3];
  const double angle = random.uniform(-0.12, 0.12);
  for (int n = 0; n < 3; ++n) {
    const double x = corners[n].x - 240;
    const double y = corners[n].y - 200;
    turned[n] = {static_cast<float>(240 + x * std::cos(angle) - y * std::sin(angle)),
                 static_cast<float>(200 + x * std::sin(angle) + y * std::cos(angle))};
  }
  const cv::Point2f from[] = {{0, 0}, {300, 0}, {300, 280}};
  cv::warpAffine(page, picture, cv::getAffineTransform(from, turned), picture.size(),
                 cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
  add_noise(picture, 4, random);
  return file(picture);
}

cv::Mat dusty(const cv::Mat& digit, cv::RNG& random) {
  const cv::Size size(400, 400);
  cv::Mat picture =
      colour(put_somewhere(outline(digit, random.uniform(120, 300), 0.0), size, random, 20),
             grey(235), grey(40));
  for (int n = 0; n < 25; ++n) {
    cv::circle(picture, {random.uniform(0, 400), random.uniform(0, 400)}, random.uniform(1, 4),
               grey(70), cv::FILLED, cv::LINE_AA);
  }
  return file(picture);
}

/// Nothing is around the digit.
Draw tight(int least, int most, double thinnest, double thickest) {
  return [=](const cv::Mat& digit, cv::RNG& random) {
    const cv::Mat coverage =
        outline(digit, random.uniform(least, most), random.uniform(thinnest, thickest));
    return file(colour(coverage, grey(255), grey(0)));
  };
}

/// The digit goes over an edge by a few hundredths.
cv::Mat over_the_edge(const cv::Mat& digit, cv::RNG& random) {
  const cv::Mat coverage = outline(digit, 200, 0.5);
  const int over = random.uniform(0, 7);
  const cv::Size size(coverage.cols + 90, 280);
  const int way = random.uniform(0, 4);
  const cv::Point place(way == 0   ? -over
                        : way == 1 ? size.width - coverage.cols + over
                                   : 45,
                        way == 2   ? -over
                        : way == 3 ? size.height - coverage.rows + over
                                   : 40);
  return file(colour(put(coverage, size, place), grey(250), grey(20)));
}

cv::Mat broken(const cv::Mat& digit, cv::RNG& random) {
  const cv::Size size(360, 360);
  cv::Mat coverage = put_somewhere(outline(digit, 240, -0.8), size, random, 15);
  const int gap = random.uniform(2, 5);
  for (int at = random.uniform(20, 60); at < size.height; at += random.uniform(50, 110)) {
    coverage.rowRange(at, std::min(at + gap, size.height)) = 0;
  }
  return file(colour(coverage, grey(255), grey(0)));
}

cv::Mat framed(const cv::Mat& digit, cv::RNG& random, int inset, const Colour& outside) {
  const cv::Size size(320, 320);
  cv::Mat picture =
      colour(put_somewhere(outline(digit, random.uniform(110, 200), 0.3), size, random, 40),
             grey(255), grey(0));
  cv::Mat all = colour(cv::Mat::zeros(size, CV_32F), outside, outside);
  const cv::Rect inner(inset, inset, size.width - 2 * inset, size.height - 2 * inset);
  picture(inner).copyTo(all(inner));
  cv::rectangle(all, inner, grey(0), random.uniform(1, 4));
  return file(all);
}

cv::Mat tiny(const cv::Mat& digit, cv::RNG& random) {
  const int side = random.uniform(10, 17);
  const cv::Mat coverage = outline(digit, side - 2, 0.3);
  return file(colour(put_somewhere(coverage, {side, side}, random, 1), grey(255), grey(0)));
}

}  // namespace

const std::vector<PictureKind>& picture_kinds() {
  static const std::vector<PictureKind> kinds = {
      {"MNIST's own", [](const cv::Mat& digit, cv::RNG&) { return digit.clone(); }},
      {"28x28, dark ink", page({28, 28}, 14, 24, 0.3, grey(255), grey(0), 1)},
      {"28x28, light ink, off centre", page({28, 28}, 12, 20, 0.3, grey(0), grey(255), 1)},
      {"28x28, light ink, large", page({28, 28}, 23, 26, 0.3, grey(0), grey(255), 1)},
      {"28x28, thick", page({28, 28}, 18, 25, 2.0, grey(0), grey(255), 1)},
      {"tiny", tiny},
      {"large page", page({900, 700}, 300, 600, 0, grey(255), grey(0))},
      {"small on a large page", page({1200, 1600}, 60, 160, 0, grey(255), grey(0))},
      {"thin pen", page({500, 500}, 150, 420, -1.1, grey(255), grey(0))},
      {"thick marker", page({500, 500}, 200, 450, 3.0, grey(255), grey(0))},
      {"brush", page({300, 300}, 200, 280, 4.5, grey(255), grey(0))},
      {"tight", tight(40, 300, -0.5, 2.0)},
      {"tight, fine pen", tight(200, 400, -1.8, -1.2)},
      {"tight, bold", tight(80, 300, 3.5, 4.5)},
      {"over the edge", over_the_edge},
      {"broken strokes", broken},
      {"any colours", any_colours},
      {"dark mode", page({640, 400}, 100, 330, 0.2, grey(32), Colour(220, 220, 230))},
      {"faint pencil",
       [](const cv::Mat& digit, cv::RNG& random) {
         cv::Mat picture = colour(
             put_somewhere(outline(digit, random.uniform(130, 260), -1.0), {400, 300}, random, 20),
             grey(232), grey(190));
         cv::GaussianBlur(picture, picture, {}, 0.8);
         add_noise(picture, 4, random);
         return file(picture);
       }},
      {"chalk", chalk},
      {"photo", photo([](cv::Size size, cv::RNG& random) {
         return slope(size, random.uniform(0.5, 1.0), random);
       })},
      {"photo, strong shadow",
       photo([](cv::Size size, cv::RNG& random) { return slope(size, 0.25, random); })},
      {"photo, edge of a shadow",
       photo([](cv::Size size, cv::RNG& random) { return edge_shadow(size, 0.55, random); })},
      {"photo, dark corners", photo([](cv::Size size, cv::RNG&) { return vignette(size, 0.25); })},
      {"photo, noisy",
       photo([](cv::Size size, cv::RNG& random) { return slope(size, 0.7, random); }, 22)},
      {"dusty", dusty},
      {"ruled", printed(
                    [](cv::Mat& paper, cv::RNG& random) {
                      rule(paper, 45, 2, Colour(150, 180, 225), false, random.uniform(-0.02, 0.02));
                    },
                    Colour(30, 30, 60))},
      {"ruled in the ink's colour", printed(
                                        [](cv::Mat& paper, cv::RNG& random) {
                                          rule(paper, 70, 1, grey(60), false,
                                               random.uniform(-0.01, 0.01));
                                        },
                                        grey(30))},
      {"squared", printed(
                      [](cv::Mat& paper, cv::RNG& random) {
                        rule(paper, 30, 1, Colour(140, 165, 215), true,
                             random.uniform(-0.02, 0.02));
                      },
                      Colour(30, 40, 120))},
      {"frame at the edge",
       [](const cv::Mat& digit, cv::RNG& random) { return framed(digit, random, 0, grey(255)); }},
      {"frame inside",
       [](const cv::Mat& digit, cv::RNG& random) { return framed(digit, random, 15, grey(255)); }},
      {"canvas on a grey page",
       [](const cv::Mat& digit, cv::RNG& random) { return framed(digit, random, 20, grey(180)); }},
      {"sheet on a table", on_a_table},
  };
  return kinds;
}

const std::vector<PictureKind>& blank_kinds() {
  static const cv::Mat nothing = cv::Mat::zeros(28, 28, CV_8U);
  static const auto blank = [](std::function<void(cv::Mat&, cv::RNG&)> change) {
    return [=](const cv::Mat&, cv::RNG& random) {
      cv::Mat picture = colour(cv::Mat::zeros(300, 400, CV_32F), grey(210), grey(0));
      change(picture, random);
      return file(picture);
    };
  };
  static const std::vector<PictureKind> kinds = {
      {"one colour", blank([](cv::Mat&, cv::RNG&) {})},
      {"noise", blank([](cv::Mat& picture, cv::RNG& random) { add_noise(picture, 12, random); })},
      {"a shadow", blank([](cv::Mat& picture, cv::RNG& random) {
         multiply(picture, slope(picture.size(), 0.3, random));
         add_noise(picture, 4, random);
       })},
      {"dark corners", blank([](cv::Mat& picture, cv::RNG& random) {
         multiply(picture, vignette(picture.size(), 0.2));
         add_noise(picture, 4, random);
       })},
      {"a frame", blank([](cv::Mat& picture, cv::RNG&) {
         cv::rectangle(picture, cv::Rect({}, picture.size()), grey(0), 3);
       })},
      {"ruled paper", blank([](cv::Mat& picture, cv::RNG& random) {
         rule(picture, 40, 2, Colour(120, 150, 220), false, random.uniform(-0.02, 0.02));
       })},
  };
  return kinds;
}

cv::Mat draw_number(std::span<const cv::Mat> digits, double gap) {
  constexpr int kHeight = 120;
  const int between = static_cast<int>(std::lround(gap * kHeight));
  cv::Mat row(kHeight, 0, CV_32F);
  for (const cv::Mat& digit : digits) {
    const cv::Mat coverage = outline(digit, kHeight);
    cv::Mat cell = cv::Mat::zeros(kHeight, coverage.cols + (row.cols > 0 ? between : 0), CV_32F);
    coverage.copyTo(cell(cv::Rect(cell.cols - coverage.cols, (kHeight - coverage.rows) / 2,
                                  coverage.cols, coverage.rows)));
    if (row.cols > 0) {
      cv::hconcat(row, cell, row);
    } else {
      row = cell;
    }
  }
  cv::copyMakeBorder(row, row, 40, 40, 40, 40, cv::BORDER_CONSTANT);
  return file(colour(row, grey(255), grey(0)));
}

}  // namespace inkling
