// The time recordings of the notes on the multilayer perceptron (MLP): regression by descent on
// single samples, 15,000 of 6,528 inputs each, two hidden layers of 5 neurons, one output, 3
// passes. There it took 189 and 199 seconds: 129 ns for each input, neuron of a layer, sample and
// pass.
//
//   build/release/inkling_recordings_bench

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "model/lanes/random.h"
#include "model/network/architecture.h"
#include "tests/bench/stopwatch.h"
#include "tests/textbook/regression.h"

namespace inkling {
namespace {

constexpr std::size_t kSamples = 15'000;
constexpr std::size_t kInputs = 6'528;
constexpr int kHidden = 5;
constexpr int kPasses = 3;
constexpr int kRounds = 5;

/// Samples of random numbers, whose target is the mean of the first hundred.
RegressionData random_samples() {
  RegressionData data{.inputs = kInputs, .outputs = 1, .samples = {}, .targets = {}};
  data.samples.resize(kSamples * kInputs);
#pragma omp parallel for
  for (std::size_t n = 0; n < kSamples; ++n) {
    RandomStream random(0, Purpose::kAugmentation, static_cast<std::uint32_t>(n));
    for (std::size_t i = 0; i < kInputs; ++i) data.samples[n * kInputs + i] = random.uniform();
  }
  for (std::size_t n = 0; n < kSamples; ++n) {
    const auto begin = data.samples.begin() + static_cast<std::ptrdiff_t>(n * kInputs);
    data.targets.push_back(std::accumulate(begin, begin + 100, 0.0f) / 100.0f);
  }
  return data;
}

void run() {
  const RegressionData data = random_samples();
  std::vector<double> seconds;
  double loss = 0.0;
  for (int round = 0; round < kRounds; ++round) {
    Network network = build_network("fc 5, leaky-relu, fc 5, leaky-relu, fc 1",
                                    {.channels = kInputs, .height = 1, .width = 1}, 1);
    network.initialize(0);
    const TrainingOptions options{
        .epochs = kPasses,
        .batch_size = 1,
        .sgd = {.learning_rate = 1e-5, .momentum = 0.0, .weight_decay = 0.0}};
    const Stopwatch stopwatch;
    book::descend(network, data, options, [&](int, double mean) { loss = mean; });
    seconds.push_back(stopwatch.seconds());
  }
  std::ranges::sort(seconds);
  const double median = seconds[kRounds / 2];
  const double steps = static_cast<double>(kSamples * kInputs) * kHidden * kPasses;
  fmt::print("{} samples of {} inputs, one at a time, {} passes, {} rounds\n", kSamples, kInputs,
             kPasses, kRounds);
  fmt::print("seconds         {:.2f} (the notes: 189 and 199)\n", median);
  fmt::print("ns for n h      {:.2f} (the notes: 129 to 132)\n", 1e9 * median / steps);
  fmt::print("last mean loss  {:.4f}\n", loss);
}

}  // namespace
}  // namespace inkling

int main() { inkling::run(); }
