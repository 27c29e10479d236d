// The pixels of an image are neighbours in memory; in a gang the images are. Four pixels of an
// image are one word. Sixteen words, one from each image, are four pixels of the gang, which shifts
// separate.

#include "model/lanes/gang.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>

namespace inkling {
namespace {

using Words = std::experimental::rebind_simd_t<std::int32_t, Lanes>;
constexpr std::size_t kWordPixels = sizeof(std::int32_t);
static_assert(std::endian::native == std::endian::little, "the first pixel is the lowest byte");

/// `count` <= 4 pixels of each image from `pixel` on.
[[gnu::always_inline]] inline Words words_at(const std::array<const std::uint8_t*, kLanes>& image,
                                             std::size_t pixel, std::size_t count) {
  return Words([&](std::size_t lane) {
    std::int32_t word = 0;
    std::memcpy(&word, image[lane] + pixel, count);
    return word;
  });
}

}  // namespace

std::span<const std::uint32_t> gang_indices(std::span<const std::uint32_t> indices,
                                            std::size_t gang) {
  const std::size_t begin = gang * kLanes;
  return indices.subspan(begin, std::min<std::size_t>(kLanes, indices.size() - begin));
}

void load_gang(const ImageSet& images, std::span<const std::uint32_t> indices,
               const Normalization& normalization, std::span<Lanes> input) {
  assert(!indices.empty() && indices.size() <= kLanes && input.size() == images.shape.size());
  // Lanes without an image read the pixels of the first image and mask them to 0.
  std::array<const std::uint8_t*, kLanes> image;
  image.fill(images.image(indices[0]).data());
  for (std::size_t lane = 1; lane < indices.size(); ++lane) {
    image[lane] = images.image(indices[lane]).data();
  }
  const Words pixel_bits([&](std::size_t lane) { return lane < indices.size() ? 255 : 0; });
  const float scale = 1.0f / (255.0f * normalization.deviation);
  const float offset = normalization.mean / normalization.deviation;
  const auto load = [&](std::size_t pixel, std::size_t count) {
    const Words words = words_at(image, pixel, count);
    for (std::size_t n = 0; n < count; ++n) {
      const Words bytes = (words >> static_cast<int>(8 * n)) & pixel_bits;
      input[pixel + n] =
          multiply_add(std::experimental::static_simd_cast<Lanes>(bytes), scale, -offset);
    }
  };
  const std::size_t remainder = input.size() % kWordPixels;
  const std::size_t whole = input.size() - remainder;
  for (std::size_t pixel = 0; pixel < whole; pixel += kWordPixels) load(pixel, kWordPixels);
  if (remainder > 0) load(whole, remainder);
}

}  // namespace inkling
