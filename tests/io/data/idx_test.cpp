#include "io/data/idx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/io/files/file_bytes.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kImageHeader = 16;
constexpr std::size_t kLabelHeader = 8;

class Idx : public testing::Test {
 protected:
  ImageSet images(const std::string& content) {
    return read_idx_images(folder_.write("file", content));
  }
  std::vector<std::uint16_t> labels(const std::string& content) {
    return read_idx_labels(folder_.write("file", content));
  }
  std::string image_error(const std::string& content) {
    return error_of([&] { images(content); });
  }
  std::string label_error(const std::string& content) {
    return error_of([&] { labels(content); });
  }
  std::string path() const { return folder_.path("file"); }

  ScratchFolder folder_;
};

TEST_F(Idx, ImagesHaveTheShapeAndPixelsOfTheFile) {
  const ImageSet set = images(idx_image_file(2, 3, 2));
  EXPECT_EQ(set.shape, (Shape{.channels = 1, .height = 3, .width = 2}));
  EXPECT_THAT(set.pixels, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
}

TEST_F(Idx, LabelsAreThoseOfTheFile) {
  EXPECT_THAT(labels(idx_label_file({7, 0, 255})), ElementsAre(7, 0, 255));
}

TEST_F(Idx, GzipFilesHoldTheSame) {
  EXPECT_EQ(images(gzip_file(idx_image_file(5, 28, 28))).pixels,
            images(idx_image_file(5, 28, 28)).pixels);
  EXPECT_THAT(labels(gzip_file(idx_label_file({1, 2}))), ElementsAre(1, 2));
}

TEST_F(Idx, MegabytesOfPixelsAreThoseOfTheFile) {
  const std::string content = idx_image_file(7000, 28, 28);
  const ImageSet set = images(gzip_file(content));
  EXPECT_TRUE(std::ranges::equal(set.pixels, content.substr(kImageHeader),
                                 [](int pixel, char byte) { return pixel == (byte & 0xff); }));
}

TEST_F(Idx, APngFileIsNamedAndSentToClassify) {
  EXPECT_EQ(image_error("\x89PNG\r\n\x1a\n and so on"),
            path() +
                ": not an IDX image file\n"
                "  expected  magic number 0x00000803 in the first four bytes\n"
                "  found     0x89504e47, which is a PNG file\n"
                "  next      inkling classify " +
                path());
}

TEST_F(Idx, AGzipFileInAGzipFileIsNamed) {
  EXPECT_THAT(image_error(gzip_file(gzip_file(idx_image_file(1, 2, 2)))),
              HasSubstr("which is a gzip file\n"));
}

TEST_F(Idx, LabelsInPlaceOfImagesAreToldInWords) {
  EXPECT_EQ(image_error(idx_label_file({1, 2})),
            path() +
                ": holds labels, but images are needed\n"
                "  expected  magic number 0x00000803 in the first four bytes\n"
                "  found     0x00000801, which is an IDX label file\n"
                "  next      exchange the image file and the label file");
}

TEST_F(Idx, ImagesInPlaceOfLabelsAreToldInWords) {
  EXPECT_THAT(label_error(idx_image_file(1, 2, 2)),
              StartsWith(path() + ": holds images, but labels are needed\n"));
}

TEST_F(Idx, AnEmptyFileIsNamed) {
  EXPECT_THAT(image_error(""), HasSubstr("\n  found     0 bytes in all, which is an empty file\n"));
}

TEST_F(Idx, AnImageFileCutAtEveryLengthIsRefused) {
  const std::string whole = idx_image_file(2, 3, 2);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::string error = image_error(whole.substr(0, length));
    EXPECT_THAT(error, StartsWith(path() + ": "));
    if (length >= kImageHeader) {
      EXPECT_THAT(error,
                  HasSubstr("\n  expected  28 bytes for 2 images of 3x2 pixels\n  found     " +
                            std::to_string(length) + " bytes\n"));
    }
  }
}

