#include "model/lanes/block.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace inkling {
namespace {

using Blocks = std::vector<std::pair<int, int>>;

template <int kLargest>
Blocks blocks_of(int count) {
  Blocks result;
  for_each_block<kLargest>(count,
                           [&](int begin, auto size) { result.emplace_back(begin, size.value); });
  return result;
}

TEST(Block, CutsIntoAsFewAsPossibleOfNearlyEqualSizes) {
  EXPECT_EQ(blocks_of<4>(10), (Blocks{{0, 3}, {3, 3}, {6, 4}}));
  EXPECT_EQ(blocks_of<6>(12), (Blocks{{0, 6}, {6, 6}}));
}

TEST(Block, IsOneWhereAllFitsIntoIt) { EXPECT_EQ(blocks_of<8>(5), (Blocks{{0, 5}})); }

TEST(Block, DoesNotOccurWhereThereIsNothing) { EXPECT_EQ(blocks_of<8>(0), Blocks{}); }

TEST(Block, CoversEveryNumberOnceWithoutExceedingTheLargestSize) {
  for (int count = 1; count <= 100; ++count) {
    int next = 0;
    for (const auto& [begin, size] : blocks_of<7>(count)) {
      EXPECT_EQ(begin, next);
      EXPECT_TRUE(1 <= size && size <= 7);
      next = begin + size;
    }
    EXPECT_EQ(next, count);
  }
}

}  // namespace
}  // namespace inkling
