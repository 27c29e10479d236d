#include "model/layers/fully_connected.h"
#include "tests/textbook/book.h"

// B&J, Example 10.2.1: a convolution is a fully connected layer with few different weights.

namespace inkling::book {
namespace {

TEST(Example_10_2_1, AConvolutionIsAFullyConnectedLayerWithAnotherMatrix) {
  constexpr float a = 2, b = 3, c = 5, d = 7;
  const FullyConnected layer({.channels = 1, .height = 3, .width = 3}, 4);
  const std::vector<float> parameters{a, b, 0, c, d, 0, 0, 0, 0,  //
                                      0, a, b, 0, c, d, 0, 0, 0,  //
                                      0, 0, 0, a, b, 0, c, d, 0,  //
                                      0, 0, 0, 0, a, b, 0, c, d,  //
                                      0, 0, 0, 0};
  // One pixel of ink at a time shows every column of the matrix.
  for (std::size_t pixel = 0; pixel < 9; ++pixel) {
    Matrix image(3, 3, std::vector<float>(9));
    image.values[pixel] = 1;
    EXPECT_EQ(apply(layer, parameters, image).values, convolve({{a, b}, {c, d}}, image).values)
        << "pixel " << pixel;
  }
}

}  // namespace
}  // namespace inkling::book
