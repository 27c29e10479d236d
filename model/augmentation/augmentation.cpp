// The random numbers of the field that bends an image are drawn at once, but its displacements are
// computed row by row, so that they need no memory for the whole image.

#include "model/augmentation/augmentation.h"

#include <cassert>
#include <numbers>

#include "model/lanes/elementary_functions.h"
#include "model/lanes/gang.h"

namespace inkling {

Augmentation::Augmentation(Shape image, const AugmentationOptions& options, std::uint64_t seed)
    : warp_(image), width_(static_cast<std::size_t>(image.width)), options_(options), seed_(seed) {
  if (options.elastic > 0.0f) field_.emplace(image.height, image.width, options.elastic_sigma);
}

std::size_t Augmentation::scratch_size() const { return warp_.scratch_size() + 2 * field_size(); }

void Augmentation::load(const ImageSet& images, std::span<const std::uint32_t> indices,
                        const Normalization& normalization, std::uint32_t epoch,
                        std::span<Lanes> gang, std::span<Lanes> scratch) const {
  load_gang(images, indices, normalization, gang);
  if (!options_.any()) return;
  const float paper = -normalization.mean / normalization.deviation;
  apply(gang, indices, epoch, paper, scratch);
}

void Augmentation::apply(std::span<Lanes> gang, std::span<const std::uint32_t> images,
                         std::uint32_t epoch, float paper, std::span<Lanes> scratch) const {
  assert(scratch.size() >= scratch_size());
  RandomLanes random(seed_, Purpose::kAugmentation, epoch, images);
  const Variation variation = draw(random);
  const std::span<Lanes> rest = scratch.subspan(2 * field_size());
  if (!field_) return warp_.apply(variation, paper, {}, gang, rest);

  const std::span<Lanes> field_x = scratch.first(field_size());
  const std::span<Lanes> field_y = scratch.subspan(field_size(), field_size());
  field_->draw(random, field_x);
  field_->draw(random, field_y);
  const auto bend_row = [&](int i, std::span<Lanes> row) {
    field_->row(field_x, i, options_.elastic, row.first(width_));
    field_->row(field_y, i, options_.elastic, row.subspan(width_));
  };
  warp_.apply(variation, paper, std::cref(bend_row), gang, rest);
}

Variation Augmentation::draw(RandomLanes& random) const {
  const auto draw = [&](float range) { return range * (2.0f * random.uniform() - 1.0f); };
  // One after another: results depend on the order in which the numbers are drawn.
  Variation variation;
  variation.angle = draw(options_.rotation * std::numbers::pi_v<float> / 180.0f);
  variation.log_factor = draw(log(1.0f + options_.scale));
  variation.shear = draw(options_.shear);
  variation.shift_x = draw(options_.shift);
  variation.shift_y = draw(options_.shift);
  variation.thickness = draw(options_.thickness);
  return variation;
}

}  // namespace inkling
