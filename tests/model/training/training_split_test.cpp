#include "model/training/training_split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace inkling {
namespace {

using testing::ElementsAre;

TEST(RepeatImages, ListsEachTrainingImageAsOftenAsItIsWeighted) {
  TrainingSplit split{.training = {0, 2, 3}, .validation = {1}};
  repeat_images(split, std::array<std::uint32_t, 4>{1, 3, 3, 2});
  EXPECT_THAT(split.training, ElementsAre(0, 2, 2, 2, 3, 3));
  EXPECT_THAT(split.validation, ElementsAre(1));
}

TEST(RepeatImages, WithoutWeightsChangesNothing) {
  TrainingSplit split{.training = {0, 2}, .validation = {}};
  repeat_images(split, {});
  EXPECT_THAT(split.training, ElementsAre(0, 2));
}

}  // namespace
}  // namespace inkling
