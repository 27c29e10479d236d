#include "io/data/data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <opencv2/core.hpp>
#include <set>

#include "tests/io/data/npz_file.h"
#include "tests/io/files/file_bytes.h"
#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/write_png.h"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Data : public testing::Test {
 protected:
  /// Three training and two test images of 2x2 pixels under MNIST's names.
  void write_idx(const std::string& separator = "-") {
    folder_.write("train-images" + separator + "idx3-ubyte", idx_image_file(3, 2, 2));
    folder_.write("train-labels" + separator + "idx1-ubyte", idx_label_file({0, 1, 2}));
    folder_.write("t10k-images" + separator + "idx3-ubyte", idx_image_file(2, 2, 2));
    folder_.write("t10k-labels" + separator + "idx1-ubyte", idx_label_file({1, 4}));
  }
  /// The same under EMNIST's names.
  void write_emnist(const std::string& prefix) {
    folder_.write(prefix + "train-images-idx3-ubyte.gz", gzip_file(idx_image_file(3, 2, 2)));
    folder_.write(prefix + "train-labels-idx1-ubyte.gz", gzip_file(idx_label_file({1, 2, 1})));
    folder_.write(prefix + "test-images-idx3-ubyte", idx_image_file(2, 2, 2));
    folder_.write(prefix + "test-labels-idx1-ubyte", idx_label_file({1, 2}));
  }
  /// A sheet with one row of cells for each digit; cell n has the grey level n.
  void write_sheet(int cells_across) {
    cv::Mat sheet(200, 20 * cells_across, CV_8U);
    for (int n = 0; n < 10 * cells_across; ++n) {
      sheet(cv::Rect(20 * (n % cells_across), 20 * (n / cells_across), 20, 20)) = n;
    }
    write_png(folder_.path("sheet.png"), sheet);
  }
  void write_class_folder(const std::string& name, int images) {
    std::filesystem::create_directories(folder_.path(name));
    for (int n = 0; n < images; ++n) {
      write_png(folder_.path(name + "/" + std::to_string(100 + n) + ".png"),
                cv::Mat(5, 5, CV_8U, cv::Scalar(n)));
    }
  }
  Dataset load(Split split) { return load_data(folder_.path(), split); }
  std::string error(const std::filesystem::path& path) {
    return error_of([&] { load_data(path, Split::kTrain); });
  }
  static std::vector<int> first_pixels(const Dataset& data) {
    std::vector<int> pixels;
    for (std::size_t n = 0; n < data.count(); ++n) pixels.push_back(data.images.image(n)[0]);
    return pixels;
  }

  ScratchFolder folder_;
};

TEST_F(Data, IdxFilesHaveTheirOwnTwoParts) {
  write_idx();
  EXPECT_THAT(load(Split::kTrain).labels, ElementsAre(0, 1, 2));
  EXPECT_THAT(load(Split::kTest).labels, ElementsAre(1, 4));
  EXPECT_EQ(load(Split::kTest).images.count(), 2u);
}

TEST_F(Data, AllIsTrainingImagesAndThenTestImages) {
  write_idx();
  const Dataset data = load(Split::kAll);
  EXPECT_THAT(data.labels, ElementsAre(0, 1, 2, 1, 4));
  EXPECT_THAT(first_pixels(data), ElementsAre(0, 4, 8, 0, 4));
}

TEST_F(Data, IdxFilesMayBeSpelledWithADot) {
  write_idx(".");
  EXPECT_EQ(load(Split::kTrain).count(), 3u);
}

TEST_F(Data, IdxFilesMayBeGzip) {
  write_idx();
  std::filesystem::remove(folder_.path("train-images-idx3-ubyte"));
  folder_.write("train-images-idx3-ubyte.gz", gzip_file(idx_image_file(3, 2, 2)));
  EXPECT_EQ(load(Split::kTrain).images.count(), 3u);
}

TEST_F(Data, TheClassesOfIdxFilesAreThoseOfBothParts) {
  write_idx();
  EXPECT_THAT(load(Split::kTrain).class_names, ElementsAre("0", "1", "2", "3", "4"));
}

