#include "model/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>
#include <utility>

#include "model/evaluation/prediction.h"
#include "model/training/learning_check.h"

namespace inkling {
namespace {

/// Checks the options against images and network, and limits the batch size to the size of the
/// training set.
TrainingOptions checked(TrainingOptions options, const Network& network, const Dataset& data,
                        const TrainingSplit& split) {
  const auto require = [](bool holds, const std::string& what) {
    if (!holds) throw std::invalid_argument(what);
  };
  check(options);
  require(options.patience == 0 || !split.validation.empty(),
          "patience needs validation images to find the best epoch");
  require(!split.training.empty(), "there must be at least one image to train on");
  require(!network.parameters().empty(), "the network has nothing to learn: it needs conv or fc");
  require_input_shape(network, data.images);
  require(data.class_count() <= network.class_count(),
          "the data has " + std::to_string(data.class_count()) + " classes, but the network has " +
              std::to_string(network.class_count()) + " outputs");
  const auto images = static_cast<std::int64_t>(split.training.size());
  const std::int64_t asked = options.batch_size > 0 ? options.batch_size : images;
  options.batch_size = static_cast<int>(std::min(asked, images));
  return options;
}

Score validate(const Network& network, const Dataset& data, std::span<const std::uint32_t> indices,
               const TrainingOptions& options) {
  const Outputs logits = predict_logits(network, data.images, indices, options.threads);
  std::vector<double> row(network.class_count());
  ScoreSum sum;
  for (std::size_t n = 0; n < indices.size(); ++n) {
    const std::size_t label = data.labels[indices[n]];
    std::ranges::copy(logits.row(static_cast<Eigen::Index>(n)), row.begin());
    sum.loss += classification_loss(options.loss, row, label);
    sum.correct +=
        std::ranges::max_element(row) == row.begin() + static_cast<std::ptrdiff_t>(label);
  }
  return sum.mean(static_cast<double>(indices.size()));
}

bool is_better(const Score& score, const std::optional<Score>& best) {
  if (!best) return true;
  if (score.accuracy != best->accuracy) return score.accuracy > best->accuracy;
  return score.loss < best->loss;
}

std::chrono::steady_clock::time_point seconds_ago(double seconds) {
  using Clock = std::chrono::steady_clock;
  return Clock::now() -
         std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::int64_t batches(std::size_t images, int batch_size) {
  const auto size = static_cast<std::int64_t>(batch_size);
  return (static_cast<std::int64_t>(images) + size - 1) / size;
}

}  // namespace

Trainer::Trainer(Network& network, const Dataset& data, const TrainingSplit& split,
                 const TrainingOptions& options)
    : network_(network),
      data_(data),
      split_(split),
      options_(checked(options, network, data, split)),
      steps_per_epoch_(batches(split.training.size(), options_.batch_size)),
      without_learning_(
          score_without_learning(data, split.training, network.class_count(), options_)),
      objective_(network, data, split.training, options_),
      descent_(network, objective_, options_),
      order_(split.training),
      start_(Clock::now()),
      epoch_start_(start_) {}

Trainer::Trainer(Network& network, const Dataset& data, const TrainingSplit& split,
                 const TrainingOptions& options, TrainingState state)
    : Trainer(network, data, split, options) {
  check(state, options_, steps_per_epoch_, network.parameters().size());
  std::ranges::copy(state.parameters, network_.parameters().begin());
  descent_.resume((state.epoch - 1) * steps_per_epoch_ + state.step, state.velocity, state.average);
  start_ = seconds_ago(state.seconds);
  epoch_start_ = seconds_ago(state.epoch_seconds);
  state_ = std::move(state);
  for (auto* const elsewhere : {&state_.parameters, &state_.velocity, &state_.average}) {
    *elsewhere = {};
  }
}

TrainingState Trainer::state() const {
  check_parameters();
  TrainingState state = state_;
  state.seconds = seconds_since(start_);
  state.epoch_seconds = seconds_since(epoch_start_);
  state.parameters.assign(network_.parameters().begin(), network_.parameters().end());
  state.velocity.assign(descent_.velocity().begin(), descent_.velocity().end());
  state.average.assign(descent_.average().begin(), descent_.average().end());
  return state;
}

double Trainer::epochs_done() const {
  return state_.epoch - 1 +
         static_cast<double>(state_.step) / static_cast<double>(steps_per_epoch_);
}

TrainingEnd Trainer::run(const TrainingObserver& observer) {
  std::optional<TrainingEnd> end = end_before_epoch();
  while (!end) {
    end = run_steps(observer);
    if (state_.step < steps_per_epoch_) break;
    const double seconds_of_steps = seconds_since(epoch_start_);
    exchange_average();
    const bool goes_on = observer.after_epoch(judge(seconds_of_steps));
    exchange_average();
    state_.step = 0;
    ++state_.epoch;
    epoch_start_ = Clock::now();
    if (!goes_on) end = TrainingEnd::kObserver;
    if (!end) end = end_before_epoch();
  }
  return *end;
}

int Trainer::finish() {
  exchange_average();
  if (state_.best) std::ranges::copy(state_.best_parameters, network_.parameters().begin());
  return state_.best || state_.step == 0 ? state_.best_epoch : 0;
}

/// The reason to end before the next epoch, if there is one. It depends on the state only, so that
/// a training run that was interrupted here ends in the same way.
std::optional<TrainingEnd> Trainer::end_before_epoch() const {
  if (state_.epoch > options_.epochs) return TrainingEnd::kAllEpochs;
  const int epochs_since_best = state_.epoch - 1 - state_.best_epoch;
  if (options_.patience > 0 && epochs_since_best >= options_.patience) {
    return TrainingEnd::kPatience;
  }
  return std::nullopt;
}

/// The learning rate of a step of this epoch.
double Trainer::learning_rate(std::int64_t step) const {
  return scheduled_learning_rate(options_.sgd, (state_.epoch - 1) * steps_per_epoch_ + step,
                                 steps_per_epoch_ * options_.epochs);
}

/// How many images the first `steps` steps of an epoch use.
double Trainer::images_in(std::int64_t steps) const {
  return static_cast<double>(std::min(steps * options_.batch_size, std::ssize(order_)));
}

/// The report of the last step.
StepReport Trainer::step_report() const {
  return {.epoch = state_.epoch,
          .step = state_.step,
          .steps_per_epoch = steps_per_epoch_,
          .learning_rate = state_.step_length,
          .training = state_.epoch_score.mean(images_in(state_.step))};
}

/// Takes the remaining steps of this epoch, until something ends them.
std::optional<TrainingEnd> Trainer::run_steps(const TrainingObserver& observer) {
  const auto epoch = static_cast<std::uint32_t>(state_.epoch);
  draw_epoch(options_.sampling, options_.sampler, split_.training, data_.labels, options_.seed,
             epoch, order_);
  if (state_.step == 0) state_.epoch_score = state_.first_half_score = {};
  const std::int64_t first_step = state_.step;
  std::optional<TrainingEnd> end;
  const auto after_step = [&](std::int64_t, const ScoreSum& batch) {
    state_.epoch_score += batch;
    state_.step_length = descent_.step_length();
    ++state_.step;
    if (state_.step == steps_per_epoch_ / 2) state_.first_half_score = state_.epoch_score;
    if (!std::isfinite(state_.epoch_score.loss)) fail_as_diverged("the loss");
    const double limit = 60.0 * options_.most_minutes;
    if (limit > 0.0 && seconds_since(start_) >= limit) end = TrainingEnd::kTimeLimit;
    if (!observer.after_step(step_report())) end = TrainingEnd::kObserver;
    return !end;
  };
  descent_.run(
      epoch, std::span(order_).subspan(static_cast<std::size_t>(images_in(first_step))),
      {.learning_rate = [&](std::int64_t step) { return learning_rate(first_step + step); },
       .after_step = after_step,
       .interrupted = observer.interrupted});
  // If the last step made parameters infinite, no later loss shows it.
  check_parameters();
  if (state_.step == steps_per_epoch_) {
    check_that_it_learns();
  } else if (!end) {
    end = TrainingEnd::kObserver;  // it has interrupted a step
  }
  return end;
}

/// Ends a training run that, in the second half of an epoch, is no better than a network that has
/// learned nothing.
void Trainer::check_that_it_learns() const {
  constexpr std::int64_t kFewSteps = 200;  // too few to judge
  const std::int64_t half = steps_per_epoch_ / 2;
  const std::int64_t steps_before = (state_.epoch - 1) * steps_per_epoch_ + half;
  const bool is_warm = steps_before >= std::max(kFewSteps, steps_per_epoch_ * options_.epochs / 5);
  if (!is_warm || !without_learning_) return;
  const double images = images_in(steps_per_epoch_) - images_in(half);
  const ScoreSum second_half{
      .loss = state_.epoch_score.loss - state_.first_half_score.loss,
      .correct = state_.epoch_score.correct - state_.first_half_score.correct};
  const Score score = second_half.mean(images);
  if (shows_learning(score, images, *without_learning_)) return;
  std::ostringstream text;
  text << "the network learns nothing: in epoch " << state_.epoch << " the loss stays at "
       << std::setprecision(4) << score.loss << ", no better than the " << without_learning_->loss
       << " of answers that do not depend on the image; " << advice_to_learn();
  throw TrainingFailed(text.str());
}

std::string Trainer::advice_to_learn() const {
  const SgdOptions& sgd = options_.sgd;
  if (sgd.step == StepRule::kArmijo) return "a larger --batch-size or batchnorm helps";
  if (sgd.clip_errors > 0.0) return "a larger --clip-errors, or --clip 1 in its place, helps";
  return std::string("a lower --learning-rate") + (sgd.clip == 0.0 ? ", --clip 1" : "") +
         " or batchnorm helps";
}

void Trainer::check_parameters() const {
  const std::span<const float> parameters = std::as_const(network_).parameters();
  if (!std::ranges::all_of(parameters, [](float p) { return std::isfinite(p); })) {
    fail_as_diverged("a parameter");
  }
}

void Trainer::fail_as_diverged(const std::string& what) const {
  throw TrainingFailed(
      what + " is no longer finite, in epoch " + std::to_string(state_.epoch) + ", step " +
      std::to_string(state_.step) + " of " + std::to_string(steps_per_epoch_) +
      (options_.sgd.step == StepRule::kArmijo ? "; a larger --batch-size helps"
                                              : "; a lower --learning-rate helps"));
}

/// If parameters are averaged, exchanges those of the network with the average.
void Trainer::exchange_average() {
  if (epochs_done() == 0.0) return;  // there is no average before the first step
  std::ranges::swap_ranges(descent_.average(), network_.parameters());
}

/// Validates after an epoch, and keeps the parameters if they are the best so far.
EpochReport Trainer::judge(double seconds_of_steps) {
  const StepReport last = step_report();
  EpochReport report{
      .epoch = last.epoch,
      .learning_rate = last.learning_rate,
      .training = last.training,
      .validation = {},
      .images_per_second = static_cast<double>(order_.size()) / seconds_of_steps,
      .best = true,
  };
  if (!split_.validation.empty()) {
    report.validation = validate(network_, data_, split_.validation, options_);
    if (!std::isfinite(report.validation->loss)) fail_as_diverged("the validation loss");
    report.best = is_better(*report.validation, state_.best);
    if (report.best) {
      state_.best = report.validation;
      state_.best_parameters.assign(network_.parameters().begin(), network_.parameters().end());
    }
  }
  if (report.best) state_.best_epoch = report.epoch;
  report.seconds = seconds_since(start_);
  return report;
}

TrainingResult train(Network& network, const Dataset& data, const TrainingSplit& split,
                     const TrainingOptions& options, const TrainingObserver& observer) {
  Trainer trainer(network, data, split, options);
  const TrainingEnd end = trainer.run(observer);
  return {.end = end, .best_epoch = trainer.finish()};
}

}  // namespace inkling
