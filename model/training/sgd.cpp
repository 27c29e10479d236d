#include "model/training/sgd.h"

#include <Eigen/Core>
#include <cassert>
#include <cmath>
#include <numbers>

namespace inkling {

double scheduled_learning_rate(const SgdOptions& options, std::int64_t step, std::int64_t steps) {
  assert(0 <= step && step < steps);
  const double done = static_cast<double>(step) / static_cast<double>(steps);
  switch (options.schedule) {
    case Schedule::kConstant:
      return options.learning_rate;
    case Schedule::kCosine:
      return options.learning_rate * 0.5 * (1.0 + std::cos(std::numbers::pi * done));
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
  const auto size = static_cast<Eigen::Index>(parameters.size());
  Eigen::Map<Eigen::ArrayXf> p(parameters.data(), size);
  Eigen::Map<Eigen::ArrayXf> v(velocity.data(), size);
  const Eigen::Map<const Eigen::ArrayXf> g(gradient.data(), size);
  if (nesterov) {
    const auto descent = gradient_scale * g + weight_decay * p;
    v = momentum * v + descent;
    p -= learning_rate * (descent + momentum * v);
  } else {
    v = momentum * v + (gradient_scale * g + weight_decay * p);
    p -= learning_rate * v;
  }
}

}  // namespace inkling
