#include "model/training/sampling.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <vector>

#include "model/lanes/random.h"

namespace inkling {
namespace {

using Indices = std::vector<std::uint32_t>;

std::uint32_t draw_one(const Indices& images, RandomStream& random) {
  return images[random.below(static_cast<std::uint32_t>(images.size()))];
}

std::vector<Indices> by_class(std::span<const std::uint32_t> images,
                              std::span<const std::uint16_t> labels) {
  std::map<std::uint16_t, Indices> classes;
  for (const std::uint32_t image : images) classes[labels[image]].push_back(image);
  std::vector<Indices> lists;
  for (auto& [label, list] : classes) lists.push_back(std::move(list));
  return lists;
}

/// Takes the classes in turn, and the images of each class in turn, beginning with a random one.
void take_in_turn(std::vector<Indices> classes, RandomStream& random,
                  std::span<std::uint32_t> order) {
  for (Indices& images : classes) random.shuffle(images);
  // If an epoch is not a multiple of the number of classes, other classes get one more each time.
  // (clang 14 cannot compile the result of std::ranges::rotate.)
  const auto first = random.below(static_cast<std::uint32_t>(classes.size()));
  std::rotate(classes.begin(), classes.begin() + first, classes.end());
  for (std::size_t n = 0; n < order.size(); ++n) {
    const Indices& images = classes[n % classes.size()];
    order[n] = images[n / classes.size() % images.size()];
  }
}

}  // namespace

void draw_epoch(Sampling sampling, Sampler sampler, std::span<const std::uint32_t> images,
                std::span<const std::uint16_t> labels, std::uint64_t seed, std::uint32_t epoch,
                std::span<std::uint32_t> order) {
  assert(order.size() == images.size() && !images.empty());
  RandomStream random(seed, Purpose::kShuffling, epoch);
  const std::vector<Indices> classes =
      sampler == Sampler::kBalanced ? by_class(images, labels)
                                    : std::vector<Indices>{Indices(images.begin(), images.end())};
  if (sampling == Sampling::kEpoch) {
    if (classes.size() == 1) {
      std::ranges::copy(images, order.begin());
    } else {
      take_in_turn(classes, random, order);
    }
    random.shuffle(order);
    return;
  }
  for (std::uint32_t& image : order) {
    image = draw_one(classes[random.below(static_cast<std::uint32_t>(classes.size()))], random);
  }
}

}  // namespace inkling
