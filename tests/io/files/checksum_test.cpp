#include "io/files/checksum.h"

#include <gtest/gtest.h>

#include <string_view>

namespace inkling {
namespace {

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

TEST(Checksum, IsThatOfXz) {
  // The check value that the catalogue of CRCs gives for CRC-64/XZ.
  EXPECT_EQ(checksum(bytes("123456789")), 0x995dc9bbdf1939faULL);
}

TEST(Checksum, GoesOnWhereAnotherEnded) {
  EXPECT_EQ(checksum(bytes("6789"), checksum(bytes("12345"))), checksum(bytes("123456789")));
}

Dataset data() {
  return {.images = {.shape = {.channels = 1, .height = 2, .width = 3},
                     .pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
          .labels = {0, 1},
          .class_names = {"a", "bc"}};
}

struct Change {
  const char* name;
  void (*apply)(Dataset&);
};

class ChecksumOfData : public testing::TestWithParam<Change> {};

TEST_P(ChecksumOfData, DependsOnEveryPart) {
  Dataset changed = data();
  EXPECT_EQ(checksum(changed), checksum(data()));
  GetParam().apply(changed);
  EXPECT_NE(checksum(changed), checksum(data()));
}

INSTANTIATE_TEST_SUITE_P(
    Parts, ChecksumOfData,
    testing::Values(
        Change{"Shape", [](Dataset& d) { std::swap(d.images.shape.height, d.images.shape.width); }},
        Change{"Pixel", [](Dataset& d) { d.images.pixels.back() ^= 1; }},
        Change{"Label", [](Dataset& d) { d.labels.back() = 0; }},
        Change{"ClassName",
               [](Dataset& d) {
                 d.class_names = {"A", "bc"};
               }},
        Change{"WhereAClassNameEnds",
               [](Dataset& d) {
                 d.class_names = {"ab", "c"};
               }}),
    [](const auto& change) { return change.param.name; });

}  // namespace
}  // namespace inkling
