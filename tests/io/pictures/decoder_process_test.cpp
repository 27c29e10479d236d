#include "io/pictures/decoder_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <opencv2/core.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace inkling {
namespace {

using testing::HasSubstr;

std::string error(const std::function<void(const DeliverPixels&)>& decode) {
  try {
    decode_in_own_process(decode);
  } catch (const std::runtime_error& problem) {
    return problem.what();
  }
  return "";
}

TEST(DecoderProcess, DeliversPixelsOfOneThreeAndFourChannels) {
  for (const int channels : {1, 3, 4}) {
    cv::Mat picture(300, 200, CV_8UC(channels));
    cv::randu(picture, 0, 256);
    const cv::Mat part = picture.colRange(20, 170);
    const cv::Mat pixels =
        decode_in_own_process([&](const DeliverPixels& deliver) { deliver(part); });
    ASSERT_EQ(pixels.size(), part.size());
    ASSERT_EQ(pixels.type(), part.type());
    EXPECT_EQ(cv::norm(pixels, part, cv::NORM_INF), 0);
  }
}

TEST(DecoderProcess, ChangesNothingInTheCaller) {
  int calls = 0;
  decode_in_own_process([&](const DeliverPixels& deliver) {
    ++calls;
    deliver(cv::Mat(1, 1, CV_8U, cv::Scalar(0)));
  });
  EXPECT_EQ(calls, 0);
}

TEST(DecoderProcess, ThrowsWhatTheDecoderThrows) {
  EXPECT_EQ(error([](const DeliverPixels&) { throw std::runtime_error("a broken frame"); }),
            "a broken frame");
  EXPECT_EQ(error([](const DeliverPixels&) { throw std::runtime_error(std::string(5000, 'x')); }),
            std::string(1000, 'x'));
}

TEST(DecoderProcess, SurvivesADecoderThatCrashesOrDeliversNothing) {
  EXPECT_THAT(error([](const DeliverPixels&) { std::_Exit(3); }), HasSubstr("crashes the decoder"));
  EXPECT_THAT(error([](const DeliverPixels&) { raise(SIGSEGV); }),
              HasSubstr("crashes the decoder"));
  EXPECT_THAT(error([](const DeliverPixels&) {}), HasSubstr("crashes the decoder"));
}

TEST(DecoderProcess, RefusesAPictureOfTheWrongSize) {
  const auto deliver_size = [](int rows, int columns) {
    return error([=](const DeliverPixels& deliver) { deliver(cv::Mat(rows, columns, CV_8U)); });
  };
  EXPECT_THAT(deliver_size(0, 0), HasSubstr("a picture of no size"));
  EXPECT_THAT(deliver_size(8001, 8000), HasSubstr("too many pixels"));
}

TEST(DecoderProcess, BoundsTheMemoryOfTheDecoder) {
  const auto take = [](std::size_t megabytes) {
    return error([=](const DeliverPixels& deliver) {
      const std::vector<char> memory(megabytes << 20);
      deliver(cv::Mat(1, 1, CV_8U, cv::Scalar(memory.front())));
    });
  };
  EXPECT_EQ(take(300), "");
  EXPECT_NE(take(500), "");
}

}  // namespace
}  // namespace inkling
