#include "io/data/numpy_array.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/io/data/npz_file.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

class NumpyArray : public testing::Test {
 protected:
  NumpyFile write(const std::string& content) {
    return numpy_file(folder_.write("a.npy", content).string());
  }
  ImageSet images(const std::string& content, const std::optional<Shape>& size = {}) {
    return read_numpy_images(write(content), size);
  }
  std::string image_error(const std::string& content) {
    return error_of([&] { images(content); });
  }
  std::string label_error(const std::string& content) {
    return error_of([&] { read_numpy_labels(write(content)); });
  }

  ScratchFolder folder_;
};

template <typename Number>
std::vector<Number> numbers(std::initializer_list<int> values) {
  return {values.begin(), values.end()};
}

TEST_F(NumpyArray, BytesAreImages) {
  const ImageSet set = images(npy_array("|u1", "2, 1, 2", numbers<std::uint8_t>({0, 7, 255, 9})));
  EXPECT_EQ(set.shape, (Shape{.channels = 1, .height = 1, .width = 2}));
  EXPECT_THAT(set.pixels, ElementsAre(0, 7, 255, 9));
}

TEST_F(NumpyArray, EveryTypeOfNumberIsRead) {
  const auto expect_read = [this]<typename Number>(const char* type, Number) {
    const std::string array = npy_array(type, "1, 4", numbers<Number>({0, 7, 127, 9}));
    EXPECT_THAT(images(array).pixels, ElementsAre(0, 7, 127, 9)) << type;
  };
  expect_read("|i1", std::int8_t{});
  expect_read("<i2", std::int16_t{});
  expect_read("<u2", std::uint16_t{});
  expect_read("<i4", std::int32_t{});
  expect_read("<u4", std::uint32_t{});
  expect_read("<i8", std::int64_t{});
  expect_read("<u8", std::uint64_t{});
  expect_read("<f4", float{});
  expect_read("<f8", double{});
  EXPECT_THAT(images(npy_array("|b1", "1, 4", numbers<std::uint8_t>({0, 1, 1, 0}))).pixels,
              ElementsAre(0, 255, 255, 0));
}

TEST_F(NumpyArray, BigEndianNumbersAreRead) {
  const std::string content("\0\1\0\xff\0\0\0\2", 8);
  EXPECT_THAT(
      images(npy_bytes("{'descr': '>u2', 'fortran_order': False, 'shape': (1, 4), }", content))
          .pixels,
      ElementsAre(1, 255, 0, 2));
}

TEST_F(NumpyArray, FloatsUpToOneAreShares) {
  EXPECT_THAT(images(npy_array<float>("<f4", "1, 2, 2", {0.0f, 1.0f, 0.5f, 0.1f})).pixels,
              ElementsAre(0, 255, 128, 26));
}

TEST_F(NumpyArray, FortranOrderHasTheFirstIndexFirst) {
  // Two images of 2x3; the number says image, row and column.
  std::vector<std::uint8_t> file;
  for (int column = 0; column < 3; ++column) {
    for (int row = 0; row < 2; ++row) {
      for (int image = 0; image < 2; ++image) {
        file.push_back(static_cast<std::uint8_t>(100 * image + 10 * row + column));
      }
    }
  }
  EXPECT_THAT(images(npy_array("|u1", "2, 2, 3", file, true)).pixels,
              ElementsAre(0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112));
}

TEST_F(NumpyArray, AChannelMayBeFirstOrLast) {
  const Shape shape{.channels = 1, .height = 1, .width = 2};
  for (const char* sides : {"2, 1, 1, 2", "2, 1, 2, 1"}) {
    EXPECT_EQ(images(npy_array("|u1", sides, numbers<std::uint8_t>({0, 7, 255, 9}))).shape, shape);
  }
}

