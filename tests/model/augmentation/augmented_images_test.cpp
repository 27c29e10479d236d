#include "model/augmentation/augmented_images.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace inkling {
namespace {

ImageSet random_images() {
  ImageSet images{.shape = {.channels = 1, .height = 9, .width = 8}, .pixels = {}};
  for (std::uint32_t n = 0; n < 40 * 72; ++n) {
    images.pixels.push_back(static_cast<std::uint8_t>(n * 2654435761u >> 24));
  }
  return images;
}

ImageSet varied(const ImageSet& images, std::span<const std::uint32_t> indices,
                const char* options) {
  return augmented_images(images, indices, parse_augmentation(options), 3, 1);
}

TEST(AugmentedImages, AreTheImagesThemselvesWhereNothingIsVaried) {
  const ImageSet images = random_images();
  std::vector<std::uint32_t> all(images.count());
  std::iota(all.begin(), all.end(), 0u);
  const ImageSet same = varied(images, all, "none");
  EXPECT_EQ(same.shape, images.shape);
  EXPECT_EQ(same.pixels, images.pixels);
}

TEST(AugmentedImages, DoNotDependOnWhichOthersAreAskedFor) {
  const ImageSet images = random_images();
  std::vector<std::uint32_t> many(20);
  std::iota(many.rbegin(), many.rend(), 5u);
  const ImageSet alone = varied(images, std::array{6u}, "strong");
  const ImageSet among_many = varied(images, many, "strong");
  EXPECT_TRUE(std::ranges::equal(alone.image(0), among_many.image(18)));
  EXPECT_FALSE(std::ranges::equal(alone.image(0), images.image(6)));
}

}  // namespace
}  // namespace inkling
