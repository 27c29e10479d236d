#include "model/training/training_state.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace inkling {
namespace {

void require(bool holds, const std::string& what) {
  if (!holds) throw std::invalid_argument("the state is not one of this training: " + what);
}

bool is_time(double seconds) {
  constexpr double kCentury = 100.0 * 365 * 24 * 60 * 60;
  return seconds >= 0.0 && seconds <= kCentury;
}

}  // namespace

void check(const TrainingState& state, const TrainingOptions& options, std::int64_t steps_per_epoch,
           std::size_t parameters) {
  const bool is_over = state.epoch == options.epochs + 1 && state.step == 0;
  const bool is_inside = state.epoch >= 1 && state.epoch <= options.epochs && state.step >= 0 &&
                         state.step <= steps_per_epoch;
  require(is_over || is_inside, "step " + std::to_string(state.step) + " of epoch " +
                                    std::to_string(state.epoch) + ", where there are " +
                                    std::to_string(options.epochs) + " epochs of " +
                                    std::to_string(steps_per_epoch));
  require(state.best_epoch >= (state.best ? 1 : 0) && state.best_epoch < state.epoch,
          "its best epoch is " + std::to_string(state.best_epoch));
  require(is_time(state.seconds) && is_time(state.epoch_seconds),
          "its time is negative or not a number");
  const auto is_one_each = [&](const std::vector<float>& values, bool wanted) {
    return values.size() == (wanted ? parameters : 0);
  };
  require(is_one_each(state.parameters, true) && is_one_each(state.velocity, true) &&
              is_one_each(state.average, options.average_decay > 0.0) &&
              is_one_each(state.best_parameters, state.best.has_value()),
          "its parameters do not fit the network");
}

}  // namespace inkling
