#include "model/training/training_options.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace inkling {
namespace {

void require(bool holds, const std::string& what) {
  if (!holds) throw std::invalid_argument(what);
}

}  // namespace

void check(const TrainingOptions& options) {
  require(options.epochs >= 1, "the number of epochs must be at least 1");
  require(options.batch_size >= 0, "the batch size must be at least 1, or 0 for all images");
  require(options.sgd.learning_rate > 0.0 && std::isfinite(options.sgd.learning_rate),
          "the learning rate must be positive");
  require(options.sgd.momentum >= 0.0 && options.sgd.momentum < 1.0,
          "the momentum must be at least 0 and less than 1");
  require(options.sgd.weight_decay >= 0.0 && std::isfinite(options.sgd.weight_decay),
          "the weight decay must be at least 0");
  require(options.sgd.clip >= 0.0, "the clipping norm must be at least 0");
  require(options.sgd.clip_errors >= 0.0, "the limit of error terms must be at least 0");
  require(options.label_smoothing >= 0.0 && options.label_smoothing < 1.0,
          "the label smoothing must be at least 0 and less than 1");
  require(options.loss != LossFunction::kHinge || options.label_smoothing == 0.0,
          "the hinge loss has no label smoothing");
  if (options.sgd.step == StepRule::kArmijo) {
    const auto& [sigma, alpha] = options.sgd.armijo;
    require(sigma > 0.0 && sigma < 1.0 && alpha > 0.0 && alpha < 1.0,
            "the constants of Armijo's rule must be above 0 and below 1");
    require(
        options.sgd.momentum == 0.0 && options.sgd.clip == 0.0 && options.sgd.clip_errors == 0.0,
        "Armijo's rule follows the gradient itself, without momentum and clipping");
  }
  require(options.average_decay >= 0.0 && options.average_decay < 1.0,
          "the decay of the average must be at least 0 and less than 1");
  require(options.patience >= 0, "the patience must be at least 0");
  require(options.most_minutes >= 0.0, "the time limit must be at least 0");
}

}  // namespace inkling
