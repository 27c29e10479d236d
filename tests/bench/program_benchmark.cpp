// Whole pieces of work, for compare.py: reads a job from each line of its input, does it, and
// answers with a line of JSON. One process for many jobs lets a script measure two programs in
// turns, without their start-up.
//
//   peak THREADS                  {"flops"}: see fma_peak.h
//   train NETWORK BATCH THREADS   {"images_per_second", "multiplications"}: the latter of one image
//   evaluate NETWORK THREADS      the same; 10,000 test images, from pixels to labels
//   one_image NETWORK             {"seconds"}: from pixels to the label, on one thread, the median
//   write NETWORK FILE            {}: writes an untrained model file
//   predict FILE BATCH THREADS    {"images_per_second"}: of a model file, the median over calls
//   with
//                                 BATCH images
//
// NETWORK is lenet5 or wide, PyTorch's own example for MNIST without dropout. INKLING_MNIST names
// the folder of MNIST's four files.

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>
#include <stdexcept>

#include "io/data/data.h"
#include "io/models/onnx_model.h"
#include "model/evaluation/prediction.h"
#include "model/network/architecture.h"
#include "model/training/trainer.h"
#include "tests/bench/fma_peak.h"
#include "tests/bench/stopwatch.h"
#include "tests/bench/workload.h"

namespace inkling {
namespace {

using Json = nlohmann::json;

/// How long a measurement takes, after a quarter of it for warming up.
constexpr double kSeconds = 1.0;

std::vector<std::uint32_t> indices(std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0u);
  return numbers;
}

/// The median duration of `work`.
template <typename Work>
double median_seconds(Work&& work) {
  for (const Stopwatch warm_up; warm_up.seconds() < kSeconds / 4;) work();
  std::vector<double> durations;
  for (const Stopwatch all; all.seconds() < kSeconds;) {
    const Stopwatch stopwatch;
    work();
    durations.push_back(stopwatch.seconds());
  }
  const auto middle = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() / 2);
  std::ranges::nth_element(durations, middle);
  return *middle;
}

/// The class of the image in the first row.
Eigen::Index label(const Probabilities& probabilities, Eigen::Index row) {
  Eigen::Index best;
  probabilities.row(row).maxCoeff(&best);
  return best;
}

class Benchmark {
 public:
  explicit Benchmark(const std::string& mnist)
      : train_(load_data(mnist, Split::kTrain)), test_(load_data(mnist, Split::kTest)) {}

  Json run(const std::string& job) const {
    std::istringstream words(job);
    std::string name, network;
    words >> name;
    if (name == "peak") return {{"flops", measure_fma_peak(next(words))}};
    words >> network;
    if (name == "train") {
      const int batch = next(words);
      return train_network(build(network), batch, next(words));
    }
    if (name == "evaluate") return evaluate(build(network), next(words));
    if (name == "one_image") return label_one_image(build(network));
    if (name == "write") {
      std::string file;
      words >> file;
      write_model({.network = build(network), .class_names = train_.class_names, .settings = {}},
                  file);
      return Json::object();
    }
    if (name == "predict") {
      const int batch = next(words);
      return predict_batches(read_model(network).network, batch, next(words));
    }
    throw std::invalid_argument("unknown job: " + job);
  }

 private:
  static int next(std::istringstream& words) {
    int number = 0;
    if (!(words >> number) || number < 1) throw std::invalid_argument("a number is missing");
    return number;
  }

  Network build(const std::string& name) const {
    const std::string architecture =
        name == "wide" ? "conv 32x3x3, relu, conv 64x3x3, relu, pool 2, fc 128, relu, fc classes"
                       : name;
    Network network = build_network(architecture, train_.images.shape, train_.class_count());
    network.normalization = {.mean = 0.1307f, .deviation = 0.3081f};
    network.initialize(0);
    return network;
  }

  /// Trains for a while, and measures between the ends of two steps.
  Json train_network(Network network, int batch, int threads) const {
    const std::size_t whole_batches =
        train_.count() - train_.count() % static_cast<unsigned>(batch);
    const TrainingOptions options{.epochs = 1000,
                                  .batch_size = batch,
                                  .sgd = {.learning_rate = 0.01, .schedule = Schedule::kConstant},
                                  .seed = 0,
                                  .threads = threads};
    Stopwatch stopwatch;
    bool warm = false;
    int steps = 0;
    double seconds = 0.0;
    TrainingObserver observer;
    observer.after_step = [&](const StepReport&) {
      ++steps;
      seconds = stopwatch.seconds();
      if (warm) return seconds < kSeconds;
      if (seconds < kSeconds / 4) return true;
      warm = true;
      steps = 0;
      stopwatch = Stopwatch();
      return true;
    };
    train(network, train_, {.training = indices(whole_batches), .validation = {}}, options,
          observer);
    return {{"images_per_second", steps * batch / seconds},
            {"multiplications", training_multiplications(network)}};
  }

  Json evaluate(const Network& network, int threads) const {
    std::vector<Eigen::Index> labels(test_.count());
    const double seconds = median_seconds([&] {
      const Probabilities probabilities = predict(network, test_.images, threads);
      for (std::size_t image = 0; image < labels.size(); ++image) {
        labels[image] = label(probabilities, static_cast<Eigen::Index>(image));
      }
    });
    return {{"images_per_second", static_cast<double>(test_.count()) / seconds},
            {"multiplications", network.multiplications()}};
  }

  Json predict_batches(const Network& network, int batch, int threads) const {
    const std::vector<std::uint32_t> images = indices(test_.count());
    const std::size_t size = static_cast<std::size_t>(batch);
    std::size_t begin = 0;
    const double seconds = median_seconds([&] {
      if (begin + size > images.size()) begin = 0;
      predict(network, test_.images, std::span(images).subspan(begin, size), threads);
      begin += size;
    });
    return {{"images_per_second", batch / seconds}};
  }

  Json label_one_image(const Network& network) const {
    const std::vector<std::uint32_t> images = indices(test_.count());
    std::vector<Eigen::Index> labels(images.size());
    std::size_t image = 0;
    const double seconds = median_seconds([&] {
      const auto one = std::span(images).subspan(image, 1);
      labels[image] = label(predict(network, test_.images, one, 1), 0);
      image = (image + 1) % images.size();
    });
    return {{"seconds", seconds}};
  }

  Dataset train_;
  Dataset test_;
};

void answer_jobs() {
  const char* mnist = std::getenv("INKLING_MNIST");
  if (mnist == nullptr) throw std::invalid_argument("INKLING_MNIST does not name MNIST's folder");
  const Benchmark benchmark(mnist);
  for (std::string job; std::getline(std::cin, job);) {
    std::cout << benchmark.run(job).dump() << std::endl;
  }
}

}  // namespace
}  // namespace inkling

int main() {
  try {
    inkling::answer_jobs();
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << '\n';
    return 1;
  }
}