TEST_F(Data, TheClassesOfTheTestPartReachUpToTheLargestTrainingLabel) {
  write_idx();
  folder_.write("train-labels-idx1-ubyte", idx_label_file({0, 5, 2}));
  EXPECT_THAT(load(Split::kTest).class_names, ElementsAre("0", "1", "2", "3", "4", "5"));
}

TEST_F(Data, MissingIdxFilesAreListed) {
  write_idx();
  std::filesystem::remove(folder_.path("train-images-idx3-ubyte"));
  std::filesystem::remove(folder_.path("t10k-labels-idx1-ubyte"));
  EXPECT_EQ(error(folder_.path()),
            folder_.path().string() +
                ": images without labels, or labels without images\n"
                "  expected  also train-images-idx3-ubyte, t10k-labels-idx1-ubyte, plain or .gz\n"
                "  found     train-labels-idx1-ubyte, t10k-images-idx3-ubyte\n"
                "  next      add what is missing, or name two files: --images FILE --labels FILE");
}

TEST_F(Data, TheTrainingPartOfIdxFilesIsEnoughToTrain) {
  write_idx();
  std::filesystem::remove(folder_.path("t10k-images-idx3-ubyte"));
  std::filesystem::remove(folder_.path("t10k-labels-idx1-ubyte"));
  EXPECT_THAT(load(Split::kTrain).labels, ElementsAre(0, 1, 2));
  EXPECT_THAT(load(Split::kAll).labels, ElementsAre(0, 1, 2));
  EXPECT_EQ(list_data_files(folder_.path(), Split::kAll).size(), 2u);
  EXPECT_EQ(describe_data(folder_.path()).test.count(), 0u);
  EXPECT_EQ(error_of([&] { load(Split::kTest); }),
            folder_.path().string() +
                ": no test images here\n"
                "  expected  t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or .gz\n"
                "  found     train-images-idx3-ubyte\n"
                "  next      add these two files, or evaluate with --split train");
}

TEST_F(Data, TheTestPartOfIdxFilesIsEnoughToEvaluate) {
  write_idx();
  std::filesystem::remove(folder_.path("train-images-idx3-ubyte"));
  std::filesystem::remove(folder_.path("train-labels-idx1-ubyte"));
  EXPECT_THAT(load(Split::kTest).labels, ElementsAre(1, 4));
  const Dataset all = load(Split::kAll);
  EXPECT_THAT(all.labels, ElementsAre(1, 4));
  EXPECT_EQ(all.images.count(), 2u);
  EXPECT_THAT(all.class_names, ElementsAre("0", "1", "2", "3", "4"));
  EXPECT_EQ(describe_data(folder_.path()).train.images.shape, all.images.shape);
  EXPECT_THAT(error(folder_.path()),
              StartsWith(folder_.path().string() + ": no training images here\n"));
}

TEST_F(Data, AGzipFileOfSeveralMembersHoldsTheirImages) {
  write_idx();
  std::filesystem::remove(folder_.path("train-images-idx3-ubyte"));
  const std::string images = idx_image_file(3, 2, 2);
  folder_.write("train-images-idx3-ubyte.gz",
                gzip_file(images.substr(0, 18)) + gzip_file(images.substr(18)));
  EXPECT_THAT(first_pixels(load(Split::kTrain)), ElementsAre(0, 4, 8));
}

TEST_F(Data, ASetOfSeveralIsNamedByItsPrefix) {
  write_emnist("emnist-letters-");
  write_emnist("emnist-mnist-");
  EXPECT_EQ(load_data(folder_.path("emnist-mnist"), Split::kTrain).count(), 3u);
}

TEST_F(Data, OtherFilesInClassFoldersAreListed) {
  write_class_folder("a", 1);
  write_class_folder("b", 1);
  folder_.write("a/scan.pdf", "");
  EXPECT_THAT(list_passed_over(folder_.path()), ElementsAre(folder_.path("a/scan.pdf")));
}

TEST_F(Data, BesideIdxFilesNothingIsPassedOver) {
  write_idx();
  folder_.write("scans/scan.jpg", "");
  EXPECT_THAT(list_passed_over(folder_.path()), IsEmpty());
}

