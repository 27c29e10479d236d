#include "model/layers/winograd_products.h"

#include <gtest/gtest.h>

#include "tests/model/lanes/gangs.h"
#include "tests/model/layers/layer_runner.h"

namespace inkling {
namespace {

// With the numbers of `random_gang`, no sum is rounded.

TEST(WinogradProducts, MultiplyMatricesOfAllSizes) {
  RandomStream random(5, Purpose::kInitialization, 0, 0);
  for (const int rows : {1, 4, 7, 19}) {
    for (const int tiles : {1, 2, 3, 6, 11}) {
      for (const int inputs : {1, 5, 200}) {
        SCOPED_TRACE(testing::Message() << rows << " " << tiles << " " << inputs);
        const auto count = [](int a, int b) { return static_cast<std::size_t>(a * b); };
        const std::vector<float> factors = random_numbers(count(rows, inputs), random);
        const LaneVector values = random_gang(count(inputs, tiles), random);
        LaneVector found(count(rows, tiles), Lanes(kPoison));
        LaneVector transposed_found(count(rows, tiles), Lanes(kPoison));
        std::vector<float> transposed(factors.size());
        LaneVector expected(count(rows, tiles));
        for (int k = 0; k < rows; ++k) {
          for (int c = 0; c < inputs; ++c) {
            const float factor = factors[count(k, inputs) + static_cast<std::size_t>(c)];
            transposed[count(c, rows) + static_cast<std::size_t>(k)] = factor;
            for (int tile = 0; tile < tiles; ++tile) {
              expected[static_cast<std::size_t>(k * tiles + tile)] +=
                  factor * values[static_cast<std::size_t>(c * tiles + tile)];
            }
          }
        }
        multiply({.values = factors.data(), .row = inputs, .input = 1}, rows, inputs, tiles,
                 values.data(), found.data());
        expect_equal(found, expected);
        multiply({.values = transposed.data(), .row = 1, .input = rows}, rows, inputs, tiles,
                 values.data(), transposed_found.data());
        expect_equal(transposed_found, expected);
      }
    }
  }
}

TEST(WinogradProducts, SumOverImagesAndAddToWhatIsThere) {
  RandomStream random(5, Purpose::kInitialization, 0, 0);
  constexpr std::size_t kCount = 48;
  for (const int rows : {1, 5, 13}) {
    for (const int groups : {1, 3, 6}) {
      SCOPED_TRACE(testing::Message() << rows << " " << groups);
      const std::size_t row = static_cast<std::size_t>(groups) * kLanes;
      const std::size_t size = static_cast<std::size_t>(rows) * row;
      const std::vector<float> factors =
          random_numbers(static_cast<std::size_t>(rows) * kCount, random);
      const LaneVector values = random_gang(static_cast<std::size_t>(groups) * kCount, random);
      std::vector<float> expected(size);
      for (std::size_t k = 0; k < static_cast<std::size_t>(rows); ++k) {
        for (std::size_t c = 0; c < row; ++c) {
          for (std::size_t n = 0; n < kCount; ++n) {
            expected[k * row + c] +=
                factors[k * kCount + n] * values[c / kLanes * kCount + n][c % kLanes];
          }
        }
      }
      LaneVector memory(size / kLanes, Lanes(kPoison));  // aligned
      const auto sum = [&](bool is_first) {
        sum_products({.values = factors.data(), .row = kCount, .input = 1}, values.data(), kCount,
                     rows, groups, floats(memory.data()), static_cast<std::ptrdiff_t>(row),
                     is_first);
        return std::vector<float>(floats(memory.data()), floats(memory.data()) + size);
      };
      EXPECT_EQ(sum(true), expected);
      for (float& value : expected) value *= 2.0f;
      EXPECT_EQ(sum(false), expected);
    }
  }
}

}  // namespace
}  // namespace inkling
