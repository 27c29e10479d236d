#include "io/data/idx_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::HasSubstr;

class IdxFolder : public testing::Test {
 protected:
  void write(const std::vector<std::string>& names) {
    for (const std::string& name : names) folder_.write(name, "");
  }
  void write_set(const std::string& prefix) {
    write({prefix + "train-images-idx3-ubyte", prefix + "train-labels-idx1-ubyte",
           prefix + "test-images-idx3-ubyte", prefix + "test-labels-idx1-ubyte"});
  }
  std::string error() {
    return error_of([&] { find_idx_files(folder_.path()); });
  }

  ScratchFolder folder_;
};

TEST_F(IdxFolder, FindsTheNamesOfMnist) {
  write({"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", "t10k-images.idx3-ubyte",
         "t10k-labels.idx1-ubyte.gz"});
  const auto files = find_idx_files(folder_.path());
  ASSERT_TRUE(files);
  EXPECT_EQ(files->train.images, folder_.path("train-images-idx3-ubyte.gz"));
  EXPECT_EQ(files->train.labels, folder_.path("train-labels-idx1-ubyte"));
  EXPECT_EQ(files->test.images, folder_.path("t10k-images.idx3-ubyte"));
  EXPECT_EQ(files->test.labels, folder_.path("t10k-labels.idx1-ubyte.gz"));
}

TEST_F(IdxFolder, FindsTheNamesOfEmnist) {
  write_set("emnist-balanced-");
  const auto files = find_idx_files(folder_.path());
  ASSERT_TRUE(files);
  EXPECT_EQ(files->train.images, folder_.path("emnist-balanced-train-images-idx3-ubyte"));
  EXPECT_EQ(files->test.labels, folder_.path("emnist-balanced-test-labels-idx1-ubyte"));
}

TEST_F(IdxFolder, TakesThePlainFileWhereThereAreBoth) {
  write_set("");
  write({"train-images-idx3-ubyte.gz"});
  EXPECT_EQ(find_idx_files(folder_.path())->train.images, folder_.path("train-images-idx3-ubyte"));
}

TEST_F(IdxFolder, MayHaveOnePartOnly) {
  write({"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"});
  const auto files = find_idx_files(folder_.path());
  ASSERT_TRUE(files);
  EXPECT_FALSE(files->train.exists());
  EXPECT_EQ(files->test.labels, folder_.path("t10k-labels-idx1-ubyte"));
}

TEST_F(IdxFolder, MayBeARawFolderOneOrTwoLevelsBelow) {
  for (const std::string place : {"raw/", "MNIST/raw/"}) {
    const ScratchFolder outer;
    outer.write(place + "train-images-idx3-ubyte", "");
    outer.write(place + "train-labels-idx1-ubyte", "");
    const auto files = find_idx_files(outer.path());
    ASSERT_TRUE(files) << place;
    EXPECT_EQ(files->train.images, outer.path(place + "train-images-idx3-ubyte"));
  }
}

TEST_F(IdxFolder, RefusesSeveralRawFoldersAndListsThem) {
  write_set("MNIST/raw/");
  write_set("FashionMNIST/raw/");
  EXPECT_EQ(error(), folder_.path().string() +
                         ": several folders below it hold IDX files\n"
                         "  expected  one of them\n"
                         "  found     " +
                         folder_.path("FashionMNIST/raw").string() + ", " +
                         folder_.path("MNIST/raw").string() + "\n  next      --data " +
                         folder_.path("FashionMNIST/raw").string());
}

TEST_F(IdxFolder, PrefersItsOwnFilesToThoseBelow) {
  write_set("");
  write_set("MNIST/raw/");
  EXPECT_EQ(find_idx_files(folder_.path())->train.images, folder_.path("train-images-idx3-ubyte"));
}

TEST_F(IdxFolder, WithoutIdxFilesHasNone) {
  write({"train-images.png", "emnist-balanced-mapping.txt", "my-train-images-idx3-ubyte.bak"});
  EXPECT_FALSE(find_idx_files(folder_.path()));
}

TEST_F(IdxFolder, ListsWhatIsMissingOfASetWithAPrefix) {
  write({"emnist-letters-train-images-idx3-ubyte"});
  EXPECT_THAT(error(), HasSubstr("\n  expected  also emnist-letters-train-labels-idx1-ubyte, "
                                 "plain or .gz\n"
                                 "  found     emnist-letters-train-images-idx3-ubyte\n"));
}

TEST_F(IdxFolder, RefusesSeveralSetsAndListsThem) {
  write_set("");
  write_set("emnist-balanced-");
  write_set("emnist-letters-");
  EXPECT_EQ(error(), folder_.path().string() +
                         ": holds several sets of IDX files\n"
                         "  expected  one set, or FOLDER/PREFIX to choose one\n"
                         "  found     files without a prefix, emnist-balanced, emnist-letters\n"
                         "  next      --data " +
                         folder_.path("emnist-letters").string() +
                         ", or --images FILE --labels FILE");
}

TEST_F(IdxFolder, FindsTheSetOfAPrefix) {
  write_set("emnist-balanced-");
  write_set("emnist-letters-");
  const auto files = find_idx_set(folder_.path("emnist-letters"));
  ASSERT_TRUE(files);
  EXPECT_EQ(files->test.images, folder_.path("emnist-letters-test-images-idx3-ubyte"));
}

TEST_F(IdxFolder, FindsNoSetOfAPartOfAPrefix) {
  write_set("emnist-letters-");
  EXPECT_FALSE(find_idx_set(folder_.path("emnist-let")));
}

TEST_F(IdxFolder, FindsNoSetWhereAFileHasTheNameOfThePrefix) {
  write_set("emnist-letters-");
  write({"emnist-letters"});
  EXPECT_FALSE(find_idx_set(folder_.path("emnist-letters")));
}

}  // namespace
}  // namespace inkling
