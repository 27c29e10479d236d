#include "model/augmentation/augmented_images.h"

#include <cmath>

#include "model/augmentation/augmentation.h"
#include "model/lanes/gang.h"

namespace inkling {

ImageSet augmented_images(const ImageSet& images, std::span<const std::uint32_t> indices,
                          const AugmentationOptions& options, std::uint64_t seed,
                          std::uint32_t epoch) {
  const Augmentation augmentation(images.shape, options, seed);
  LaneVector scratch(augmentation.scratch_size());
  LaneVector gang(images.shape.size());
  ImageSet varied{.shape = images.shape, .pixels = {}};
  varied.pixels.reserve(indices.size() * images.shape.size());
  for (std::size_t n = 0; n < gang_count(indices.size()); ++n) {
    const std::span<const std::uint32_t> members = gang_indices(indices, n);
    augmentation.load(images, members, {}, epoch, gang, scratch);
    for (std::size_t lane = 0; lane < members.size(); ++lane) {
      for (const Lanes& pixel : gang) {
        varied.pixels.push_back(
            static_cast<std::uint8_t>(std::lround(255.0f * float{pixel[lane]})));
      }
    }
  }
  return varied;
}

}  // namespace inkling