TEST_F(Data, ImagesAndLabelsOfDifferentNumberAreBothNamed) {
  write_idx();
  folder_.write("train-labels-idx1-ubyte", idx_label_file({0, 1}));
  EXPECT_EQ(error(folder_.path()),
            folder_.path("train-images-idx3-ubyte").string() +
                ": images and labels do not belong together\n"
                "  expected  one label for each of 3 images\n"
                "  found     2 labels in " +
                folder_.path("train-labels-idx1-ubyte").string() +
                "\n  next      take both files from the same part of the data");
}

TEST_F(Data, PartsOfDifferentImageSizeAreNotJoined) {
  write_idx();
  folder_.write("t10k-images-idx3-ubyte", idx_image_file(2, 2, 3));
  EXPECT_THAT(error_of([&] { load(Split::kAll); }),
              HasSubstr("\n  expected  1x2x2\n  found     1x2x3\n"));
}

TEST_F(Data, TwoSingleFilesAreImagesAndLabels) {
  write_idx();
  const Dataset data =
      load_data(folder_.path("t10k-images-idx3-ubyte"), folder_.path("t10k-labels-idx1-ubyte"));
  EXPECT_THAT(data.labels, ElementsAre(1, 4));
  EXPECT_EQ(data.class_count(), 5u);
}

TEST_F(Data, ThereAreAtLeastTwoClasses) {
  const auto images = folder_.write("images", idx_image_file(1, 2, 2));
  const auto labels = folder_.write("labels", idx_label_file({0}));
  EXPECT_EQ(load_data(images, labels).class_count(), 2u);
}

TEST_F(Data, EverySixthImageOfEachClassOfASheetIsATestImage) {
  write_sheet(13);
  const Dataset test = load_data(folder_.path("sheet.png"), Split::kTest);
  ASSERT_EQ(test.count(), 20u);
  const std::vector<int> pixels = first_pixels(test);
  for (int digit = 0; digit < 10; ++digit) {
    const auto first = static_cast<std::size_t>(2 * digit);
    EXPECT_EQ(test.labels[first], digit);
    EXPECT_EQ(pixels[first], 13 * digit + 5);
    EXPECT_EQ(pixels[first + 1], 13 * digit + 11);
  }
}

TEST_F(Data, TrainingAndTestImagesOfASheetAreAllOfItAndShareNone) {
  write_sheet(13);
  const auto train = first_pixels(load_data(folder_.path("sheet.png"), Split::kTrain));
  const auto test = first_pixels(load_data(folder_.path("sheet.png"), Split::kTest));
  std::set<int> together(train.begin(), train.end());
  together.insert(test.begin(), test.end());
  EXPECT_EQ(train.size() + test.size(), 130u);
  EXPECT_EQ(together.size(), 130u);
}

TEST_F(Data, EverySixthImageOfEachClassFolderIsATestImage) {
  write_class_folder("a", 7);
  write_class_folder("b", 12);
  const Dataset test = load(Split::kTest);
  EXPECT_THAT(test.labels, ElementsAre(0, 1, 1));
  EXPECT_THAT(first_pixels(test), ElementsAre(5, 5, 11));
}

TEST_F(Data, ImagesOfClassFoldersKeepTheirFilesThroughAllSplits) {
  write_class_folder("a", 7);
  write_class_folder("b", 7);
  for (const Split split : {Split::kTrain, Split::kTest, Split::kAll}) {
    const Dataset data = load(split);
    ASSERT_EQ(data.files.size(), data.count());
    for (std::size_t n = 0; n < data.count(); ++n) {
      const std::filesystem::path file = data.files[n];
      EXPECT_EQ(file.parent_path().filename(), data.class_names[data.labels[n]]);
      EXPECT_EQ(file.stem(), std::to_string(100 + data.images.image(n)[0]));
    }
  }
}

TEST_F(Data, ImagesOfOneFileHaveNone) {
  write_idx();
  EXPECT_TRUE(load(Split::kTrain).files.empty());
}

TEST_F(Data, BothPartsOfClassFoldersTellThatTheirImagesAreAsFound) {
  write_class_folder("a", 7);
  write_class_folder("b", 12);
  EXPECT_TRUE(load(Split::kTrain).as_found);
  EXPECT_TRUE(load(Split::kTest).as_found);
}

