#include "model/dataset.h"

#include <array>
#include <cmath>

namespace inkling {

std::vector<std::string> numbered_classes(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t label = 0; label < count; ++label) names.push_back(std::to_string(label));
  return names;
}

Normalization measure_normalization(const ImageSet& images,
                                    std::span<const std::uint32_t> indices) {
  // Counting how often each byte occurs is exact, whatever the number of pixels.
  std::array<std::uint64_t, 256> occurrences{};
  for (const std::uint32_t index : indices) {
    for (const std::uint8_t pixel : images.image(index)) ++occurrences[pixel];
  }
  double count = 0.0;
  double sum = 0.0;
  double sum_of_squares = 0.0;
  for (std::size_t byte = 0; byte < occurrences.size(); ++byte) {
    const double value = static_cast<double>(byte) / 255.0;
    const double times = static_cast<double>(occurrences[byte]);
    count += times;
    sum += times * value;
    sum_of_squares += times * value * value;
  }
  if (count == 0.0) return {};
  const double mean = sum / count;
  const double variance = sum_of_squares / count - mean * mean;
  return {.mean = static_cast<float>(mean),
          .deviation = variance > 1e-12 ? static_cast<float>(std::sqrt(variance)) : 1.0f};
}

}  // namespace inkling
