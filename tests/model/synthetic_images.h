#pragma once

#include <numeric>
#include <string_view>
#include <vector>

#include "model/dataset.h"
#include "model/lanes/random.h"
#include "model/network/architecture.h"
#include "model/network/network.h"
#include "model/training/trainer.h"

namespace inkling {

/// Images of 8x8 pixels in three classes: noise, and ink in the rows 0-1, 3-4 or 6-7 by which the
/// class is told. Image n is of class n modulo 3.
inline Dataset synthetic_images(std::size_t count) {
  Dataset data{.images = {.shape = {.channels = 1, .height = 8, .width = 8}, .pixels = {}},
               .labels = {},
               .class_names = {"top", "middle", "bottom"}};
  RandomStream random(11, Purpose::kAugmentation);
  for (std::size_t n = 0; n < count; ++n) {
    const std::uint32_t label = static_cast<std::uint32_t>(n % 3);
    data.labels.push_back(static_cast<std::uint16_t>(label));
    for (std::uint32_t row = 0; row < 8; ++row) {
      const bool inked = row / 3 == label && row % 3 < 2;
      for (int column = 0; column < 8; ++column) {
        data.images.pixels.push_back(static_cast<std::uint8_t>(random.below(156) + 100 * inked));
      }
    }
  }
  return data;
}

/// All images for training, none for validation.
inline TrainingSplit train_on_all(const Dataset& data) {
  TrainingSplit split;
  split.training.resize(data.count());
  std::iota(split.training.begin(), split.training.end(), 0u);
  return split;
}

/// A network for these images, initialised and normalised.
inline Network network_for(const Dataset& data, std::string_view architecture) {
  Network network = build_network(architecture, data.images.shape, data.class_count());
  network.initialize(1);
  network.normalization = measure_normalization(data.images, train_on_all(data).training);
  return network;
}

inline std::vector<float> parameters_of(const Network& network) {
  return {network.parameters().begin(), network.parameters().end()};
}

}  // namespace inkling