TEST_F(Data, BothPartsOfClassFoldersTellWhetherTheirImagesWereInverted) {
  write_class_folder("a", 7);
  write_class_folder("b", 12);
  write_png(folder_.path("a/light.png"), cv::Mat(5, 5, CV_8U, cv::Scalar(255)));
  EXPECT_EQ(load(Split::kTrain).inverted, false);
  EXPECT_EQ(load(Split::kTest).inverted, false);
}

TEST_F(Data, ImagesOfIdxFilesAreNotAsFound) {
  write_idx();
  EXPECT_FALSE(load(Split::kTrain).as_found);
}

TEST_F(Data, ClassFoldersBelowTrainAndTestKeepTheirParts) {
  write_class_folder("train/a", 7);
  write_class_folder("train/b", 1);
  write_class_folder("test/b", 2);
  EXPECT_EQ(load(Split::kTrain).count(), 8u);
  EXPECT_EQ(load(Split::kTest).count(), 2u);
}

TEST_F(Data, TooFewImagesHaveNoTestPart) {
  write_class_folder("a", 5);
  write_class_folder("b", 5);
  EXPECT_THAT(error_of([&] { load(Split::kTest); }),
              StartsWith(folder_.path().string() + ": too few images for a test part\n"));
}

TEST_F(Data, ADescriptionTellsTheKindAndWhetherTheTestPartIsItsOwn) {
  write_idx();
  write_sheet(13);
  const DataParts idx = describe_data(folder_.path());
  EXPECT_EQ(idx.kind, "IDX files");
  EXPECT_TRUE(idx.own_test_part);
  const DataParts sheet = describe_data(folder_.path("sheet.png"));
  EXPECT_EQ(sheet.kind, "digit sheet");
  EXPECT_FALSE(sheet.own_test_part);
  EXPECT_EQ(sheet.train.count(), 110u);
  EXPECT_EQ(sheet.test.count(), 20u);
}

TEST_F(Data, AMissingPathIsNamed) {
  EXPECT_THAT(error(folder_.path("missing")),
              StartsWith(folder_.path("missing").string() + ": no such file or folder\n"));
}

TEST_F(Data, AnEmptyFolderIsNamed) {
  EXPECT_EQ(error(folder_.path()),
            folder_.path().string() +
                ": no digits in this folder\n"
                "  expected  MNIST's IDX files, here or in MNIST/raw, or a folder for each class\n"
                "  found     nothing\n"
                "  next      ls " +
                folder_.path().string());
}

TEST_F(Data, AFolderWithOtherFilesIsNamed) {
  folder_.write("readme.txt", "nothing here");
  EXPECT_THAT(error(folder_.path()), HasSubstr("\n  found     files only, none of them IDX\n"));
}

TEST_F(Data, ASingleIdxFileIsSentToItsOptions) {
  write_idx();
  EXPECT_THAT(
      error(folder_.path("train-images-idx3-ubyte")),
      HasSubstr("\n  found     an IDX image file\n  next      --images FILE --labels FILE"));
}

TEST_F(Data, AFileOfAnotherKindIsRefused) {
  EXPECT_THAT(error(folder_.write("notes.txt", "text")), HasSubstr(": not a set of digits\n"));
}

/// The published MNIST, where the environment says where it is.
class Mnist : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("INKLING_MNIST");
    if (folder == nullptr) GTEST_SKIP() << "INKLING_MNIST does not name MNIST's folder";
    folder_ = folder;
  }
  static std::vector<std::ptrdiff_t> label_counts(const Dataset& data) {
    std::vector<std::ptrdiff_t> counts;
    for (int label = 0; label < 10; ++label) {
      counts.push_back(std::ranges::count(data.labels, label));
    }
    return counts;
  }

  std::string folder_;
};

