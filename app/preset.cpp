#include "app/preset.h"

#include <vector>

namespace inkling {
namespace {

std::vector<Preset> all_presets() {
  return {
      {.name = "default",
       .reaches = "LeNet-5",
       .model = "lenet5",
       .training = {.epochs = 10, .sgd = {.learning_rate = 0.05, .weight_decay = 5e-4}}},
      {.name = "quick",
       .reaches = "",
       .model = "conv 8x5x5, batchnorm, pool 2, relu, conv 24x5x5, batchnorm, pool 2, relu, "
                "fc classes",
       .training = {.epochs = 3,
                    .batch_size = 32,
                    .sgd = {.learning_rate = 0.08, .weight_decay = 0.0}}},
  };
}

}  // namespace

std::span<const Preset> presets() {
  static const std::vector<Preset> presets = all_presets();
  return presets;
}

}  // namespace inkling
