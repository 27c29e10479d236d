#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/data/data.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::ElementsAre;

/// Empty files: their names alone say what is in them.
class DataFiles : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& name) { return folder_.write(name, ""); }

  ScratchFolder folder_;
};

TEST_F(DataFiles, AreThoseOfThePartThatIsWanted) {
  const auto train_images = file("train-images-idx3-ubyte");
  const auto train_labels = file("train-labels-idx1-ubyte.gz");
  const auto test_images = file("t10k-images-idx3-ubyte");
  const auto test_labels = file("t10k-labels-idx1-ubyte");
  EXPECT_THAT(list_data_files(folder_.path(), Split::kTrain),
              ElementsAre(train_images, train_labels));
  EXPECT_THAT(list_data_files(folder_.path(), Split::kTest), ElementsAre(test_images, test_labels));
  EXPECT_THAT(list_data_files(folder_.path(), Split::kAll),
              ElementsAre(train_images, train_labels, test_images, test_labels));
}

TEST_F(DataFiles, AreThoseOfTheSetThatAPrefixNames) {
  file("emnist-a-train-images-idx3-ubyte");
  file("emnist-a-train-labels-idx1-ubyte");
  const auto images = file("emnist-a-test-images-idx3-ubyte");
  const auto labels = file("emnist-a-test-labels-idx1-ubyte");
  EXPECT_THAT(list_data_files(folder_.path("emnist-a"), Split::kTest), ElementsAre(images, labels));
}

TEST_F(DataFiles, AreAllImagesOfClassFolders) {
  const auto a = file("a/1.png");
  const auto b = file("b/1.png");
  const auto c = file("b/2.png");
  file("b/notes.txt");
  EXPECT_THAT(list_data_files(folder_.path(), Split::kTest), ElementsAre(a, b, c));
}

TEST_F(DataFiles, OfASheetAreTheSheet) {
  const auto sheet = file("sheet.png");
  EXPECT_THAT(list_data_files(sheet, Split::kAll), ElementsAre(sheet));
}

}  // namespace
}  // namespace inkling
