// Each kernel of each layer on one thread, in the shapes of the networks that the README measures
// and in some that are awkward: single pixels, wide kernels, odd channel counts.
//
// Kernels that multiply report GFLOP/s (a multiplication and an addition are two) and their share
// of the FMA peak, which is measured when the program starts. `backward` computes the gradient by
// the input in one call with that by the parameters; its time alone is the difference between two
// calls, with it and without.

#include <benchmark/benchmark.h>

#include <array>
#include <functional>
#include <memory>
#include <numeric>
#include <vector>

#include "model/lanes/gang.h"
#include "model/lanes/random.h"
#include "model/layers/activation.h"
#include "model/layers/convolution.h"
#include "model/layers/fully_connected.h"
#include "model/layers/loss.h"
#include "model/layers/max_pool.h"
#include "model/network/architecture.h"
#include "model/training/classification_objective.h"
#include "model/training/descent.h"
#include "tests/bench/fma_peak.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workload.h"

namespace inkling {
namespace {

/// Gangs of a batch of 64.
constexpr std::size_t kGangs = 4;

/// Uniform in [-1, 1). All are multiples of 2^-23, so that no product is a denormal number.
std::vector<float> random_floats(std::size_t count) {
  RandomStream random(0, Purpose::kInitialization);
  std::vector<float> values(count);
  for (float& value : values) value = 2.0f * random.uniform() - 1.0f;
  return values;
}

LaneVector random_lanes(std::size_t count) {
  const std::vector<float> values = random_floats(count * kLanes);
  LaneVector lanes(count);
  std::ranges::copy(values, floats(lanes.data()));
  return lanes;
}

/// As large as MNIST, because how images come from memory is part of the work; whole batches.
Dataset random_images() {
  constexpr std::size_t kImages = 938 * kGangs * kLanes;
  Dataset data{.images = {.shape = {.channels = 1, .height = 28, .width = 28}, .pixels = {}},
               .labels = std::vector<std::uint16_t>(kImages),
               .class_names = std::vector<std::string>(10)};
  RandomStream random(0, Purpose::kAugmentation);
  data.images.pixels.resize(kImages * data.images.shape.size());
  for (std::uint8_t& pixel : data.images.pixels) pixel = static_cast<std::uint8_t>(random.bits());
  for (std::uint16_t& label : data.labels) label = static_cast<std::uint16_t>(random.below(10));
  return data;
}

std::vector<std::uint32_t> random_order(std::size_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  RandomStream(0, Purpose::kShuffling).shuffle(order);
  return order;
}

/// Tells Google Benchmark about kernels, with one FMA peak for all.
class Suite {
 public:
  explicit Suite(double peak) : peak_(peak) {}

  void report(benchmark::State& state, std::int64_t multiplications, double seconds) const {
    if (multiplications == 0) return;
    const double flops = 2.0 * static_cast<double>(multiplications) *
                         static_cast<double>(state.iterations()) / seconds;
    state.counters["GFLOP/s"] = flops * 1e-9;
    state.counters["of_peak"] = flops / peak_;
  }

  /// Times `work`, which makes `multiplications` each time.
  template <typename Work>
  void time(benchmark::State& state, std::int64_t multiplications, Work&& work) const {
    const Stopwatch stopwatch;
    for (auto _ : state) {
      work();
      benchmark::ClobberMemory();
    }
    report(state, multiplications, stopwatch.seconds());
  }

  /// Times by how much `longer` takes longer than `shorter`.
  template <typename Longer, typename Shorter>
  void time_difference(benchmark::State& state, std::int64_t multiplications, Longer&& longer,
                       Shorter&& shorter) const {
    double total = 0.0;
    for (auto _ : state) {
      const Stopwatch stopwatch;
      shorter();
      const double middle = stopwatch.seconds();
      longer();
      const double difference = stopwatch.seconds() - 2.0 * middle;
      state.SetIterationTime(difference);
      total += difference;
    }
    report(state, multiplications, total);
  }

