#include "app/options/class_weights_text.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/io/files/scratch_folder.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/synthetic_images.h"

namespace inkling {
namespace {

std::vector<double> weights_of(const std::string& setting) {
  const Dataset data = synthetic_images(6);  // of the classes top, middle and bottom
  return class_weights(setting, data, train_on_all(data).training);
}

TEST(ClassWeightsText, OfNoneIsNothing) { EXPECT_TRUE(weights_of("none").empty()); }

TEST(ClassWeightsText, NamesClassesAndLeavesTheOthersAtOne) {
  EXPECT_EQ(weights_of("middle 2.5"), (std::vector{1.0, 2.5, 1.0}));
  EXPECT_EQ(weights_of(" bottom  0,top 3 "), (std::vector{3.0, 1.0, 0.0}));
}

TEST(ClassWeightsText, BalancesByTheImages) {
  EXPECT_EQ(weights_of("balanced"), (std::vector{0.5, 0.5, 0.5}));
}

TEST(ClassWeightsText, IsRefusedWhereItCannotBeRead) {
  for (const std::string entry : {"2", "top", "top x", "top -1", "top inf"}) {
    expect_refusal([&] { weights_of("middle 2, " + entry); },
                   "--class-weights: '" + entry +
                       "' is not a class and its weight of at least 0, such as '7 2'; expected "
                       "balanced, such a list with commas, or a file of such lines");
  }
}

TEST(ClassWeightsText, IsRefusedWhereTheClassIsNotThere) {
  expect_refusal([] { weights_of("botom 2"); },
                 "--class-weights: the data has no class 'botom'; did you mean bottom?");
}

TEST(ClassWeightsText, LetsACommaStandInTheNameOfAClass) {
  Dataset data = synthetic_images(6);
  data.class_names = {"a,b", "c", "d, e"};
  EXPECT_EQ(class_weights("a,b 2, d, e 3", data, train_on_all(data).training),
            (std::vector{2.0, 1.0, 3.0}));
}

TEST(ClassWeightsText, IsRefusedWhereNothingWeighsAnything) {
  expect_refusal([] { weights_of("top 0, middle 0, bottom 0"); },
                 "--class-weights: no training image has a weight above 0");
  expect_refusal([] { weights_of("top 1e308, middle 1e308"); },
                 "--class-weights: the weights of classes are too large");
}

TEST(ClassWeightsSetting, OfAFileIsTheListOfItsLines) {
  const ScratchFolder folder;
  std::ofstream(folder.path("weights.txt")) << "top 2\r\n\n  middle 0.5\n";
  EXPECT_EQ(class_weights_setting(folder.path("weights.txt")), "top 2, middle 0.5");
}

TEST(ClassWeightsSetting, OfAnythingElseIsItself) {
  EXPECT_EQ(class_weights_setting("balanced"), "balanced");
  EXPECT_EQ(class_weights_setting("top 2, middle 0.5"), "top 2, middle 0.5");
}

}  // namespace
}  // namespace inkling
