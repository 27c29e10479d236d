#include "app/terminal/seen_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <opencv2/core.hpp>
#include <sstream>

#include "app/terminal/table.h"
#include "model/dataset.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::Not;

Answer answer_of(const cv::Mat& image, const std::vector<float>& probabilities) {
  return {.probabilities = probabilities,
          .box = {3, 4, 50, 60},
          .dark_ink = true,
          .stroke_width = 2.54,
          .image = image};
}

/// Ink grows from left to right; the last row is black.
cv::Mat ramp() {
  return (cv::Mat_<std::uint8_t>(3, 4) << 0, 85, 170, 255,  //
          0, 85, 170, 255,                                  //
          0, 0, 0, 0);
}

TEST(SeenPicture, InPlainTextIsAFrameWithDenserCharactersForMoreInk) {
  EXPECT_EQ(
      seen_picture(answer_of(ramp(), {0.25f, 0.75f}), std::array<std::string, 2>{"a", "bc"}, false),
      "  +----+\n"
      "  | -*@|    a #####                 25.0 %\n"
      "  |    |   bc ###############       75.0 %\n"
      "  +----+\n"
      "  dark ink, 50x60 pixels at (3, 4), stroke width 2.5 after scaling\n\n");
}

TEST(SeenPicture, InColourHasTwoPixelsInACharacterAndTheBestClassInGreen) {
  const cv::Mat image = (cv::Mat_<std::uint8_t>(2, 3) << 0, 0, 255, 255, 255, 128);
  EXPECT_EQ(
      seen_picture(answer_of(image, {0.04375f, 0.95625f}), std::array<std::string, 2>{"a", "b"},
                   true),
      "  \x1b[38;5;16;48;5;231m▀▀\x1b[38;5;231;48;5;243m▀\x1b[0m   a ▉                      4.4 %\n"
      "        \x1b[32mb ███████████████████▏  95.6 %\x1b[0m\n"
      "  dark ink, 50x60 pixels at (3, 4), stroke width 2.5 after scaling\n\n");
}

TEST(SeenPicture, SaysThatAPictureWasTakenAsItIs) {
  Answer answer = answer_of(ramp(), {1.0f});
  answer.unchanged = true;
  EXPECT_THAT(seen_picture(answer, std::array<std::string, 1>{"a"}, false),
              HasSubstr("\n  used unchanged\n"));
}

TEST(SeenPicture, ShowsTheTenMostProbableOfMoreClasses) {
  std::vector<float> probabilities(12, 0.01f);
  probabilities[11] = 0.89f;
  probabilities[0] = 0.001f;
  const std::string text =
      seen_picture(answer_of(ramp(), probabilities), numbered_classes(12), false);
  EXPECT_THAT(text, HasSubstr("  11 ##################"));
  EXPECT_THAT(text, HasSubstr("   9 "));
  EXPECT_THAT(text, Not(HasSubstr("  10 ")));
  EXPECT_THAT(text, Not(HasSubstr("   0 ")));
}

TEST(SeenPicture, FitsInto80ColumnsWhateverTheSizes) {
  const cv::Mat image(50, 300, CV_8U, cv::Scalar(255));
  const std::vector<std::string> names(10, "a class with quite a long name");
  std::istringstream lines(
      seen_picture(answer_of(image, std::vector<float>(10, 0.1f)), names, false));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), 80u) << line;
}

TEST(SeenPicture, EscapesControlBytesOfClassNames) {
  EXPECT_THAT(seen_picture(answer_of(ramp(), {1.0f}), std::array<std::string, 1>{"\x1b[2J"}, false),
              Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace inkling
