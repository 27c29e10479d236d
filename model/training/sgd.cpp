#include "model/training/sgd.h"

#include <cassert>
#include <numbers>

namespace inkling {
namespace {

/// The cosine of an angle in [0, pi], with the same bits on every processor, by its power series.
double cosine(double angle) {
  constexpr double kQuarter = std::numbers::pi / 2.0;
  if (angle > kQuarter) return -cosine(std::numbers::pi - angle);
  double sum = 0.0;
  for (int n = 22; n > 0; n -= 2) sum = (1.0 - sum) * angle * angle / (n * (n - 1));
  return 1.0 - sum;
}

}  // namespace

double scheduled_learning_rate(const SgdOptions& options, std::int64_t step, std::int64_t steps) {
  assert(0 <= step && step < steps);
  const double done = static_cast<double>(step) / static_cast<double>(steps);
  switch (options.schedule) {
    case Schedule::kConstant:
      return options.learning_rate;
    case Schedule::kCosine:
      return options.learning_rate * 0.5 * (1.0 + cosine(std::numbers::pi * done));
    case Schedule::kOneCycle: {
      const std::int64_t warm_up = steps / 5;
      if (step < warm_up) {
        return options.learning_rate * static_cast<double>(step + 1) / static_cast<double>(warm_up);
      }
      return options.learning_rate * static_cast<double>(steps - step) /
             static_cast<double>(steps - warm_up);
    }
  }
  return options.learning_rate;
}

void SgdStep::apply(std::span<float> parameters, std::span<float> velocity,
                    std::span<const float> gradient) const {
  assert(parameters.size() == velocity.size() && parameters.size() == gradient.size());
  for (std::size_t n = 0; n < parameters.size(); ++n) {
    const float descent = gradient_scale * gradient[n] + weight_decay * parameters[n];
    velocity[n] = momentum * velocity[n] + descent;
    const float direction = nesterov ? descent + momentum * velocity[n] : velocity[n];
    parameters[n] -= learning_rate * direction;
  }
}

}  // namespace inkling
