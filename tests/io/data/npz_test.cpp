#include "io/data/npz.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/data/npz_file.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

using Files = std::vector<std::pair<std::string, std::string>>;

std::string pictures(const std::vector<std::uint8_t>& pixels) {
  return npy_array("|u1", std::to_string(pixels.size() / 2) + ", 1, 2", pixels);
}
std::string labels(const std::vector<std::uint8_t>& numbers) {
  return npy_array("|u1", std::to_string(numbers.size()) + ",", numbers);
}

class Npz : public testing::Test {
 protected:
  DataParts read(const Files& files) {
    write_zip(folder_.path("a.npz"), files);
    return read_npz(folder_.path("a.npz"), {});
  }
  std::string error(const Files& files) {
    return error_of([&] { read(files); });
  }

  ScratchFolder folder_;
};

TEST_F(Npz, KerasNamesFourArrays) {
  const DataParts data = read({{"x_test.npy", pictures({9, 8})},
                               {"x_train.npy", pictures({1, 2, 3, 4})},
                               {"y_train.npy", labels({0, 1})},
                               {"y_test.npy", labels({3})}});
  EXPECT_EQ(data.kind, "NPZ file");
  EXPECT_TRUE(data.own_test_part);
  EXPECT_THAT(data.train.images.pixels, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(data.train.labels, ElementsAre(0, 1));
  EXPECT_THAT(data.test.images.pixels, ElementsAre(9, 8));
  EXPECT_THAT(data.test.labels, ElementsAre(3));
  EXPECT_THAT(data.train.class_names, ElementsAre("0", "1", "2", "3"));
  EXPECT_EQ(data.test.class_names, data.train.class_names);
}

TEST_F(Npz, OnePartIsSplit) {
  const DataParts data = read({{"X.npy", pictures(std::vector<std::uint8_t>(12, 7))},
                               {"y.npy", labels({1, 1, 1, 1, 1, 1})}});
  EXPECT_FALSE(data.own_test_part);
  EXPECT_EQ(data.train.count(), 5u);
  EXPECT_EQ(data.test.count(), 1u);
}

TEST_F(Npz, ImagesWithoutLabelsAreKept) {
  const DataParts data = read({{"images.npy", pictures({1, 2})}, {"notes.txt", "x"}});
  EXPECT_FALSE(data.has_labels);
  EXPECT_THAT(data.test.images.pixels, ElementsAre(1, 2));
}

TEST_F(Npz, ATestPartAloneIsATestPart) {
  const DataParts data = read({{"x_test.npy", pictures({9, 8})}, {"y_test.npy", labels({3})}});
  EXPECT_EQ(data.train.count(), 0u);
  EXPECT_EQ(data.test.count(), 1u);
}

TEST_F(Npz, AFileWithoutImagesIsRefusedWithItsNames) {
  EXPECT_THAT(error({{"weights.npy", labels({3})}}),
              AllOf(HasSubstr("no images in this NPZ file"), HasSubstr("weights")));
  EXPECT_THAT(error({{"a.txt", "x"}}), HasSubstr("no arrays"));
}

TEST_F(Npz, LabelsAreNeededForEachImage) {
  EXPECT_THAT(error({{"x_train.npy", pictures({9, 8})}}), HasSubstr("images without labels"));
  EXPECT_THAT(error({{"x.npy", pictures({9, 8})}, {"y.npy", labels({3, 2})}}),
              AllOf(HasSubstr("do not belong together"), HasSubstr("a.npz: x")));
}

TEST_F(Npz, PartsOfDifferentSizesAreRefused) {
  EXPECT_THAT(error({{"x_train.npy", pictures({9, 8})},
                     {"y_train.npy", labels({3})},
                     {"x_test.npy", npy_array<std::uint8_t>("|u1", "1, 2, 2", {1, 2, 3, 4})},
                     {"y_test.npy", labels({3})}}),
              HasSubstr("differ in size"));
}

TEST_F(Npz, WhatUnpacksToFarTooMuchIsRefused) {
  std::string array =
      npy_bytes("{'descr': '|u1', 'fortran_order': False, 'shape': (300, 1000, 1000), }", "");
  array.resize(array.size() + 300'000'000, '\0');
  EXPECT_THAT(error({{"images.npy", array}}), HasSubstr("unpacks to far more"));
}

TEST_F(Npz, ADamagedFileIsRefusedWhereverItIsCut) {
  read({{"x.npy", pictures({9, 8})}, {"y.npy", labels({3})}});
  const std::string whole = folder_.read("a.npz");
  // The last two bytes are the length of a comment.
  for (std::size_t length = 0; length < whole.size() - 4; ++length) {
    folder_.write("cut.npz", whole.substr(0, length));
    EXPECT_NE(error_of([&] { read_npz(folder_.path("cut.npz"), {}); }), "") << length;
  }
}

TEST_F(Npz, DamagedDataIsNoticedByTheChecksum) {
  read({{"x.npy", pictures(std::vector<std::uint8_t>(64, 200))},
        {"y.npy", labels(std::vector<std::uint8_t>(32, 1))}});
  const std::string whole = folder_.read("a.npz");
  constexpr std::size_t kHeader = 30 + 5;  // and the name x.npy
  for (std::size_t place = kHeader; place < kHeader + 20; ++place) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 4);
    folder_.write("damaged.npz", damaged);
    EXPECT_NE(error_of([&] { read_npz(folder_.path("damaged.npz"), {}); }), "") << place;
  }
}

}  // namespace
}  // namespace inkling
