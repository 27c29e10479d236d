#include "app/options/preset.h"

#include <vector>

// Chosen on validation images of MNIST. tests/bench/accuracy.py says what was tried and measures
// the accuracy of these recipes.

namespace inkling {
namespace {

Preset lenet5() {
  return {.name = "default",
          .reaches = "LeNet-5; 99.5 % accuracy on MNIST in 13 s",
          .model = "lenet5",
          .training = {.epochs = 30,
                       .batch_size = 64,
                       .sgd = {.learning_rate = 0.05, .weight_decay = 2e-4},
                       .augmentation = parse_augmentation("strong")}};
}

Preset quick() {
  return {.name = "quick",
          .reaches = "99.3 % accuracy on MNIST in 1.4 s",
          .model =
              "conv 8x5x5, batchnorm, pool 2, relu, conv 24x5x5, batchnorm, pool 2, relu, "
              "fc classes",
          .training = {.epochs = 3,
                       .batch_size = 32,
                       .sgd = {.learning_rate = 0.08, .weight_decay = 5e-4},
                       .label_smoothing = 0.05,
                       .augmentation = parse_augmentation("light")}};
}

Preset best() {
  return {.name = "best",
          .reaches = "99.7 % accuracy on MNIST in 9 min",
          .model =
              "conv 32x5x5, batchnorm, pool 2, relu, "
              "pad 1, conv 64x3x3, batchnorm, relu, pad 1, conv 64x3x3, batchnorm, pool 2, relu, "
              "pad 1, conv 128x3x3, batchnorm, relu, pad 1, conv 128x3x3, batchnorm, pool 2, relu, "
              "dropout 0.3, fc 128, batchnorm, relu, fc classes",
          .training = {.epochs = 30,
                       .batch_size = 64,
                       .sgd = {.learning_rate = 0.08, .weight_decay = 5e-4},
                       .average_decay = 0.998,
                       .augmentation = parse_augmentation(
                           "rotate 10, scale 0.1, shear 0.1, shift 2, elastic 15 4, "
                           "thickness 0.4")}};
}

Preset small_data() {
  return {.name = "small-data",
          .reaches = "99.3 % accuracy from 5,000 images in 15 s",
          .model =
              "conv 12x5x5, batchnorm, pool 2, relu, conv 32x5x5, batchnorm, pool 2, relu, "
              "dropout 0.2, fc 64, relu, fc classes",
          .training = {.epochs = 200,
                       .batch_size = 32,
                       .sgd = {.learning_rate = 0.05, .weight_decay = 5e-4},
                       .augmentation = parse_augmentation(
                           "rotate 15, scale 0.2, shear 0.2, shift 2, elastic 20 4, "
                           "thickness 0.5")}};
}

Preset invariant() {
  return {.name = "invariant",
          .reaches = "98.4 % accuracy wherever the ink is, in 4 min",
          .model = "invariant",
          .training = {.epochs = 8,
                       .batch_size = 32,
                       .sgd = {.learning_rate = 0.1, .weight_decay = 2e-4, .clip = 0.5}}};
}

}  // namespace

std::span<const Preset> presets() {
  static const std::vector<Preset> all = {lenet5(), quick(), best(), small_data(), invariant()};
  return all;
}

}  // namespace inkling
