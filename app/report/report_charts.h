#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "model/evaluation/evaluation.h"
#include "model/training/trainer.h"

namespace inkling {

// The coordinates of the report's charts, which the template draws as SVG. All lengths are in the
// units of the viewBox.

/// Loss, accuracy and learning rate by epoch; an empty list if there are no epochs. A `best_epoch`
/// other than 0 is marked.
nlohmann::ordered_json curves_view(const std::vector<EpochReport>& epochs, int best_epoch);

/// The reliability diagram: for each bin with images, a point with its interval for the accuracy at
/// the mean confidence, and a bar for the number of images.
nlohmann::ordered_json reliability_view(std::span<const ConfidenceBin> bins);

}  // namespace inkling
