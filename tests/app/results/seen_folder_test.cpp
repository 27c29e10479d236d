#include "app/results/seen_folder.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "io/pictures/picture_file.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

class SeenFolderTest : public testing::Test {
 protected:
  /// The name, below the test's folder, of what was written for `picture`.
  std::string save(SeenFolder& folder, const std::string& picture) {
    const std::string path = folder.save(picture, image_);
    return std::filesystem::path(path).lexically_relative(place_.path()).string();
  }

  ScratchFolder place_;
  cv::Mat image_ = cv::Mat(2, 3, CV_8U, cv::Scalar(77));
};

TEST_F(SeenFolderTest, IsMadeWithTheFoldersAboveIt) {
  SeenFolder folder(place_.path("a/b"));
  EXPECT_TRUE(std::filesystem::is_directory(place_.path("a/b")));
}

TEST_F(SeenFolderTest, TakesAPictureWithTheNameOfItsSource) {
  SeenFolder folder(place_.path("seen"));
  EXPECT_EQ(save(folder, "scans/5.old.jpg"), "seen/5.old.png");
  EXPECT_EQ(save(folder, "-"), "seen/stdin.png");
}

TEST_F(SeenFolderTest, HoldsTheImageAsItIs) {
  SeenFolder folder(place_.path("seen"));
  const cv::Mat read = read_picture_file(place_.path(save(folder, "five.png")));
  EXPECT_EQ(cv::norm(read, image_, cv::NORM_INF), 0);
}

TEST_F(SeenFolderTest, NumbersPicturesOfTheSameName) {
  SeenFolder folder(place_.path("seen"));
  EXPECT_EQ(save(folder, "a/5.png"), "seen/5.png");
  EXPECT_EQ(save(folder, "b/5.png"), "seen/5-2.png");
  EXPECT_EQ(save(folder, "c/5.jpg"), "seen/5-3.png");
}

TEST_F(SeenFolderTest, CutsVeryLongNamesBetweenCharacters) {
  SeenFolder folder(place_.path("seen"));
  const std::string start(199, 'a');
  const std::string name = start + "\xc3\xa4" + std::string(40, 'b') + ".png";
  EXPECT_EQ(save(folder, name), "seen/" + start + ".png");
  EXPECT_EQ(save(folder, name), "seen/" + start + "-2.png");
}

TEST_F(SeenFolderTest, ReplacesNoFileThatIsThere) {
  place_.write("5.png", "mine");
  place_.write("5-2.png", "mine");
  SeenFolder folder(place_.path());
  EXPECT_EQ(save(folder, "5.png"), "5-3.png");
  EXPECT_EQ(place_.read("5.png"), "mine");
}

TEST_F(SeenFolderTest, CannotBeMadeWhereAFileIs) {
  place_.write("seen", "a file");
  const std::string path = place_.path("seen").string();
  EXPECT_EQ(error_of([&] { SeenFolder folder(path); }),
            path +
                ": cannot be made\n"
                "  found     Not a directory\n"
                "  next      choose another folder for --save-seen");
}

}  // namespace
}  // namespace inkling
