#include "model/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iomanip>
#include <numeric>
#include <sstream>
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
  require(options.label_smoothing >= 0.0 && options.label_smoothing < 1.0,
          "the label smoothing must be at least 0 and less than 1");
  require(options.average_decay >= 0.0 && options.average_decay < 1.0,
          "the decay of the average must be at least 0 and less than 1");
  require(options.patience >= 0, "the patience must be at least 0");
  require(options.most_minutes >= 0.0, "the time limit must be at least 0");
  require(options.patience == 0 || !split.validation.empty(),
          "patience needs validation images to find the best epoch");
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

/// The score of a network that gives every image the same probabilities, the best ones: the entropy
/// of the classes' shares in the training images, which label smoothing makes more even, and the
/// largest share. Nothing where all are of one class, so that there is nothing more to learn.
std::optional<Score> score_without_learning(const Dataset& data, const TrainingSplit& split,
                                            std::size_t classes, double smoothing) {
  std::vector<std::int64_t> counts(classes);
  for (const std::uint32_t image : split.training) ++counts[data.labels[image]];
  if (std::ranges::count(counts, 0) + 1 == std::ssize(counts)) return std::nullopt;
  Score score;
  for (const std::int64_t count : counts) {
    const double share = static_cast<double>(count) / static_cast<double>(split.training.size());
    const double p = (1.0 - smoothing) * share + smoothing / static_cast<double>(classes);
    if (p > 0.0) score.loss -= p * std::log(p);
    score.accuracy = std::max(score.accuracy, share);
  }
  return score;
}

/// The options as the descent takes them: no batch is larger than the training set.
TrainingOptions fitted(TrainingOptions options, const TrainingSplit& split) {
  const auto images = static_cast<std::int64_t>(split.training.size());
  options.batch_size = static_cast<int>(std::min<std::int64_t>(options.batch_size, images));
  return options;
}

/// The epochs of one training, with what they leave to each other.
class Training {
 public:
  Training(Network& network, const Dataset& data, const TrainingSplit& split,
           const TrainingOptions& options, const TrainingObserver& observer)
      : network_(network),
        data_(data),
        split_(split),
        options_(fitted(options, split)),
        observer_(observer),
        batch_size_(static_cast<std::size_t>(options_.batch_size)),
        descent_(network, data, options_),
        without_learning_(
            score_without_learning(data, split, network.class_count(), options.label_smoothing)) {
    steps_per_epoch_ =
        static_cast<std::int64_t>((split.training.size() + batch_size_ - 1) / batch_size_);
  }

  TrainingResult run() {
    TrainingResult result;
    for (int epoch = 1; epoch <= options_.epochs && !end_; ++epoch) {
      const auto epoch_start = Clock::now();
      const StepReport last = run_steps(epoch);
      exchange_average();
      if (last.step < steps_per_epoch_) {
        if (!best_) result.best_epoch = 0;
        break;
      }
      const EpochReport report = judge(last, seconds_since(epoch_start));
      if (report.best) result.best_epoch = epoch;
      if (!observer_.after_epoch(report)) end_ = TrainingEnd::kObserver;
      const bool goes_on = epoch < options_.epochs && !end_;
      if (options_.patience > 0 && epoch - result.best_epoch >= options_.patience && goes_on) {
        end_ = TrainingEnd::kPatience;
      }
      if (goes_on && !end_) exchange_average();
    }
    if (best_) std::ranges::copy(best_parameters_, network_.parameters().begin());
    result.end = end_.value_or(TrainingEnd::kAllEpochs);
    return result;
  }

 private:
  /// The learning rate of a step of an epoch.
  double learning_rate(int epoch, std::int64_t step) const {
    return scheduled_learning_rate(options_.sgd, (epoch - 1) * steps_per_epoch_ + step,
                                   steps_per_epoch_ * options_.epochs);
  }

