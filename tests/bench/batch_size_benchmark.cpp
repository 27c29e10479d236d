// Section 8.6 of Berlyand and Jabin: how the size of a batch decides how fast and how far descent
// falls. 64 outputs are fitted to 8,192 noisy points each by cubic polynomials, with one learning
// rate for all sizes. The relative loss is L / L_min - 1, where L_min comes from the normal
// equations (8.17).
//
//   build/release/inkling_batch_size_bench

#include <fmt/format.h>

#include <Eigen/Dense>
#include <array>
#include <optional>
#include <vector>

#include "model/lanes/random.h"
#include "model/network/architecture.h"
#include "tests/bench/stopwatch.h"
#include "tests/textbook/regression.h"

namespace inkling {
namespace {

constexpr std::size_t kPoints = 8192;
constexpr std::size_t kOutputs = 64;
constexpr int kPasses = 200;
constexpr double kGoal = 0.04;
constexpr double kLearningRate = 0.3;
constexpr float kNoise = 0.1f;
/// How many samples pass between two looks at the goal.
constexpr std::int64_t kLook = 512;

/// Points in [-1, 1] as (x, x^2, x^3), with the values of 64 random cubic polynomials and noise.
RegressionData random_points() {
  RandomStream random(0, Purpose::kAugmentation);
  std::vector<std::array<float, 4>> polynomials(kOutputs);
  for (auto& coefficients : polynomials) {
    for (float& coefficient : coefficients) coefficient = random.normal();
  }
  RegressionData data{.inputs = 3, .outputs = kOutputs, .samples = {}, .targets = {}};
  for (std::size_t n = 0; n < kPoints; ++n) {
    const float x = 2.0f * random.uniform() - 1.0f;
    for (const float power : {x, x * x, x * x * x}) data.samples.push_back(power);
    for (const auto& [a, b, c, d] : polynomials) {
      data.targets.push_back(a + x * (b + x * (c + x * d)) + kNoise * random.normal());
    }
  }
  return data;
}

/// The loss of all points as a function of the network's parameters, and its minimum.
class WholeLoss {
 public:
  explicit WholeLoss(const RegressionData& data) {
    Eigen::MatrixXd features(kPoints, 4);
    Eigen::MatrixXd targets(kPoints, kOutputs);
    for (std::size_t n = 0; n < kPoints; ++n) {
      const auto row = static_cast<Eigen::Index>(n);
      for (int i = 0; i < 3; ++i) {
        features(row, i) = static_cast<double>(data.samples[3 * n + static_cast<std::size_t>(i)]);
      }
      features(row, 3) = 1.0;  // the bias
      for (std::size_t k = 0; k < kOutputs; ++k) {
        targets(row, static_cast<Eigen::Index>(k)) =
            static_cast<double>(data.targets[n * kOutputs + k]);
      }
    }
    gram_ = features.transpose() * features / kPoints;
    moments_ = features.transpose() * targets / kPoints;
    squares_ = targets.squaredNorm() / kPoints;
    minimum_ = at(gram_.ldlt().solve(moments_));
  }

  double relative(const Network& network) const {
    Eigen::MatrixXd coefficients(4, kOutputs);
    const std::span<const float> parameters = network.parameters();
    for (std::size_t k = 0; k < kOutputs; ++k) {
      const auto column = static_cast<Eigen::Index>(k);
      for (std::size_t i = 0; i < 3; ++i) {
        coefficients(static_cast<Eigen::Index>(i), column) =
            static_cast<double>(parameters[3 * k + i]);
      }
      coefficients(3, column) = static_cast<double>(parameters[3 * kOutputs + k]);
    }
    return at(coefficients) / minimum_ - 1.0;
  }

 private:
  double at(const Eigen::MatrixXd& coefficients) const {
    return squares_ - 2.0 * coefficients.cwiseProduct(moments_).sum() +
           coefficients.cwiseProduct(gram_ * coefficients).sum();
  }

  Eigen::MatrixXd gram_;
  Eigen::MatrixXd moments_;
  double squares_ = 0.0;
  double minimum_ = 1.0;
};

/// What a batch size has come to.
struct Course {
  std::array<double, 4> relative{};  // after the passes of the table
  std::optional<double> passes;      // to the goal
  double seconds = 0.0;              // to the goal
};

constexpr std::array kShown{1, 10, 50, kPasses};

Course descend(const RegressionData& data, const WholeLoss& loss, int batch_size) {
  Network network = build_network("fc 64", {.channels = 3, .height = 1, .width = 1}, kOutputs);
  const TrainingOptions options{
      .epochs = kPasses,
      .batch_size = batch_size,
      .sgd = {.learning_rate = kLearningRate, .momentum = 0.0, .weight_decay = 0.0},
      .threads = 1};
  Course course;
  const Stopwatch stopwatch;
  const auto after_pass = [&](int pass, double) {
    for (std::size_t n = 0; n < kShown.size(); ++n) {
      if (pass == kShown[n]) course.relative[n] = loss.relative(network);
    }
  };
  const auto after_step = [&](std::int64_t samples) {
    if (course.passes || samples % kLook != 0 || loss.relative(network) > kGoal) return;
    course.passes = static_cast<double>(samples) / kPoints;
    course.seconds = stopwatch.seconds();
  };
  book::descend(network, data, options, after_pass, after_step);
  return course;
}

void run() {
  const RegressionData data = random_points();
  const WholeLoss loss(data);
  fmt::print("relative loss L / L_min - 1 of {} points and {} outputs, learning rate {}\n\n",
             kPoints, kOutputs, kLearningRate);
  fmt::print("{:>6} {:>11} {:>11} {:>11} {:>11} {:>10} {:>10}\n", "batch", "1 pass", "10 passes",
             "50 passes", "200 passes", "to 0.04", "seconds");
  int best = 0;
  double best_seconds = 0.0;
  for (int size = 1; size <= 2048; size *= 2) {
    const Course course = descend(data, loss, size);
    std::string line = fmt::format("{:>6}", size);
    for (const double relative : course.relative) line += fmt::format(" {:>11.5f}", relative);
    line += course.passes ? fmt::format(" {:>10.2f} {:>10.4f}", *course.passes, course.seconds)
                          : fmt::format(" {:>10} {:>10}", "never", "");
    fmt::print("{}\n", line);
    if (course.passes && (best == 0 || course.seconds < best_seconds)) {
      best = size;
      best_seconds = course.seconds;
    }
  }
  fmt::print("\nsoonest at 0.04: batches of {} (the book: about 32)\n", best);
}

}  // namespace
}  // namespace inkling

int main() { inkling::run(); }
