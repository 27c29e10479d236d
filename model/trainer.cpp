#include "model/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <string>

#include "model/descent.h"
#include "model/evaluation.h"
#include "model/prediction.h"
#include "model/random.h"

namespace inkling {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void check(const TrainingOptions& options, const Network& network, const Dataset& data,
           const TrainingSplit& split) {
  const auto require = [](bool holds, const std::string& what) {
    if (!holds) throw std::invalid_argument(what);
  };
  require(options.epochs >= 1, "the number of epochs must be at least 1");
  require(options.batch_size >= 1, "the batch size must be at least 1");
  require(options.sgd.learning_rate > 0.0 && std::isfinite(options.sgd.learning_rate),
          "the learning rate must be positive");
  require(options.sgd.momentum >= 0.0 && options.sgd.momentum < 1.0,
          "the momentum must be at least 0 and less than 1");
  require(options.sgd.weight_decay >= 0.0 && std::isfinite(options.sgd.weight_decay),
          "the weight decay must be at least 0");
  require(options.sgd.clip >= 0.0, "the clipping norm must be at least 0");
  require(!split.training.empty(), "there must be at least one image to train on");
  require(data.images.shape == network.input_shape(),
          "the images are " + to_string(data.images.shape) + ", but the network expects " +
              to_string(network.input_shape()));
  require(data.class_count() <= network.class_count(),
          "the data has " + std::to_string(data.class_count()) + " classes, but the network has " +
              std::to_string(network.class_count()) + " outputs");
}

Score score(const Network& network, const Dataset& data, std::span<const std::uint32_t> indices,
            int threads) {
  std::vector<std::uint16_t> labels;
  for (const std::uint32_t index : indices) labels.push_back(data.labels[index]);
  const Evaluation evaluation = evaluate(predict(network, data.images, indices, threads), labels);
  return {.loss = evaluation.mean_loss, .accuracy = evaluation.accuracy};
}

bool is_better(const Score& score, const std::optional<Score>& best) {
  if (!best) return true;
  if (score.accuracy != best->accuracy) return score.accuracy > best->accuracy;
  return score.loss < best->loss;
}

/// The epochs of one training, with what they leave to each other.
class Training {
 public:
  Training(Network& network, const Dataset& data, const TrainingSplit& split,
           const TrainingOptions& options, const TrainingObserver& observer)
      : network_(network),
        data_(data),
        split_(split),
        options_(options),
        observer_(observer),
        batch_size_(std::min(static_cast<std::size_t>(options.batch_size), split.training.size())),
        descent_(network, data, options.sgd, batch_size_, options.threads) {
    steps_per_epoch_ =
        static_cast<std::int64_t>((split.training.size() + batch_size_ - 1) / batch_size_);
  }

  TrainingResult run() {
    TrainingResult result;
    for (int epoch = 1; epoch <= options_.epochs; ++epoch) {
      const auto epoch_start = Clock::now();
      const StepReport last = run_steps(epoch);
      if (last.step < steps_per_epoch_) {
        if (!best_) result.best_epoch = 0;
        break;
      }
      EpochReport report = judge(last, seconds_since(epoch_start));
      if (report.best) result.best_epoch = epoch;
      result.completed = epoch == options_.epochs;
      if (!observer_.after_epoch(report) || ended_) break;
    }
    if (best_) std::ranges::copy(best_parameters_, network_.parameters().begin());
    return result;
  }

 private:
  /// Takes the steps of an epoch until the observer ends them. Returns the report of the last one.
  StepReport run_steps(int epoch) {
    order_ = split_.training;
    RandomStream(options_.seed, Purpose::kShuffling, static_cast<std::uint32_t>(epoch))
        .shuffle(order_);
    BatchScore total;
    StepReport report{.epoch = epoch, .steps_per_epoch = steps_per_epoch_, .training = {}};
    const auto learning_rate = [&](std::int64_t step) {
      return scheduled_learning_rate(options_.sgd, (epoch - 1) * steps_per_epoch_ + step,
                                     steps_per_epoch_ * options_.epochs);
    };
    const auto after_step = [&](std::int64_t step, const BatchScore& batch) {
      total += batch;
      const auto seen = static_cast<double>(
          std::min(static_cast<std::size_t>(step + 1) * batch_size_, order_.size()));
      report.step = step + 1;
      report.learning_rate = learning_rate(step);
      report.training = {.loss = total.loss / seen,
                         .accuracy = static_cast<double>(total.correct) / seen};
      if (!std::isfinite(total.loss)) fail_as_diverged("the loss", report);
      ended_ = !observer_.after_step(report);
      return !ended_;
    };
    descent_.run(order_, {learning_rate, after_step});
    // The last step has spoiled its parameters where no further loss tells it.
    if (!std::ranges::all_of(network_.parameters(), [](float p) { return std::isfinite(p); })) {
      fail_as_diverged("a parameter", report);
    }
    return report;
  }

  [[noreturn]] static void fail_as_diverged(const std::string& what, const StepReport& report) {
    throw TrainingDiverged(what + " is not a finite number any more, in epoch " +
                           std::to_string(report.epoch) + ", step " + std::to_string(report.step) +
                           " of " + std::to_string(report.steps_per_epoch) +
                           "; a lower --learning-rate helps");
  }

  /// Validates after an epoch and keeps its parameters where they are the best so far.
  EpochReport judge(const StepReport& last, double epoch_seconds) {
    EpochReport report{
        .epoch = last.epoch,
        .learning_rate = last.learning_rate,
        .training = last.training,
        .validation = {},
        .images_per_second = static_cast<double>(order_.size()) / epoch_seconds,
        .best = true,
    };
    if (!split_.validation.empty()) {
      report.validation = score(network_, data_, split_.validation, options_.threads);
      if (!std::isfinite(report.validation->loss)) fail_as_diverged("the validation loss", last);
      report.best = is_better(*report.validation, best_);
      if (report.best) {
        best_ = report.validation;
        best_parameters_.assign(network_.parameters().begin(), network_.parameters().end());
      }
    }
    report.seconds = seconds_since(start_);
    return report;
  }

  Network& network_;
  const Dataset& data_;
  const TrainingSplit& split_;
  const TrainingOptions& options_;
  const TrainingObserver& observer_;
  std::size_t batch_size_;
  Descent descent_;
  std::int64_t steps_per_epoch_;
  Clock::time_point start_ = Clock::now();
  std::vector<std::uint32_t> order_;  // the training images, as this epoch takes them
  bool ended_ = false;                // the observer wants no further step
  std::optional<Score> best_;
  std::vector<float> best_parameters_;
};

}  // namespace

TrainingSplit split_off_validation(std::size_t count, std::size_t validation, std::uint64_t seed) {
  if (validation >= count) {
    throw std::invalid_argument(std::to_string(validation) + " validation images of " +
                                std::to_string(count) + " leave none to train on");
  }
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0u);
  RandomStream(seed, Purpose::kValidation).shuffle(order);
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(validation);
  TrainingSplit split{.training = {middle, order.end()}, .validation = {order.begin(), middle}};
  std::ranges::sort(split.training);
  std::ranges::sort(split.validation);
  return split;
}

TrainingResult train(Network& network, const Dataset& data, const TrainingSplit& split,
                     const TrainingOptions& options, const TrainingObserver& observer) {
  check(options, network, data, split);
  return Training(network, data, split, options, observer).run();
}

}  // namespace inkling
