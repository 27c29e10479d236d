#include "model/training/training_split.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

#include "model/lanes/random.h"

namespace inkling {

TrainingSplit split_off_validation(std::size_t count, std::size_t validation, std::uint64_t seed) {
  if (validation >= count) {
    throw std::invalid_argument(std::to_string(validation) + " validation images of " +
                                std::to_string(count) + " leave none to train on");
  }
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  RandomStream(seed, Purpose::kValidation).shuffle(order);
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(validation);
  TrainingSplit split{.training = {middle, order.end()}, .validation = {order.begin(), middle}};
  std::ranges::sort(split.training);
  std::ranges::sort(split.validation);
  return split;
}

void repeat_images(TrainingSplit& split, std::span<const std::uint32_t> repeats) {
  if (repeats.empty()) return;
  std::vector<std::uint32_t> training;
  for (const std::uint32_t image : split.training) {
    training.insert(training.end(), repeats[image], image);
  }
  split.training = std::move(training);
}

}  // namespace inkling
