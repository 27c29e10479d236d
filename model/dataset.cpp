#include "model/dataset.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <utility>

namespace inkling {

void transpose(ImageSet& images) {
  using Pixels = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Shape& shape = images.shape;
  const std::size_t size = Shape{.height = shape.height, .width = shape.width}.size();
  Pixels turned;
  for (std::size_t begin = 0; begin < images.pixels.size(); begin += size) {
    std::uint8_t* channel = images.pixels.data() + begin;
    turned = Eigen::Map<const Pixels>(channel, shape.height, shape.width).transpose();
    std::copy_n(turned.data(), size, channel);
  }
  std::swap(shape.height, shape.width);
}

std::vector<std::string> numbered_classes(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t label = 0; label < count; ++label) names.push_back(std::to_string(label));
  return names;
}

Normalization measure_normalization(const ImageSet& images,
                                    std::span<const std::uint32_t> indices) {
  // Sums of integers are exact for any number of pixels: 32 bits hold the squares of 65,536 bytes,
  // and 64 bits those of all images that fit into memory.
  constexpr std::size_t kPixelsAtATime = 65'536;
  std::uint64_t count = 0;
  std::uint64_t sum = 0;
  std::uint64_t sum_of_squares = 0;
  for (const std::uint32_t index : indices) {
    std::span<const std::uint8_t> rest = images.image(index);
    count += rest.size();
    while (!rest.empty()) {
      const auto pixels = rest.first(std::min(rest.size(), kPixelsAtATime));
      std::uint32_t part = 0;
      std::uint32_t part_of_squares = 0;
      for (const std::uint32_t pixel : pixels) {
        part += pixel;
        part_of_squares += pixel * pixel;
      }
      sum += part;
      sum_of_squares += part_of_squares;
      rest = rest.subspan(pixels.size());
    }
  }
  if (count == 0) return {};
  const double mean = static_cast<double>(sum) / 255.0 / static_cast<double>(count);
  const double mean_of_squares =
      static_cast<double>(sum_of_squares) / (255.0 * 255.0) / static_cast<double>(count);
  const double variance = mean_of_squares - mean * mean;
  return {.mean = static_cast<float>(mean),
          .deviation = variance > 1e-12 ? static_cast<float>(std::sqrt(variance)) : 1.0f};
}

}  // namespace inkling
