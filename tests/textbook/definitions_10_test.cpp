#include <algorithm>

#include "model/layers/activation.h"
#include "model/layers/fully_connected.h"
#include "model/network/architecture.h"
#include "tests/textbook/book.h"

// B&J, chapter 10: convolution (Def. 10.1.3), convolutional layer (10.2.1), padding (10.3.1), max
// pooling (10.4.2), several channels (10.5.1), the convolutional network (10.39), and the shift
// operators (10.42) and (10.43).

namespace inkling::book {
namespace {

class Chapter10 : public testing::Test {
 protected:
  RandomStream random_{3, Purpose::kAugmentation};
  Matrix image_ = random_matrix(5, 7, random_);
  Matrix kernel_ = random_matrix(3, 3, random_);
};

/// a(i, j) with the indices of the book, which count from 1.
float entry(const Matrix& a, int i, int j) { return a.at(i - 1, j - 1); }

using Definition_10_1_3 = Chapter10;

TEST_F(Definition_10_1_3, AConvolutionHasTheSizeNMinusDPlus1ByMMinusDPlus1) {
  const Matrix found = convolve(kernel_, image_);
  EXPECT_EQ(found.height, 5 - 3 + 1);
  EXPECT_EQ(found.width, 7 - 3 + 1);
}

TEST_F(Definition_10_1_3, AConvolutionAddsTheIndicesOfKernelAndImage) {
  const Matrix found = convolve(kernel_, image_);
  for (int i = 1; i <= found.height; ++i) {
    for (int j = 1; j <= found.width; ++j) {
      float sum = 0;
      for (int n = 1; n <= 3; ++n) {
        for (int m = 1; m <= 3; ++m) {
          sum += entry(kernel_, n, m) * entry(image_, i + n - 1, j + m - 1);
        }
      }
      EXPECT_EQ(entry(found, i, j), sum) << i << ", " << j;
    }
  }
}

using Definition_10_2_1 = Chapter10;

TEST_F(Definition_10_2_1, AConvolutionalLayerIsTheActivationOfConvolutionPlusBias) {
  constexpr float kBias = 0.375f;
  std::vector<float> parameters = kernel_.values;
  parameters.push_back(kBias);
  Network layer = build_network("conv 1x3x3, relu", image_.shape(), 15);
  std::ranges::copy(parameters, layer.parameters().begin());

  const Matrix convolved = apply(layer.layer(0), parameters, image_);
  const Matrix found = apply(layer.layer(1), {}, convolved);

  Matrix expected = convolve(kernel_, image_);
  for (float& value : expected.values) value = std::max(0.0f, value + kBias);
  EXPECT_EQ(found, expected);
}

using Definition_10_3_1 = Chapter10;

TEST_F(Definition_10_3_1, PaddingOfSizeFourHasTwoZeroRowsAndColumnsOnEverySide) {
  constexpr int s = 2;
  const Matrix found = pad(image_, s);
  ASSERT_EQ(found.height, 5 + 2 * s);
  ASSERT_EQ(found.width, 7 + 2 * s);
  for (int i = 0; i < found.height; ++i) {
    for (int j = 0; j < found.width; ++j) {
      const bool is_inside = i >= s && i < 5 + s && j >= s && j < 7 + s;
      EXPECT_EQ(found.at(i, j), is_inside ? image_.at(i - s, j - s) : 0.0f) << i << ", " << j;
    }
  }
}

TEST(Definition_10_4_2, MaxPoolingTakesTheLargestEntryOfEachOfItsDisjointBlocks) {
  EXPECT_EQ(pool({{1, 2, 0, 0, 5, 0},  //
                  {4, 3, 0, 7, 0, 0},
                  {9, 8, -1, -2, 6, 6},
                  {0, 0, -4, -3, 6, 6}},
                 2),
            (Matrix{{4, 7, 5},  //
                    {9, -1, 6}}));
}

using Definition_10_5_1 = Chapter10;

TEST_F(Definition_10_5_1, AnOutputChannelIsTheActivationOfTheSumOfConvolutionsOfInputChannels) {
  const Shape two{.channels = 2, .height = 5, .width = 7};
  const std::vector<Matrix> channels{image_, random_matrix(5, 7, random_)};
  // kernels[k][c] leads from input channel c to output channel k.
  std::vector<std::vector<Matrix>> kernels(3);
  std::vector<float> parameters;
  for (auto& row : kernels) {
    for (int c = 0; c < 2; ++c) {
      row.push_back(random_matrix(3, 3, random_));
      parameters.insert(parameters.end(), row.back().values.begin(), row.back().values.end());
    }
  }
  std::vector<float> image = channels[0].values;
  image.insert(image.end(), channels[1].values.begin(), channels[1].values.end());

  const Convolution layer(two, 3, 3, 3, /*has_bias=*/false);
  const Activation relu(layer.output_shape(), ActivationFunction::kRelu);
  const LaneVector found =
      run_forward(relu, {}, run_forward(layer, parameters, uniform_gang(image)));

  std::vector<float> expected;
  for (const auto& row : kernels) {
    const Matrix sum = convolve(row[0], channels[0]) + convolve(row[1], channels[1]);
    for (const float value : sum.values) expected.push_back(std::max(0.0f, value));
  }
  EXPECT_EQ(lane_of(found, 0), expected);
}

TEST(Equation_10_39, LeNet5IsFullyConnectedAfterAlternatingConvolutionsAndPools) {
  const Network network = build_network("lenet5", {.channels = 1, .height = 28, .width = 28}, 10);
  std::string kinds;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    if (dynamic_cast<const Convolution*>(&layer) != nullptr) kinds += 'C';
    if (dynamic_cast<const MaxPool*>(&layer) != nullptr) kinds += 'P';
    if (dynamic_cast<const FullyConnected*>(&layer) != nullptr) kinds += 'F';
  }
  EXPECT_EQ(kinds, "CPCPFFF");
}

TEST(Equation_10_42, TheShiftMovesEachColumnToTheRightAndTheLastOneToTheFront) {
  EXPECT_EQ(shift_right({{1, 2, 3},  //
                         {4, 5, 6}}),
            (Matrix{{3, 1, 2},  //
                    {6, 4, 5}}));
}

TEST(Equation_10_43, TheShiftMovesEachRowDownAndTheLastOneToTheTop) {
  EXPECT_EQ(shift_down({{1, 2},  //
                        {3, 4},
                        {5, 6}}),
            (Matrix{{5, 6},  //
                    {1, 2},
                    {3, 4}}));
}

}  // namespace
}  // namespace inkling::book