  /// Takes the steps of an epoch until something ends them. Returns the report of the last one.
  StepReport run_steps(int epoch) {
    order_ = split_.training;
    RandomStream(options_.seed, Purpose::kShuffling, static_cast<std::uint32_t>(epoch))
        .shuffle(order_);
    BatchScore total;
    BatchScore first_half;
    StepReport report{.epoch = epoch, .steps_per_epoch = steps_per_epoch_, .training = {}};
    const auto seen = [&](std::int64_t steps) {
      return static_cast<double>(
          std::min(static_cast<std::size_t>(steps) * batch_size_, order_.size()));
    };
    const auto after_step = [&](std::int64_t step, const BatchScore& batch) {
      total += batch;
      report.step = step + 1;
      if (report.step == steps_per_epoch_ / 2) first_half = total;
      report.learning_rate = learning_rate(epoch, step);
      report.training = {.loss = total.loss / seen(report.step),
                         .accuracy = static_cast<double>(total.correct) / seen(report.step)};
      if (!std::isfinite(total.loss)) fail_as_diverged("the loss", report);
      if (!observer_.after_step(report)) end_ = TrainingEnd::kObserver;
      const double limit = 60.0 * options_.most_minutes;
      if (limit > 0.0 && seconds_since(start_) >= limit && !end_) {
        end_ = TrainingEnd::kTimeLimit;
      }
      return !end_;
    };
    descent_.run(static_cast<std::uint32_t>(epoch), order_,
                 {[&](std::int64_t step) { return learning_rate(epoch, step); }, after_step});
    // The last step has spoiled its parameters where no further loss tells it.
    if (!std::ranges::all_of(network_.parameters(), [](float p) { return std::isfinite(p); })) {
      fail_as_diverged("a parameter", report);
    }
    if (report.step == steps_per_epoch_) {
      const std::int64_t half = steps_per_epoch_ / 2;
      check_that_it_learns(
          epoch, half,
          {.loss = total.loss - first_half.loss, .correct = total.correct - first_half.correct},
          seen(report.step) - seen(half));
    }
    return report;
  }

  /// Ends a training that in the second half of an epoch, after the first `half` steps, is no
  /// better than a network that has learned nothing. `total` is summed over the `images` of that
  /// half.
  void check_that_it_learns(int epoch, std::int64_t half, const BatchScore& total,
                            double images) const {
    constexpr std::int64_t kFewSteps = 200;  // too few to judge
    constexpr double kMargin = 0.005;
    const std::int64_t steps_before = (epoch - 1) * steps_per_epoch_ + half;
    const bool is_warm =
        steps_before >= std::max(kFewSteps, steps_per_epoch_ * options_.epochs / 5);
    if (!is_warm || !without_learning_) return;
    const auto [loss_without, share] = *without_learning_;
    const double loss = total.loss / images;
    const double luck = 2.0 * std::sqrt(share * (1.0 - share) / images);
    if (loss < (1.0 - kMargin) * loss_without) return;
    if (static_cast<double>(total.correct) / images > share + luck) return;
    std::ostringstream text;
    text << "the network learns nothing: in epoch " << epoch << " the loss stays at "
         << std::setprecision(4) << loss << ", no better than if all images were alike (B&J (8.10) "
         << "gives " << loss_without << " then); a lower --learning-rate, --clip 1 or batchnorm "
         << "helps";
    throw TrainingFailed(text.str());
  }

  /// Where parameters are averaged, puts the average in the network's place, and back.
  void exchange_average() { std::ranges::swap_ranges(descent_.average(), network_.parameters()); }

  [[noreturn]] static void fail_as_diverged(const std::string& what, const StepReport& report) {
    throw TrainingFailed(what + " is not a finite number any more, in epoch " +
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
  TrainingOptions options_;
  const TrainingObserver& observer_;
  std::size_t batch_size_;
  Descent descent_;
  std::optional<Score> without_learning_;
  std::int64_t steps_per_epoch_;
  Clock::time_point start_ = Clock::now();
  std::vector<std::uint32_t> order_;  // the training images, as this epoch takes them
  std::optional<TrainingEnd> end_;    // set where no further step is wanted
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
