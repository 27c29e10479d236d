#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "model/training/trainer.h"

namespace inkling {

/// The report's charts as coordinates: the template draws them as SVG. All lengths are in the units
/// of the picture's viewBox.

/// Loss, accuracy and learning rate over the epochs; a list that is empty without epochs. The kept
/// epoch `best_epoch` is marked where it is not 0.
nlohmann::ordered_json curves_view(const std::vector<EpochReport>& epochs, int best_epoch);

/// The reliability diagram of an evaluation, as `evaluation_json` gives it: the accuracy with its
/// interval against the confidence for each bin that has images, and their numbers as bars.
nlohmann::ordered_json reliability_view(const nlohmann::ordered_json& evaluation);

}  // namespace inkling
