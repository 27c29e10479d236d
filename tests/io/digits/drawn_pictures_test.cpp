#include "tests/io/digits/drawn_pictures.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "io/data/data.h"
#include "io/digits/picture.h"
#include "io/files/error.h"
#include "io/models/onnx_model.h"
#include "model/evaluation/prediction.h"

// The preparation as a whole: MNIST's training images are drawn out as people's pictures, prepared,
// and named by the model that ships. It has learnt them by heart, so that what is lost here is the
// preparation's own.

namespace inkling {
namespace {

namespace fs = std::filesystem;

const cv::Size kSize(28, 28);

cv::Mat digit(const Dataset& data, std::size_t index) {
  const std::span<const std::uint8_t> pixels = data.images.image(index);
  return cv::Mat(kSize, CV_8U, const_cast<std::uint8_t*>(pixels.data())).clone();
}

class MnistPictures : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("INKLING_MNIST");
    if (folder == nullptr) GTEST_SKIP() << "INKLING_MNIST names no folder with MNIST";
    folder_ = folder;
  }

  /// The share of the images at `first`, first + 1, ... that are named rightly when drawn as
  /// `draw`.
  template <typename Draw>
  double accuracy(const Dataset& data, std::size_t first, std::size_t count, const Draw& draw) {
    ImageSet prepared{.shape = {.channels = 1, .height = 28, .width = 28}, .pixels = {}};
    for (std::size_t n = first; n < first + count; ++n) {
      cv::Mat image = cv::Mat::zeros(kSize, CV_8U);
      try {
        const PreparedPicture picture =
            prepare_picture(draw(digit(data, n)), kSize, Preprocessing::kAuto, "p");
        if (picture.digit_count == 1) image = picture.image;
      } catch (const FileError&) {
        // Refused: the black image is named wrongly but for one class.
      }
      prepared.pixels.insert(prepared.pixels.end(), image.begin<std::uint8_t>(),
                             image.end<std::uint8_t>());
    }
    const Probabilities probabilities = predict(model_.network, prepared, 1);
    std::size_t right = 0;
    for (std::size_t n = 0; n < count; ++n) {
      Eigen::Index best = 0;
      probabilities.row(static_cast<Eigen::Index>(n)).maxCoeff(&best);
      right += best == data.labels[first + n] ? 1 : 0;
    }
    return static_cast<double>(right) / static_cast<double>(count);
  }

  fs::path folder_;
  Model model_ = read_model(fs::path(INKLING_SOURCE_DIR) / "assets/mnist.onnx");
};

