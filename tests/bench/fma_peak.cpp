// Each accumulator is a chain of its own: a fused multiply-add waits for the one before it in its
// chain only, so that as many chains as the kernels' register blocks have keep all units busy.

#include "tests/bench/fma_peak.h"

#include <algorithm>
#include <array>

#include "model/lanes/registers.h"
#include "tests/bench/stopwatch.h"

namespace inkling {
namespace {

constexpr int kSteps = 1 << 22;
constexpr int kLoops = 20;

void multiply_and_add() {
  // Volatile, so that the compiler cannot compute the chains itself. They all go towards 2.
  const volatile float factor_in_memory = 0.5f;
  const volatile float term_in_memory = 1.0f;
  const Register factor = float{factor_in_memory};
  const Register term = float{term_in_memory};
  std::array<Register, kAccumulators> totals;
  for (int n = 0; n < kAccumulators; ++n) totals[n] = static_cast<float>(n);
  for (int step = 0; step < kSteps; ++step) {
#pragma GCC unroll 32
    for (int n = 0; n < kAccumulators; ++n) totals[n] = multiply_add(totals[n], factor, term);
  }
  Register total = 0.0f;
  for (const Register& value : totals) total += value;
  [[maybe_unused]] const volatile float used = total[0];
}

}  // namespace

double measure_fma_peak(int threads) {
  double shortest = 0.0;
  for (int loop = 0; loop < kLoops; ++loop) {
    const Stopwatch stopwatch;
#pragma omp parallel num_threads(threads)
    multiply_and_add();
    const double elapsed = stopwatch.seconds();
    shortest = loop == 0 ? elapsed : std::min(shortest, elapsed);
  }
  return 2.0 * kRegisterLanes * kAccumulators * kSteps * threads / shortest;
}

}  // namespace inkling