 private:
  double peak_;
};

/// A layer with all that its verbs read and write for one gang.
class LayerBench {
 public:
  LayerBench(const Suite& suite, const Layer& layer)
      : suite_(suite),
        layer_(layer),
        multiplications_(kLanes * layer.multiplications()),
        parameters_(random_floats(layer.parameter_count())),
        parameter_gradient_(layer.parameter_count()),
        input_(random_lanes(layer.input_shape().size())),
        output_(layer.in_place() ? 0 : layer.output_shape().size()),
        input_gradient_(layer.in_place() ? 0 : layer.input_shape().size()),
        output_gradient_(random_lanes(layer.output_shape().size())),
        scratch_(layer.scratch_size()),
        records_(random_lanes(kGangs * layer.record_size())) {}

  void forward(benchmark::State& state) {
    suite_.time(state, multiplications_, [&] { layer_.forward(parameters_, input_, output()); });
  }

  void parameter_gradient(benchmark::State& state) {
    suite_.time(state, multiplications_, [&] { layer_.backward(pass({}, {})); });
  }

  void input_gradient(benchmark::State& state) {
    layer_.forward(parameters_, input_, output());
    const std::span<Lanes> gradient = layer_.in_place() ? output_gradient_ : input_gradient_;
    const auto with = [&] { layer_.backward(pass(gradient, record())); };
    const auto without = [&] { layer_.backward(pass({}, record())); };
    if (layer_.parameter_count() == 0) {
      suite_.time(state, 0, with);
    } else {
      suite_.time_difference(state, multiplications_, with, without);
    }
  }

  void write_record(benchmark::State& state) {
    suite_.time(state, 0, [&] { layer_.backward(pass({}, record())); });
  }

  void batch_gradient(benchmark::State& state) {
    const Records records{
        .first = records_.data(), .stride = layer_.record_size(), .gangs = kGangs};
    const std::span<float> weights = std::span(parameter_gradient_).first(layer_.weight_count());
    suite_.time(state, static_cast<std::int64_t>(kGangs) * multiplications_,
                [&] { layer_.batch_gradient(records, 0, weights); });
  }

 private:
  /// As in a network, a layer that can works in place.
  std::span<Lanes> output() { return layer_.in_place() ? input_ : output_; }
  std::span<Lanes> record() { return std::span(records_).first(layer_.record_size()); }

  Backward pass(std::span<Lanes> input_gradient, std::span<Lanes> record) {
    return {.parameters = parameters_,
            .input = input_,
            .output = output(),
            .output_gradient = output_gradient_,
            .input_gradient = input_gradient,
            .parameter_gradient = parameter_gradient_,
            .scratch = scratch_,
            .record = record};
  }