TEST_F(Mnist, TrainingPartHas60000ImagesOfTenDigits) {
  const Dataset data = load_data(folder_, Split::kTrain);
  EXPECT_EQ(data.images.count(), 60'000u);
  EXPECT_EQ(data.class_count(), 10u);
  EXPECT_THAT(label_counts(data),
              ElementsAre(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949));
}

TEST_F(Mnist, TestPartHas10000ImagesOfTenDigits) {
  const Dataset data = load_data(folder_, Split::kTest);
  EXPECT_EQ(data.images.shape, (Shape{.channels = 1, .height = 28, .width = 28}));
  EXPECT_EQ(data.images.count(), 10'000u);
  EXPECT_THAT(label_counts(data),
              ElementsAre(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009));
}

TEST_F(Data, TablesAndListsAreToldApart) {
  folder_.write("t.csv", "label,a,b,c,d\n1,0,0,0,9\n0,0,0,0,8\n");
  EXPECT_EQ(describe_data(folder_.path("t.csv")).kind, "CSV table");
  write_class_folder("a", 2);
  folder_.write("l.tsv", "file\tlabel\na/100.png\t4\na/101.png\t5\n");
  EXPECT_EQ(describe_data(folder_.path("l.tsv")).kind, "list of files");
  EXPECT_THAT(load_data(folder_.path("l.tsv"), Split::kTrain).class_names, ElementsAre("4", "5"));
  EXPECT_EQ(list_data_files(folder_.path("l.tsv"), Split::kTrain).size(), 3u);
  EXPECT_EQ(list_data_files(folder_.path("t.csv"), Split::kTrain).size(), 1u);
}

TEST_F(Data, ParquetIsRefusedWithTheWayToNpz) {
  folder_.write("t.parquet", "PAR1 and more");
  EXPECT_THAT(error(folder_.path("t.parquet")),
              testing::AllOf(HasSubstr("Parquet is not read"), HasSubstr("pandas.read_parquet"),
                             HasSubstr("numpy.savez_compressed(\"t.npz\"")));
}

TEST_F(Data, ImagesWithoutLabelsAreNoTrainingData) {
  folder_.write("t.csv", "0,0,0,9\n");
  EXPECT_THAT(error(folder_.path("t.csv")), testing::AllOf(HasSubstr("images without labels"),
                                                           HasSubstr("inkling classify --data")));
  const Dataset images = load_images(folder_.path("t.csv"), Split::kAll);
  EXPECT_THAT(images.images.pixels, ElementsAre(0, 0, 0, 9));
  EXPECT_THAT(images.labels, IsEmpty());
}

TEST_F(Data, ImagesOfLabelledDataComeWithoutTheirLabels) {
  write_idx();
  EXPECT_EQ(load_images(folder_.path(), Split::kAll).images.count(), 5u);
  EXPECT_EQ(load_images(folder_.path(), Split::kTest).images.count(), 2u);
}

TEST_F(Data, AnArrayAloneHasImages) {
  folder_.write("x.npy", npy_array<std::uint8_t>("|u1", "1, 1, 2", {7, 8}));
  EXPECT_THAT(load_images(folder_.path("x.npy"), Split::kAll).images.pixels, ElementsAre(7, 8));
  EXPECT_THAT(error(folder_.path("x.npy")), HasSubstr("--images FILE --labels FILE"));
}

TEST_F(Data, TwoArraysAreImagesAndLabels) {
  folder_.write("x.npy", npy_array<std::uint8_t>("|u1", "2, 1, 1", {7, 8}));
  folder_.write("y.npy", npy_array<std::uint8_t>("|u1", "2,", {3, 1}));
  folder_.write("names", "a\nb\nc\nd\n");
  const Dataset data = load_data(folder_.path("x.npy"), folder_.path("y.npy"));
  EXPECT_THAT(data.labels, ElementsAre(3, 1));
  EXPECT_EQ(
      load_data(folder_.path("x.npy"), folder_.path("y.npy"), {.classes = folder_.path("names")})
          .class_names.back(),
      "d");
}

TEST_F(Data, AFolderOfPicturesNeedsAPatternForItsLabels) {
  for (const char* name : {"a_4.png", "a_5.png"}) {
    write_png(folder_.path(name), cv::Mat(5, 5, CV_8U, cv::Scalar(7)));
  }
  EXPECT_THAT(error(folder_.path()), HasSubstr("--label-from '*_%l.png'"));
  const Dataset data = load_data(folder_.path(), Split::kTrain, {.label_pattern = "*_%l.png"});
  EXPECT_THAT(data.class_names, ElementsAre("4", "5"));
}

class MergedData : public Data {
 protected:
  std::vector<std::string> paths(std::initializer_list<const char*> names) {
    std::vector<std::string> all;
    for (const char* name : names) all.push_back(folder_.path(name));
    return all;
  }
};

TEST_F(MergedData, ClassesAreMatchedByName) {
  folder_.write("a.csv", "1,0,0,0,1\n2,0,0,0,2\n");
  write_class_folder("b/9", 1);
  write_class_folder("b/2", 2);
  folder_.write("b.csv", "b/9/100.png,9\nb/2/100.png,2\nb/2/101.png,2\n");
  folder_.write("c.csv", "2,3,4,255,3\n0,3,3,3,3\n");
  const Dataset data = merge(load_each(paths({"a.csv", "c.csv"}), Split::kTrain));
  EXPECT_THAT(data.labels, ElementsAre(1, 2, 2, 0));
  EXPECT_THAT(data.class_names, ElementsAre("0", "1", "2"));
}

TEST_F(MergedData, NewClassesFollowThoseOfTheFirst) {
  for (const char* name : {"a/x", "a/y", "b/y", "b/w"}) write_class_folder(name, 1);
  const Dataset data = merge(load_each(paths({"a", "b"}), Split::kTrain));
  EXPECT_THAT(data.class_names, ElementsAre("x", "y", "w"));
  EXPECT_THAT(data.labels, ElementsAre(0, 1, 2, 1));
  EXPECT_EQ(data.files.size(), 4u);
  EXPECT_TRUE(data.as_found);
}

TEST_F(MergedData, PicturesOfAnotherSizeArePrepared) {
  folder_.write("a.npz", "");
  write_zip(folder_.path("a.npz"),
            {{"x.npy", npy_array("|u1", "2, 28, 28", std::vector<std::uint8_t>(2 * 784, 9))},
             {"y.npy", npy_array<std::uint8_t>("|u1", "2,", {0, 1})}});
  for (const char* name : {"b/0", "b/1"}) {
    write_class_folder(name, 0);
    cv::Mat picture(40, 40, CV_8U, cv::Scalar(255));
    picture(cv::Rect(15, 5, 8, 30)) = 0;
    write_png(folder_.path(std::string(name) + "/a.png"), picture);
  }
  const Dataset data = merge(load_each(paths({"a.npz", "b"}), Split::kTrain));
  EXPECT_EQ(data.images.shape, (Shape{.channels = 1, .height = 28, .width = 28}));
  EXPECT_EQ(data.count(), 4u);
  EXPECT_FALSE(data.as_found);
  EXPECT_THAT(data.files,
              ElementsAre("", "", folder_.path("b/0/a.png"), folder_.path("b/1/a.png")));
}

TEST_F(MergedData, ImagesOfOtherSizesThatAreNoPicturesAreRefused) {
  folder_.write("a.csv", "1,0,0,0,1\n2,0,0,0,2\n");
  folder_.write("b.csv", "1,0,0,0,1,0,0,0,0,0\n");
  EXPECT_THAT(error_of([&] {
                load_each(paths({"a.csv", "b.csv"}), Split::kTrain);
              }),
              testing::AllOf(HasSubstr("b.csv: its images differ in size"), HasSubstr("1x2x2")));
}

TEST_F(MergedData, OneOfThemMayHaveNoTestImages) {
  std::string rows;
  for (int n = 0; n < 6; ++n) rows += "1,0,0,0,1\n";
  folder_.write("a.csv", rows);
  folder_.write("b.csv", "1,0,0,0,5\n");
  EXPECT_EQ(merge(load_each(paths({"b.csv", "a.csv"}), Split::kTest)).count(), 1u);
  EXPECT_THAT(error_of([&] { load_each(paths({"b.csv"}), Split::kTest); }),
              HasSubstr("too few images"));
}

TEST_F(MergedData, TheSameDataTwiceIsRefused) {
  folder_.write("a.csv", "1,0,0,0,1\n2,0,0,0,2\n");
  EXPECT_THAT(error_of([&] {
                load_each(paths({"a.csv", "./a.csv"}), Split::kTrain);
              }),
              HasSubstr("given twice as --data"));
}

}  // namespace
}  // namespace inkling
