#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

#include "model/network/architecture.h"
#include "model/network/model.h"

namespace inkling {

/// A model of three classes with every parameter drawn at random, biases too.
inline Model random_model(const std::string& architecture, Shape input) {
  Model model{.network = build_network(architecture, input, 3),
              .class_names = {"one", "two", "three"},
              .settings = {{"epochs", "4"}, {"learning_rate", "0.05"}}};
  std::mt19937 random(7);
  std::normal_distribution<float> parameter(0.0f, 0.3f);
  for (float& value : model.network.parameters()) value = parameter(random);
  model.network.normalization = {.mean = 0.1307f, .deviation = 0.3081f};
  return model;
}

inline ImageSet random_images(Shape shape, std::size_t count) {
  ImageSet images{.shape = shape, .pixels = {}};
  std::mt19937 random(8);
  for (std::size_t n = 0; n < count * shape.size(); ++n) {
    images.pixels.push_back(static_cast<std::uint8_t>(random() & 0xff));
  }
  return images;
}

}  // namespace inkling