TEST_F(Idx, ALabelFileCutAtEveryLengthIsRefused) {
  const std::string whole = idx_label_file({1, 2, 3});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_THAT(label_error(whole.substr(0, length)), StartsWith(path() + ": "));
  }
}

TEST_F(Idx, AFileLongerThanItsHeaderSaysIsRefused) {
  EXPECT_THAT(image_error(idx_image_file(2, 3, 2) + "x"),
              StartsWith(path() + ": too long for its header\n"
                                  "  expected  28 bytes for 2 images of 3x2 pixels\n"
                                  "  found     more than that\n"));
}

TEST_F(Idx, EveryChangedBitOfTheImageHeaderIsFound) {
  for (std::size_t bit = 0; bit < 8 * kImageHeader; ++bit) {
    std::string content = idx_image_file(2, 3, 2);
    content[bit / 8] = static_cast<char>(content[bit / 8] ^ 1 << bit % 8);
    EXPECT_THAT(image_error(content), StartsWith(path() + ": ")) << "bit " << bit;
    EXPECT_THAT(image_error(gzip_file(content)), StartsWith(path() + ": ")) << "gzip, bit " << bit;
  }
}

TEST_F(Idx, EveryChangedBitOfTheLabelHeaderIsFound) {
  for (std::size_t bit = 0; bit < 8 * kLabelHeader; ++bit) {
    std::string content = idx_label_file({1, 2, 3});
    content[bit / 8] = static_cast<char>(content[bit / 8] ^ 1 << bit % 8);
    EXPECT_THAT(label_error(content), StartsWith(path() + ": ")) << "bit " << bit;
  }
}

TEST_F(Idx, ACutGzipFileIsToldFromAShortOne) {
  const std::string whole = gzip_file(idx_image_file(20, 28, 28));
  EXPECT_THAT(image_error(whole.substr(0, whole.size() / 2)),
              StartsWith(path() + ": the gzip data is cut off\n"));
  EXPECT_THAT(image_error(gzip_file(idx_image_file(20, 28, 28).substr(0, 1000))),
              HasSubstr("\n  expected  15696 bytes for 20 images of 28x28 pixels\n"
                        "  found     1000 bytes\n"));
}

TEST_F(Idx, AGzipFileThatLiesAboutItsLengthIsRefused) {
  // The trailer states what the header wants, the content is shorter.
  std::string content = gzip_file(idx_image_file(20, 28, 28).substr(0, 15'000));
  const std::string wanted = big_endian_bytes(15'696);
  content.replace(content.size() - 4, 4, std::string(wanted.rbegin(), wanted.rend()));
  EXPECT_THAT(image_error(content), StartsWith(path() + ": damaged gzip data\n"));
}

TEST_F(Idx, AHeaderThatAsksForTheWholeAddressSpaceGetsNoMemory) {
  const std::string header = big_endian_bytes(0x803) + big_endian_bytes(0xffffffff) +
                             big_endian_bytes(65535) + big_endian_bytes(65535);
  EXPECT_THAT(image_error(header), HasSubstr(": too short for its header\n"));
  EXPECT_THAT(image_error(gzip_file(header)), HasSubstr(": too short for its header\n"));
}

TEST_F(Idx, SidesWhoseProductOverflowsAreRefused) {
  const std::string header = big_endian_bytes(0x803) + big_endian_bytes(1) +
                             big_endian_bytes(0x80000000) + big_endian_bytes(0x80000000);
  EXPECT_THAT(image_error(header), HasSubstr(": impossible image size\n"
                                             "  expected  1 to 65535 rows and columns\n"
                                             "  found     2147483648x2147483648\n"));
}

TEST_F(Idx, NoImagesAreRefused) {
  EXPECT_THAT(image_error(idx_image_file(0, 28, 28)), StartsWith(path() + ": holds no images\n"));
}

TEST_F(Idx, NoLabelsAreRefused) {
  EXPECT_THAT(label_error(idx_label_file({})), StartsWith(path() + ": holds no labels\n"));
}

}  // namespace
}  // namespace inkling
