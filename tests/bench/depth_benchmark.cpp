// Exercise 9.8 of Berlyand and Jabin: the time of a gradient against the depth of a chain of
// neurons, by backpropagation and by finite differences. Doubling the depth should double the one
// and quadruple the other (9.5: O(mu) against O(mu^2) operations for mu parameters).
//
//   build/release/inkling_depth_bench

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/bench/stopwatch.h"
#include "tests/textbook/chain.h"

namespace inkling {
namespace {

/// The gradient of the chain's loss by central differences.
void take_differences(book::Chain& chain, std::vector<float>& gradient) {
  constexpr float kStep = 1e-3f;
  for (std::size_t n = 0; n < gradient.size(); ++n) {
    float& parameter = chain.parameters()[n];
    const float original = parameter;
    parameter = original + kStep;
    const double above = chain.loss_in_float();
    parameter = original - kStep;
    gradient[n] = static_cast<float>((above - chain.loss_in_float()) / (2.0 * kStep));
    parameter = original;
  }
}

/// Microseconds of one call: the median of several measurements of many calls.
template <typename Call>
double microseconds(Call call) {
  std::vector<double> times;
  for (int round = 0; round < 9; ++round) {
    const Stopwatch stopwatch;
    int calls = 0;
    while (stopwatch.seconds() < 0.02) {
      call();
      ++calls;
    }
    times.push_back(1e6 * stopwatch.seconds() / calls);
  }
  std::ranges::nth_element(times, times.begin() + 4);
  return times[4];
}

/// The slope of log y against log x, by least squares.
double slope(const std::vector<double>& x, const std::vector<double>& y) {
  double sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
  for (std::size_t n = 0; n < x.size(); ++n) {
    const double log_x = std::log(x[n]);
    const double log_y = std::log(y[n]);
    sx += log_x;
    sy += log_y;
    sxx += log_x * log_x;
    sxy += log_x * log_y;
  }
  const auto count = static_cast<double>(x.size());
  return (count * sxy - sx * sy) / (count * sxx - sx * sx);
}

void run() {
  std::vector<double> depths, backpropagation, differences;
  fmt::print("{:>6}  {:>18}  {:>19}\n", "layers", "backpropagation", "finite differences");
  for (int depth = 30; depth <= 480; depth *= 2) {
    book::Chain chain(depth);
    std::vector<float> gradient(chain.parameters().size());
    depths.push_back(depth);
    backpropagation.push_back(microseconds([&] { chain.backpropagate(); }));
    differences.push_back(microseconds([&] { take_differences(chain, gradient); }));
    fmt::print("{:>6}  {:>15.1f} us  {:>16.1f} us\n", depth, backpropagation.back(),
               differences.back());
  }
  fmt::print("{:>6}  {:>18.2f}  {:>19.2f}\n", "slope", slope(depths, backpropagation),
             slope(depths, differences));
  fmt::print("{:>6}  {:>18}  {:>19}\n", "book", "1", "2");
}

}  // namespace
}  // namespace inkling

int main() { inkling::run(); }
