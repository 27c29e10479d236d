#include "io/data/class_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "io/digits/picture.h"
#include "io/pictures/picture_file.h"
#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/write_png.h"

namespace inkling {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::StartsWith;

class ClassFolderData : public testing::Test {
 protected:
  /// Writes a picture of `paper` with a block of `ink` in the middle.
  void write(const std::string& name, int paper, int ink, cv::Size size = {8, 8}) {
    std::filesystem::create_directories(folder_.path(name).parent_path());
    cv::Mat picture(size, CV_8U, cv::Scalar(paper));
    picture(cv::Rect(size.width / 4, size.height / 4, size.width / 2, size.height / 2)) = ink;
    write_png(folder_.path(name), picture);
  }
  DataParts read() { return read_class_folders(folder_.path()); }
  std::string error() {
    return error_of([&] { read(); });
  }
  /// The pixel in the middle of each image.
  static std::vector<int> inks(const Dataset& data) {
    std::vector<int> result;
    const auto middle = static_cast<std::size_t>(data.images.shape.height / 2) *
                            static_cast<std::size_t>(data.images.shape.width) +
                        static_cast<std::size_t>(data.images.shape.width / 2);
    for (std::size_t n = 0; n < data.count(); ++n) {
      result.push_back(data.images.image(n)[middle]);
    }
    return result;
  }

