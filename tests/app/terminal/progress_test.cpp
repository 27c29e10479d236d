#include "app/terminal/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inkling {
namespace {

const BarState kHalfway{.epoch = 3,
                        .epochs = 10,
                        .share = 0.5,
                        .training = {.loss = 0.0812, .accuracy = 0.9751},
                        .images_per_second = 26312.0,
                        .seconds_left = 42.0};

EpochReport report() {
  EpochReport report{
      .epoch = 3, .training = {.loss = 0.0812, .accuracy = 0.9751}, .validation = {}};
  report.images_per_second = 26312.0;
  return report;
}

TEST(ProgressBar, ShowsEverythingOnOneLine) {
  EXPECT_EQ(progress_bar(kHalfway, 100),
            "epoch  3/10 [==============              ]  50 %  loss 0.0812  accuracy 97.51 %  "
            "26,312/s  0:42 left");
}

TEST(ProgressBar, NarrowsToTheTerminal) {
  EXPECT_EQ(progress_bar(kHalfway, 79).size(), 79u);
  EXPECT_EQ(progress_bar(kHalfway, 79),
            "epoch  3/10 [====   ]  50 %  loss 0.0812  accuracy 97.51 %  26,312/s  0:42 left");
}

TEST(ProgressBar, GivesUpTheBarAndThenTheEndOfTheLine) {
  EXPECT_EQ(progress_bar(kHalfway, 30), "epoch  3/10  50 %  loss 0.0812");
}

TEST(EpochLine, ShowsTheValidationAndMarksTheBest) {
  EpochReport best = report();
  best.validation = Score{.loss = 0.06, .accuracy = 0.9834};
  best.best = true;
  EXPECT_EQ(epoch_line(best, 10, false),
            "epoch  3/10  loss 0.0812  accuracy 97.51 %  validation 98.34 %  26,312/s  "
            "best\n");
}

TEST(EpochLine, SaysNothingOfAValidationThatDoesNotExist) {
  EpochReport without = report();
  without.best = true;
  EXPECT_EQ(epoch_line(without, 10, false),
            "epoch  3/10  loss 0.0812  accuracy 97.51 %  26,312/s\n");
}

TEST(ClockTime, ReadsLikeAClock) {
  EXPECT_EQ(clock_time(7.4), "0:07");
  EXPECT_EQ(clock_time(754.0), "12:34");
  EXPECT_EQ(clock_time(3723.0), "1:02:03");
}

}  // namespace
}  // namespace inkling
