#pragma once

namespace inkling {

/// The constants of Armijo's rule, both in (0, 1).
struct ArmijoOptions {
  double sigma = 1e-4;  ///< The fraction of the slope by which the value must fall.
  double alpha = 0.5;   ///< The factor between one length and the next.
};

/// Armijo's step (NT): the largest length t = alpha^l, l = 0, 1, 2, ..., with
///
///     f(t) <= value + sigma t slope
///
/// where `f(t)` is the function after a step of length t in a direction d, `value` is f(0), and
/// `slope` < 0 is its derivative there, grad f . d. Returns 0 if no length of at least 1e-12 meets
/// the condition, which happens near a minimum because of rounding.
template <typename Function>
double armijo_step(const ArmijoOptions& options, double value, double slope, Function&& f) {
  constexpr double kLeast = 1e-12;
  for (double length = 1.0; length >= kLeast; length *= options.alpha) {
    if (f(length) <= value + options.sigma * length * slope) return length;
  }
  return 0.0;
}

}  // namespace inkling
