// The augmentation of a gang of sixteen 28x28 images, on one thread. A training step of LeNet-5,
// "lenet5 training step" in the same program, takes four gangs.

#include <benchmark/benchmark.h>

#include <array>
#include <numeric>

#include "model/augmentation/augmentation.h"

namespace inkling {
namespace {

void bench_augmentation(benchmark::State& state, const char* options) {
  const Shape shape{.channels = 1, .height = 28, .width = 28};
  const Augmentation augmentation(shape, parse_augmentation(options), 0);
  LaneVector gang(shape.size());
  LaneVector scratch(augmentation.scratch_size());
  std::array<std::uint32_t, kLanes> images;
  std::iota(images.begin(), images.end(), 0u);
  std::uint32_t epoch = 0;
  for (auto _ : state) {
    augmentation.apply(gang, images, ++epoch, 0.0f, scratch);
    benchmark::ClobberMemory();
  }
}

BENCHMARK_CAPTURE(bench_augmentation, light, "light")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(bench_augmentation, strong, "strong")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(bench_augmentation, thickness, "thickness 0.5")->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace inkling
