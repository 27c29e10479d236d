#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/training/training_options.h"

namespace inkling {

/// A measured recipe: a network and its training options.
struct Preset {
  std::string_view name;
  std::string_view reaches;  ///< Its accuracy and time, for the help.
  std::string model;         ///< A name or an architecture text.
  TrainingOptions training;
};

/// All recipes, the default first.
std::span<const Preset> presets();

}  // namespace inkling
