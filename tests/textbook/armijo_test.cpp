#include "model/training/armijo.h"

#include <gtest/gtest.h>

#include <vector>

// The Armijo step of the essay "Understanding the Math behind Neural Networks": with d = -grad f
// the largest t = alpha^l for which f(x + t d) <= f(x) + sigma t (grad f . d).

namespace inkling {
namespace {

/// The step on f(x) = c x^2 from x = 1, whose slope along d = -2c is -4c^2.
double step_on_parabola(double c, const ArmijoOptions& options) {
  const auto f = [c](double x) { return c * x * x; };
  return armijo_step(options, f(1.0), -4.0 * c * c, [&](double t) { return f(1.0 - 2.0 * c * t); });
}

TEST(ArmijoStep, IsTheFirstLengthThatFallsEnough) {
  // c (1 - 2 c t)^2 <= c - 4 sigma c^2 t where t <= (1 - sigma) / c.
  EXPECT_EQ(step_on_parabola(1.0, {.sigma = 0.25, .alpha = 0.5}), 0.5);
  EXPECT_EQ(step_on_parabola(0.5, {.sigma = 0.25, .alpha = 0.5}), 1.0);
  EXPECT_EQ(step_on_parabola(10.0, {.sigma = 0.25, .alpha = 0.5}), 0.0625);
}

TEST(ArmijoStep, IsShorterWhereMoreOfTheSlopeIsAskedFor) {
  EXPECT_EQ(step_on_parabola(1.0, {.sigma = 0.4, .alpha = 0.5}), 0.5);
  EXPECT_EQ(step_on_parabola(1.0, {.sigma = 0.6, .alpha = 0.5}), 0.25);
}

TEST(ArmijoStep, GoesThroughThePowersOfAlpha) {
  std::vector<double> tried;
  armijo_step({.sigma = 0.1, .alpha = 0.25}, 0.0, -1.0, [&](double t) {
    tried.push_back(t);
    return tried.size() < 4 ? 1.0 : -1.0;
  });
  EXPECT_EQ(tried, (std::vector{1.0, 0.25, 0.0625, 0.015625}));
}

TEST(ArmijoStep, IsZeroWhereNothingFalls) {
  EXPECT_EQ(armijo_step({}, 1.0, -1.0, [](double) { return 1.0; }), 0.0);
}

}  // namespace
}  // namespace inkling
