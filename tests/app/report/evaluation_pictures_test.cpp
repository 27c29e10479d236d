#include "app/report/evaluation_pictures.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "io/pictures/picture_file.h"
#include "tests/app/evaluations.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

class EvaluationPictures : public testing::Test {
 protected:
  cv::Mat plot(const ConfusionMatrix& confusion, const std::vector<std::string>& names) {
    write_matrix_plot(evaluation_of(confusion), names, CellUnit::kCount, path_);
    return brightness(read_picture_file(path_));
  }

  ScratchFolder folder_;
  std::filesystem::path path_ = folder_.path("picture.png");
};

TEST_F(EvaluationPictures, HaveACellOf56PixelsForEachOfTenClasses) {
  const ConfusionMatrix right = ConfusionMatrix::Identity(10, 10) * 1000;
  const cv::Mat picture = plot(right, numbered_classes(10));
  EXPECT_GT(picture.cols, 10 * 56);
  EXPECT_LT(picture.cols, 10 * 56 + 150);
}

TEST_F(EvaluationPictures, StayInBoundsForAnyNumberOfClasses) {
  for (const int classes : {1, 2, 47, 700}) {
    const ConfusionMatrix right = ConfusionMatrix::Identity(classes, classes);
    const cv::Mat picture = plot(right, numbered_classes(static_cast<std::size_t>(classes)));
    EXPECT_LT(picture.cols, 2300) << classes;
    EXPECT_GT(picture.cols, 300) << classes;
  }
}

TEST_F(EvaluationPictures, MakeRoomForLongNames) {
  const ConfusionMatrix right = ConfusionMatrix::Identity(3, 3);
  const cv::Mat numbers = plot(right, {"0", "1", "2"});
  const cv::Mat words = plot(right, {"ankle boot", "sandal", "sneaker"});
  EXPECT_GT(words.rows, numbers.rows + 50);
}

TEST_F(EvaluationPictures, ColorRightAnswersAndMistakes) {
  // In grey, the strongest blue and the strongest orange are 97 and 107.
  const cv::Mat picture = plot(ConfusionMatrix{{5, 1}, {0, 5}}, {"0", "1"});
  EXPECT_GT(cv::countNonZero(picture == 97), 56 * 56 / 2);
  EXPECT_GT(cv::countNonZero(picture == 107), 56 * 56 / 2);
}

/// Images of 28x28 pixels that are all of brightness 7, of two classes.
Dataset sevens(std::size_t count) {
  return {.images = {.shape = {.channels = 1, .height = 28, .width = 28},
                     .pixels = std::vector<std::uint8_t>(count * 784, 7)},
          .labels = std::vector<std::uint16_t>(count, 0),
          .class_names = {"0", "1"}};
}

cv::Mat sheet(std::size_t mistakes, const std::filesystem::path& path) {
  const Dataset data = sevens(std::max<std::size_t>(1, mistakes));
  Evaluation evaluation;
  evaluation.count = static_cast<std::int64_t>(data.count());
  const Mistake mistake{.truth = 0, .prediction = 1, .confidence = 0.75f};
  const Measurement measurement{data, evaluation, {}, std::vector<Mistake>(mistakes, mistake)};
  write_mistake_sheet(measurement, path);
  return brightness(read_picture_file(path));
}

TEST_F(EvaluationPictures, ShowEachMistakeThreeTimesAsLarge) {
  EXPECT_EQ(cv::countNonZero(sheet(2, path_) == 7), 2 * 84 * 84);
}

TEST_F(EvaluationPictures, ShowTheFirst300Mistakes) {
  EXPECT_EQ(cv::countNonZero(sheet(301, path_) == 7), 300 * 84 * 84);
}

TEST_F(EvaluationPictures, AreMadeWithoutMistakesToo) {
  EXPECT_EQ(cv::countNonZero(sheet(0, path_) == 7), 0);
}

}  // namespace
}  // namespace inkling
