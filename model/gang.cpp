#include "model/gang.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace inkling {

std::span<const std::uint32_t> gang_indices(std::span<const std::uint32_t> indices,
                                            std::size_t gang) {
  const std::size_t begin = gang * kLanes;
  return indices.subspan(begin, std::min<std::size_t>(kLanes, indices.size() - begin));
}

void load_gang(const ImageSet& images, std::span<const std::uint32_t> indices,
               const Normalization& normalization, std::span<Lanes> input) {
  assert(indices.size() <= kLanes && input.size() == images.shape.size());
  std::array<const std::uint8_t*, kLanes> image;
  for (std::size_t lane = 0; lane < indices.size(); ++lane) {
    image[lane] = images.image(indices[lane]).data();
  }
  const float scale = 1.0f / (255.0f * normalization.deviation);
  const float offset = normalization.mean / normalization.deviation;
  std::array<float, kLanes> pixels{};
  for (std::size_t pixel = 0; pixel < input.size(); ++pixel) {
    for (std::size_t lane = 0; lane < indices.size(); ++lane) pixels[lane] = image[lane][pixel];
    input[pixel] = Lanes(pixels.data(), std::experimental::element_aligned) * scale - offset;
  }
}

}  // namespace inkling