TEST_F(MnistPictures, OfEachKindAreNamed) {
  constexpr std::size_t kCount = 30;
  constexpr double kLeast = 0.9;  // of the hardest, a brush's strokes
  const Dataset data = load_data(folder_, Split::kTrain);
  for (const PictureKind& kind : picture_kinds()) {
    cv::RNG random(7);
    const auto draw = [&](const cv::Mat& image) { return kind.draw(image, random); };
    EXPECT_GE(accuracy(data, 50'000, kCount, draw), kLeast) << kind.name;
  }
}

TEST_F(MnistPictures, OfNothingAreRefused) {
  const Dataset data = load_data(folder_, Split::kTest);
  for (const PictureKind& kind : blank_kinds()) {
    cv::RNG random(7);
    for (int n = 0; n < 5; ++n) {
      EXPECT_THROW(
          prepare_picture(kind.draw(digit(data, 0), random), kSize, Preprocessing::kAuto, "p"),
          FileError)
          << kind.name;
    }
  }
}

TEST_F(MnistPictures, OfSeveralDigitsAreToldAsSuch) {
  const Dataset data = load_data(folder_, Split::kTest);
  int told = 0;
  int all = 0;
  for (const double gap : {0.08, 0.15, 0.3, 0.6}) {
    for (std::size_t first = 0; first + 3 <= 75; first += 3, ++all) {
      const std::vector<cv::Mat> digits = {digit(data, first), digit(data, first + 1),
                                           digit(data, first + 2)};
      const cv::Mat picture = draw_number(digits, gap);
      told += prepare_picture(picture, kSize, Preprocessing::kAuto, "p").digit_count == 3 ? 1 : 0;
    }
  }
  EXPECT_GE(told, 0.95 * all);
}

/// Enlarges an image smoothly, black on a white page of other proportions, off centre.
cv::Mat drawn_out(const cv::Mat& image, int factor) {
  cv::Mat large;
  cv::resize(image, large, {}, factor, factor, cv::INTER_CUBIC);
  cv::Mat page(40 * factor, 36 * factor, CV_8U, cv::Scalar(255));
  cv::bitwise_not(large, page(cv::Rect({7 * factor, factor}, large.size())));
  return page;
}

TEST_F(MnistPictures, OfTestImagesDrawnOutLargeLoseAtMost3InAThousand) {
  constexpr std::size_t kCount = 1'000;
  const Dataset data = load_data(folder_, Split::kTest);
  const double original = accuracy(data, 0, kCount, [](const cv::Mat& image) { return image; });
  for (const int factor : {2, 8, 20}) {
    const double large =
        accuracy(data, 0, kCount, [&](const cv::Mat& image) { return drawn_out(image, factor); });
    EXPECT_GE(large, original - 0.003) << "enlarged " << factor << " times";
  }
}

using Strokes = std::vector<std::vector<cv::Point2d>>;

/// A digit as strokes through points, in shares of its box.
struct StraightDigit {
  int label;
  Strokes strokes;
};

const StraightDigit kStraightDigits[] = {
    {7, {{{0, 0}, {1, 0}, {0.35, 1}}}},
    {4, {{{0.6, 0}, {0, 0.65}, {1, 0.65}}, {{0.7, 0.3}, {0.7, 1}}}},
    {2, {{{0, 0.25}, {0.3, 0}, {0.7, 0}, {0.97, 0.25}, {0.9, 0.45}, {0, 1}, {1, 1}}}},
};

/// The digit in a box of `size`, drawn with a pen of `pen` pixels, with `margin` around.
cv::Mat draw_strokes(const Strokes& strokes, cv::Size size, int pen, int margin) {
  constexpr int kFineness = 4;
  cv::Mat fine(kFineness * (size.height + 2 * margin), kFineness * (size.width + 2 * margin), CV_8U,
               cv::Scalar(255));
  for (const std::vector<cv::Point2d>& stroke : strokes) {
    std::vector<cv::Point> points;
    for (const cv::Point2d& point : stroke) {
      points.emplace_back(
          cvRound(kFineness * (margin + pen / 2.0 + point.x * (size.width - pen))),
          cvRound(kFineness * (margin + pen / 2.0 + point.y * (size.height - pen))));
    }
    cv::polylines(fine, points, false, 0, kFineness * pen);
  }
  cv::Mat picture;
  cv::resize(fine, picture, {}, 1.0 / kFineness, 1.0 / kFineness, cv::INTER_AREA);
  return picture;
}

TEST(StraightDigits, CroppedTightlyAreNamed) {
  const Model model = read_model(fs::path(INKLING_SOURCE_DIR) / "assets/mnist.onnx");
  for (const auto& [label, strokes] : kStraightDigits) {
    for (const cv::Size size : {cv::Size(200, 300), {300, 400}}) {
      for (const int pen : {2, 3, 5, 8}) {
        for (const int margin : {0, 1, 2, 4, 6, 8}) {
          const cv::Mat picture = draw_strokes(strokes, size, pen, margin);
          const cv::Mat image = prepare_picture(picture, kSize, Preprocessing::kAuto, "p").image;
          const ImageSet images{.shape = {.channels = 1, .height = 28, .width = 28},
                                .pixels = {image.begin<std::uint8_t>(), image.end<std::uint8_t>()}};
          Eigen::Index found = 0;
          predict(model.network, images, 1).row(0).maxCoeff(&found);
          EXPECT_EQ(found, label) << size << ", pen " << pen << ", margin " << margin;
        }
      }
    }
  }
}

}  // namespace
}  // namespace inkling