TEST_F(NumpyArray, RowsAreSquareImagesOrOfTheGivenSize) {
  const std::string array = npy_array("|u1", "1, 4", numbers<std::uint8_t>({0, 7, 255, 9}));
  EXPECT_EQ(images(array).shape, (Shape{.channels = 1, .height = 2, .width = 2}));
  const Shape size{.channels = 1, .height = 1, .width = 4};
  EXPECT_EQ(images(array, size).shape, size);
}

TEST_F(NumpyArray, ColoursAreRefused) {
  EXPECT_THAT(
      image_error(npy_array("|u1", "1, 2, 1, 3", numbers<std::uint8_t>({1, 2, 3, 4, 5, 6}))),
      AllOf(HasSubstr("no set of grey images"), HasSubstr("1x2x1x3")));
}

TEST_F(NumpyArray, NumbersThatAreNoPixelsAreRefused) {
  for (const float wrong : {256.0f, -1.0f, std::numeric_limits<float>::quiet_NaN()}) {
    EXPECT_THAT(image_error(npy_array<float>("<f4", "1, 4", {0.0f, 2.0f, wrong, 0.0f})),
                HasSubstr("a number that is no pixel"));
  }
}

TEST_F(NumpyArray, ObjectsAreRefusedAsAPickle) {
  EXPECT_THAT(
      image_error(npy_bytes("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "x")),
      HasSubstr("which is a pickle"));
}

TEST_F(NumpyArray, OtherTypesAreRefused) {
  for (const char* type : {"'<c8'", "'<f2'", "'|S3'", "'<U7'", "'<u3'", "[('a', '<u1')]", "'"}) {
    EXPECT_THAT(image_error(npy_bytes("{'descr': " + std::string(type) +
                                          ", 'fortran_order': False, 'shape': (1, 1), }",
                                      "0123456789")),
                HasSubstr("an array of "))
        << type;
  }
}

TEST_F(NumpyArray, AFileOfAnotherLengthIsRefused) {
  const std::string array = npy_array("|u1", "1, 4", numbers<std::uint8_t>({0, 7, 255, 9}));
  EXPECT_THAT(image_error(array.substr(0, array.size() - 1)), HasSubstr("too short"));
  EXPECT_THAT(image_error(array + "x"), HasSubstr("too long"));
  for (std::size_t length = 0; length < array.size(); ++length) {
    EXPECT_NE(image_error(array.substr(0, length)), "") << length;
  }
}

TEST_F(NumpyArray, ImpossibleShapesAreRefused) {
  for (const char* shape : {"", "0, 28, 28", "1000000000000, 28, 28", "4294967296, 4294967296",
                            "1, x", "1, 2, 3, 4, 5", "1, 1, 70000", "-1, 4"}) {
    EXPECT_NE(image_error(npy_array("|u1", shape, numbers<std::uint8_t>({1, 2, 3, 4}))), "")
        << shape;
  }
}

TEST_F(NumpyArray, LabelsAreWholeNumbers) {
  EXPECT_THAT(
      read_numpy_labels(write(npy_array("<i8", "3,", numbers<std::int64_t>({3, 0, 65535})))),
      ElementsAre(3, 0, 65535));
  EXPECT_THAT(read_numpy_labels(write(npy_array<float>("<f4", "2, 1", {3.0f, 1.0f}))),
              ElementsAre(3, 1));
  EXPECT_THAT(label_error(npy_array<float>("<f4", "1,", {1.5f})), HasSubstr("no label"));
  EXPECT_THAT(label_error(npy_array("<i4", "1,", numbers<std::int32_t>({-1}))),
              HasSubstr("no label"));
  EXPECT_THAT(label_error(npy_array("<i4", "1,", numbers<std::int32_t>({65536}))),
              HasSubstr("no label"));
  EXPECT_THAT(label_error(npy_array("|u1", "1, 2", numbers<std::uint8_t>({0, 1}))),
              HasSubstr("no list of labels"));
}

TEST_F(NumpyArray, AnotherFileIsRefused) {
  EXPECT_THAT(image_error("\x89PNG and more"), HasSubstr("not an array of NumPy"));
}

}  // namespace
}  // namespace inkling
