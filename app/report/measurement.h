#pragma once

#include <vector>

#include "model/dataset.h"
#include "model/evaluation/evaluation.h"
#include "model/evaluation/mistakes.h"
#include "model/evaluation/prediction.h"

namespace inkling {

/// The predictions of a model for labelled images and their evaluation.
struct Measurement {
  const Dataset& data;
  const Evaluation& evaluation;
  std::vector<Decision> decisions;  ///< One for each image.
  std::vector<Mistake> mistakes;    ///< The most confident first.
};

}  // namespace inkling