  ScratchFolder folder_;
};

TEST_F(ClassFolderData, ImagesComeByClassAndThenByFileName) {
  write("1/b.png", 0, 40);
  write("1/a.PNG", 0, 30);
  write("0/z.png", 0, 20);
  const Dataset data = read().train;
  EXPECT_THAT(data.labels, ElementsAre(0, 1, 1));
  EXPECT_THAT(inks(data), ElementsAre(20, 30, 40));
  EXPECT_THAT(data.files, ElementsAre(folder_.path("0/z.png"), folder_.path("1/a.PNG"),
                                      folder_.path("1/b.png")));
}

TEST_F(ClassFolderData, NumbersAreOrderedByValue) {
  for (const char* name : {"10", "9", "2"}) write(std::string(name) + "/a.png", 0, 99);
  EXPECT_THAT(read().train.class_names, ElementsAre("2", "9", "10"));
}

TEST_F(ClassFolderData, OtherNamesAreOrderedByLetters) {
  for (const char* name : {"b", "10", "9"}) write(std::string(name) + "/a.png", 0, 99);
  EXPECT_THAT(read().train.class_names, ElementsAre("10", "9", "b"));
}

TEST_F(ClassFolderData, TellsWhetherImagesAreAsTheyWereFound) {
  write("train/0/a.png", 0, 100);
  write("train/1/a.png", 0, 90);
  write("test/1/b.png", 0, 90);
  EXPECT_TRUE(read().train.as_found);
  EXPECT_TRUE(read().test.as_found);
  write("test/1/c.png", 0, 90, {9, 9});
  EXPECT_FALSE(read().train.as_found);
  EXPECT_FALSE(read().test.as_found);
}

TEST_F(ClassFolderData, TellsWhetherPicturesOfLightAndDarkPaperWereInverted) {
  write("0/a.png", 255, 100);
  write("0/b.png", 255, 100);
  write("1/a.png", 255, 90);
  EXPECT_EQ(read().train.inverted, std::nullopt);
  write("1/a.png", 0, 90);
  EXPECT_EQ(read().train.inverted, true);
  write("0/a.png", 0, 90);
  EXPECT_EQ(read().train.inverted, false);
  write("0/b.png", 0, 90);
  EXPECT_EQ(read().train.inverted, std::nullopt);
}

TEST_F(ClassFolderData, SmallImagesOfOneSizeStayAsTheyAre) {
  write("0/a.png", 7, 100, {64, 20});
  write("1/a.png", 7, 90, {64, 20});
  const Dataset data = read().train;
  EXPECT_EQ(data.images.shape, (Shape{.channels = 1, .height = 20, .width = 64}));
  EXPECT_EQ(data.images.image(0)[0], 7);
  EXPECT_THAT(inks(data), ElementsAre(100, 90));
}

TEST_F(ClassFolderData, MostlyLightPaperInvertsTheWholeSet) {
  write("0/a.png", 255, 5);
  write("0/b.png", 255, 6);
  write("1/a.png", 0, 7);
  EXPECT_THAT(inks(read().train), ElementsAre(250, 249, 248));
}

TEST_F(ClassFolderData, MostlyDarkPaperInvertsNothing) {
  write("0/a.png", 255, 5);
  write("0/b.png", 0, 6);
  write("1/a.png", 0, 7);
  EXPECT_THAT(inks(read().train), ElementsAre(5, 6, 7));
}

TEST_F(ClassFolderData, ImagesOfOneSizeAreWhatScalingOnlyMakesOfThem) {
  write("0/a.png", 5, 250);
  write("1/a.png", 7, 100);
  const Dataset data = read().train;
  const cv::Mat picture = read_picture_file(folder_.path("1/a.png"));
  const cv::Mat image =
      prepare_picture(picture, picture.size(), Preprocessing::kNone, "a.png").image;
  EXPECT_THAT(data.images.image(1),
              ElementsAreArray(image.begin<std::uint8_t>(), image.end<std::uint8_t>()));
}

TEST_F(ClassFolderData, ImagesOfDifferentSizesAreAllPrepared) {
  write("0/a.png", 255, 100);
  write("1/a.png", 0, 90, {9, 8});
  const Dataset data = read().train;
  EXPECT_EQ(data.images.shape, (Shape{.channels = 1, .height = 28, .width = 28}));
  EXPECT_THAT(inks(data), Each(255));
}

TEST_F(ClassFolderData, LargeImagesArePrepared) {
  write("0/a.png", 255, 0, {65, 65});
  write("1/a.png", 255, 0, {65, 65});
  EXPECT_EQ(read().train.images.shape.width, 28);
}

TEST_F(ClassFolderData, TrainAndTestBelowAreTheTwoParts) {
  write("train/3/a.png", 0, 30);
  write("train/4/a.png", 0, 40);
  write("test/4/a.png", 0, 50);
  const DataParts folders = read();
  EXPECT_TRUE(folders.own_test_part);
  EXPECT_THAT(folders.train.labels, ElementsAre(0, 1));
  EXPECT_THAT(folders.test.labels, ElementsAre(1));
  EXPECT_THAT(folders.test.class_names, ElementsAre("3", "4"));
  EXPECT_THAT(inks(folders.test), ElementsAre(50));
}

TEST_F(ClassFolderData, BothPartsGetOneShape) {
  write("train/3/a.png", 0, 30);
  write("train/4/a.png", 0, 40);
  write("test/4/a.png", 0, 50, {30, 30});
  const DataParts folders = read();
  EXPECT_EQ(folders.train.images.shape, folders.test.images.shape);
}

TEST_F(ClassFolderData, TrainAloneHasNoTestPart) {
  write("train/3/a.png", 0, 30);
  write("train/4/a.png", 0, 40);
  const DataParts folders = read();
  EXPECT_FALSE(folders.own_test_part);
  EXPECT_EQ(folders.train.count(), 2u);
}

TEST_F(ClassFolderData, HiddenAndOtherFilesAreLeftAlone) {
  write("0/a.png", 0, 30);
  write("1/a.png", 0, 30);
  folder_.write("0/notes.txt", "not a picture");
  folder_.write("1/._a.png", "not a picture");
  folder_.write(".git/a.png", "not a picture");
  EXPECT_EQ(read().train.count(), 2u);
}

TEST_F(ClassFolderData, OtherFilesOfBothPartsAreListed) {
  write("train/0/a.png", 0, 30);
  write("train/1/a.PNG", 0, 30);
  write("test/1/a.png", 0, 30);
  folder_.write("train/1/b.pdf", "");
  folder_.write("train/1/.hidden", "");
  folder_.write("test/1/c.txt", "");
  EXPECT_THAT(list_other_files(folder_.path()),
              ElementsAre(folder_.path("train/1/b.pdf"), folder_.path("test/1/c.txt")));
}

TEST_F(ClassFolderData, ABadFileAmongManyIsNamed) {
  write("0/a.png", 0, 30);
  write("1/a.png", 0, 30);
  const std::string path = folder_.write("1/b.png", "not a picture");
  EXPECT_THAT(error(), StartsWith(path + ": not a picture that can be read\n"));
}

TEST_F(ClassFolderData, ABlankPictureAmongPreparedOnesIsNamed) {
  write("0/a.png", 9, 9);
  write("1/a.png", 0, 90, {9, 8});
  EXPECT_THAT(error(), StartsWith(folder_.path("0/a.png").string() + ": shows nothing"));
}

TEST_F(ClassFolderData, AClassWithoutImagesIsNamed) {
  write("0/a.png", 0, 30);
  folder_.write("1/a.pdf", "");
  EXPECT_EQ(error(), folder_.path("1").string() +
                         ": a class without images\n"
                         "  expected  picture files, whose names end in .png, .jpg, .jpeg, .bmp, "
                         ".tif, .tiff, .webp, .gif, .heic, .heif, .pbm, .pgm or .ppm\n"
                         "  next      add images to this folder, or remove it");
}

TEST_F(ClassFolderData, OneClassIsTooFew) {
  write("five/a.png", 0, 30);
  EXPECT_THAT(error(), HasSubstr("\n  found     1 folder: five\n"));
}

TEST_F(ClassFolderData, ATestClassWithoutTrainingImagesIsNamed) {
  write("train/3/a.png", 0, 30);
  write("train/4/a.png", 0, 40);
  write("test/5/a.png", 0, 50);
  EXPECT_THAT(error(), StartsWith(folder_.path("test/5").string() +
                                  ": a test class without training images\n"));
}

TEST_F(ClassFolderData, ATrainFolderThatCannotBeReachedIsNamed) {
  write("0/a.png", 0, 30);
  write("1/a.png", 0, 40);
  const std::string loop = folder_.path("train");
  std::filesystem::create_directory_symlink(loop, loop);
  EXPECT_EQ(error(), loop +
                         ": cannot be read\n"
                         "  found     Too many levels of symbolic links\n"
                         "  next      ls -ld " +
                         loop);
}

TEST_F(ClassFolderData, ATestFolderThatCannotBeReachedIsNamed) {
  write("train/3/a.png", 0, 30);
  write("train/4/a.png", 0, 40);
  const std::string loop = folder_.path("test");
  std::filesystem::create_directory_symlink(loop, loop);
  EXPECT_THAT(error(), StartsWith(loop + ": cannot be read\n"));
}

TEST_F(ClassFolderData, AnEmptyTestFolderIsNamed) {
  write("train/3/a.png", 0, 30);
  write("train/4/a.png", 0, 40);
  std::filesystem::create_directory(folder_.path("test"));
  EXPECT_THAT(error(), StartsWith(folder_.path("test").string() + ": holds no class folders\n"));
}

}  // namespace
}  // namespace inkling