  const Suite& suite_;
  const Layer& layer_;
  std::int64_t multiplications_;
  std::vector<float> parameters_;
  std::vector<float> parameter_gradient_;
  LaneVector input_;
  LaneVector output_;
  LaneVector input_gradient_;
  LaneVector output_gradient_;
  LaneVector scratch_;
  LaneVector records_;  // of a batch
};

std::vector<std::unique_ptr<Layer>> layers() {
  std::vector<std::unique_ptr<Layer>> list;
  const auto convolution = [&](Shape input, int kernels, int size) {
    list.push_back(std::make_unique<Convolution>(input, kernels, size, size));
  };
  convolution({1, 32, 32}, 6, 5);  // LeNet-5
  convolution({6, 14, 14}, 16, 5);
  convolution({1, 28, 28}, 32, 3);  // the wide net
  convolution({32, 26, 26}, 64, 3);
  convolution({64, 14, 14}, 64, 3);
  convolution({1, 30, 30}, 32, 3);  // two by two layers of 3x3 with padding 1
  convolution({32, 30, 30}, 32, 3);
  convolution({32, 16, 16}, 64, 3);
  convolution({64, 16, 16}, 64, 3);
  convolution({1, 28, 28}, 8, 5);  // small and quick
  convolution({8, 12, 12}, 24, 5);
  convolution({8, 12, 12}, 32, 3);
  convolution({1, 32, 32}, 16, 5);  // 5x5 with padding 2
  convolution({16, 18, 18}, 32, 5);
  convolution({32, 11, 11}, 64, 5);
  convolution({32, 14, 14}, 64, 1);
  convolution({16, 16, 16}, 16, 2);
  convolution({16, 16, 16}, 16, 4);
  convolution({8, 20, 20}, 16, 7);
  convolution({3, 28, 28}, 7, 3);
  const auto fully_connected = [&](int inputs, int outputs) {
    list.push_back(std::make_unique<FullyConnected>(Shape{inputs, 1, 1}, outputs));
  };
  fully_connected(400, 120);  // LeNet-5
  fully_connected(120, 84);
  fully_connected(9216, 128);  // the wide net
  fully_connected(3136, 128);
  for (const Shape& shape : {Shape{6, 28, 28}, Shape{64, 24, 24}}) {
    list.push_back(std::make_unique<MaxPool>(shape, 2));
    list.push_back(std::make_unique<Activation>(shape, ActivationFunction::kRelu));
  }
  return list;
}

void add(const Suite& suite, const Layer& layer) {
  using Kernel = void (LayerBench::*)(benchmark::State&);
  const auto add_kernel = [&](const std::string& name, Kernel kernel) {
    const std::string full_name =
        layer.text() + " on " + to_string(layer.input_shape()) + "/" + name;
    return benchmark::RegisterBenchmark(full_name.c_str(), [&suite, &layer, kernel](auto& state) {
      LayerBench bench(suite, layer);
      (bench.*kernel)(state);
    });
  };
  add_kernel("forward", &LayerBench::forward);
  auto* input_gradient = add_kernel("input_gradient", &LayerBench::input_gradient);
  if (layer.parameter_count() == 0) return;
  input_gradient->UseManualTime();
  add_kernel("parameter_gradient", &LayerBench::parameter_gradient);
  if (layer.record_size() == 0) return;
  add_kernel("record", &LayerBench::write_record);
  add_kernel("batch_gradient of " + std::to_string(kGangs) + " gangs", &LayerBench::batch_gradient);
}

void bench_load_gang(benchmark::State& state, const Suite& suite) {
  const Dataset data = random_images();
  const std::vector<std::uint32_t> order = random_order(data.count());
  LaneVector input(data.images.shape.size());
  std::size_t gang = 0;
  suite.time(state, 0, [&] {
    load_gang(data.images, gang_indices(order, gang), {.mean = 0.13f, .deviation = 0.31f}, input);
    gang = (gang + 1) % gang_count(order.size());
  });
}

void bench_softmax_cross_entropy(benchmark::State& state, const Suite& suite) {
  const LaneVector logits = random_lanes(10);
  LaneVector gradient(logits.size());
  const std::array<std::uint16_t, kLanes> labels{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  suite.time(state, 0, [&] {
    benchmark::DoNotOptimize(classification_loss(LossFunction::kCrossEntropy, logits,
                                                 {.labels = labels}, 1.0f / 64.0f, gradient));
  });
}

void bench_training_step(benchmark::State& state, const Suite& suite) {
  constexpr int kBatch = kGangs * kLanes;
  const Dataset data = random_images();
  const std::vector<std::uint32_t> order = random_order(data.count());
  Network network = build_network("lenet5", data.images.shape, data.class_count());
  network.normalization = {.mean = 0.5f, .deviation = 0.3f};
  network.initialize(0);
  const TrainingOptions options{.batch_size = kBatch, .threads = 1};
  const ClassificationObjective objective(network, data, order, options);
  Descent descent(network, objective, options);
  const Stopwatch stopwatch;
  bool running = state.KeepRunning();
  const StepControl control{
      // Learning nothing, so that the last step does what the first one did.
      .learning_rate = [](std::int64_t) { return 0.0; },
      .after_step = [&](std::int64_t, const ScoreSum&) { return running = state.KeepRunning(); }};
  while (running) descent.run(1, order, control);
  suite.report(state, kBatch * training_multiplications(network), stopwatch.seconds());
}

void run(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return;
  const double peak = measure_fma_peak(1);
  benchmark::AddCustomContext("fma_peak_gflops", std::to_string(peak * 1e-9));
  const Suite suite(peak);
  const std::vector<std::unique_ptr<Layer>> list = layers();
  for (const auto& layer : list) add(suite, *layer);
  const auto add_function = [&](const char* name,
                                void (*function)(benchmark::State&, const Suite&)) {
    benchmark::RegisterBenchmark(name, function, std::cref(suite));
  };
  add_function("load_gang", bench_load_gang);
  add_function("softmax_cross_entropy of 10", bench_softmax_cross_entropy);
  add_function("lenet5 training step, batch 64", bench_training_step);
  benchmark::RunSpecifiedBenchmarks();
}

}  // namespace
}  // namespace inkling

int main(int argc, char** argv) { inkling::run(argc, argv); }
