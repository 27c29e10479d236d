#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>
#include <tuple>

#include "model/training/trainer.h"
#include "tests/model/expect_refusal.h"
#include "tests/model/synthetic_images.h"

// A training that is stopped and goes on, as often as you like, is one that was never stopped.

namespace inkling {
namespace {

/// All that a training leaves but for times: parameters and what its observer was told.
struct Trace {
  std::vector<std::tuple<int, std::int64_t, double, double, double>> steps;
  std::vector<std::tuple<int, double, double, double, double, double, bool>> epochs;
  std::vector<float> parameters;
  TrainingEnd end = TrainingEnd::kAllEpochs;
  int best_epoch = 0;

  bool operator==(const Trace&) const = default;

  void add(const StepReport& report) {
    steps.emplace_back(report.epoch, report.step, report.learning_rate, report.training.loss,
                       report.training.accuracy);
  }
  void add(const EpochReport& report) {
    const Score validation = report.validation.value_or(Score{});
    epochs.emplace_back(report.epoch, report.learning_rate, report.training.loss,
                        report.training.accuracy, validation.loss, validation.accuracy,
                        report.best);
  }
};

struct Task {
  Dataset data = synthetic_images(40);
  TrainingSplit split = split_off_validation(40, 12, 0);  // 28 images to train on
  std::string architecture =
      "conv 3x3x3, batchnorm, relu, dropout 0.2, pool 2, fc 9, batchnorm, tanh, dropout 0.5, "
      "fc classes";
  TrainingOptions options{.epochs = 4,
                          .batch_size = 10,
                          .sgd = {.learning_rate = 0.3, .schedule = Schedule::kCosine},
                          .label_smoothing = 0.1,
                          .average_decay = 0.9,
                          .augmentation = parse_augmentation("light"),
                          .patience = 2,
                          .threads = 1};

  Network network() const { return network_for(data, architecture); }
};

/// The same with Armijo's rule, images drawn with replacement and weights of classes.
Task searching_task() {
  Task task;
  task.options.sgd = {.step = StepRule::kArmijo, .momentum = 0.0};
  task.options.sampling = Sampling::kIndependent;
  task.options.class_weights = {1.0, 2.0, 0.5};
  return task;
}

/// The training without a stop.
Trace uninterrupted(const Task& task) {
  Network network = task.network();
  Trace trace;
  const TrainingResult result = train(network, task.data, task.split, task.options,
                                      {.after_step =
                                           [&](const StepReport& report) {
                                             trace.add(report);
                                             return true;
                                           },
                                       .after_epoch =
                                           [&](const EpochReport& report) {
                                             trace.add(report);
                                             return true;
                                           }});
  trace.parameters = parameters_of(network);
  trace.end = result.end;
  trace.best_epoch = result.best_epoch;
  return trace;
}

/// Where a part of a training is to stop: after a step, or after an epoch.
enum class StopAt { kStep, kEpoch };

/// The training in parts, each by a trainer and on a network of its own, with one more thread each
/// time. A part ends at every one of `stops`, which count the steps or epochs since the beginning.
Trace in_parts(const Task& task, const std::vector<std::size_t>& stops, StopAt at) {
  Trace trace;
  const auto is_stop = [&](std::size_t count) { return std::ranges::count(stops, count) > 0; };
  const TrainingObserver observer{.after_step =
                                      [&](const StepReport& report) {
                                        trace.add(report);
                                        return at != StopAt::kStep || !is_stop(trace.steps.size());
                                      },
                                  .after_epoch =
                                      [&](const EpochReport& report) {
                                        trace.add(report);
                                        return at != StopAt::kEpoch ||
                                               !is_stop(trace.epochs.size());
                                      }};
  TrainingOptions options = task.options;
  std::optional<TrainingState> state;
  for (std::size_t part = 0; part <= stops.size(); ++part, ++options.threads) {
    Network network = task.network();
    if (state) std::ranges::fill(network.parameters(), std::nanf(""));
    Trainer trainer = state ? Trainer(network, task.data, task.split, options, *state)
                            : Trainer(network, task.data, task.split, options);
    trace.end = trainer.run(observer);
    state = trainer.state();
    trace.best_epoch = trainer.finish();
    trace.parameters = parameters_of(network);
    if (trace.end != TrainingEnd::kObserver) break;
  }
  return trace;
}

/// Stops `task` once at each of its steps, and expects that nothing but its parts shows it.
void expect_the_same_from_every_step(const Task& task) {
  const Trace expected = uninterrupted(task);
  ASSERT_GT(expected.steps.size(), 5u);
  for (std::size_t stop = 1; stop < expected.steps.size(); ++stop) {
    EXPECT_TRUE(in_parts(task, {stop}, StopAt::kStep) == expected) << "stopped after " << stop;
  }
}

TEST(ResumedTraining, HasTheSameBitsFromEveryStep) { expect_the_same_from_every_step(Task()); }

TEST(ResumedTraining, HasTheSameBitsFromEveryStepThatArmijosRuleFinds) {
  expect_the_same_from_every_step(searching_task());
}

TEST(ResumedTraining, HasTheSameBitsFromEveryStepWithoutValidation) {
  Task task;
  task.split = train_on_all(task.data);
  task.options.patience = 0;
  expect_the_same_from_every_step(task);
}

TEST(ResumedTraining, HasTheSameBitsFromEveryStepOfAPlainNetwork) {
  Task task;
  task.architecture = "fc 8, relu, fc classes";
  task.options = {.epochs = 3, .batch_size = 7, .sgd = {.clip = 0.5}, .threads = 2};
  expect_the_same_from_every_step(task);
}

TEST(ResumedTraining, HasTheSameBitsFromEveryStepOfBalancedMachines) {
  Task task;
  task.architecture = "fc classes";
  task.options = {.epochs = 3,
                  .batch_size = 7,
                  .sampler = Sampler::kBalanced,
                  .loss = LossFunction::kHinge,
                  .sgd = {.clip_errors = 0.01},
                  .threads = 2};
  expect_the_same_from_every_step(task);
}

TEST(ResumedTraining, HasTheSameBitsFromEveryStepOfAllImages) {
  Task task;
  task.options.epochs = 8;
  task.options.batch_size = 0;
  expect_the_same_from_every_step(task);
}

TEST(ResumedTraining, HasTheSameBitsFromEveryEpoch) {
  const Task task;
  const Trace expected = uninterrupted(task);
  for (std::size_t stop = 1; stop < expected.epochs.size(); ++stop) {
    EXPECT_TRUE(in_parts(task, {stop}, StopAt::kEpoch) == expected) << "stopped after " << stop;
  }
}

TEST(ResumedTraining, HasTheSameBitsAfterAnyNumberOfStops) {
  const Task task;
  EXPECT_TRUE(in_parts(task, {1, 2, 3, 5, 6, 9}, StopAt::kStep) == uninterrupted(task));
}

TEST(ResumedTraining, IsEndedByThePatienceOfTheWhole) {
  Task task;
  task.architecture = "fc 8, relu, fc classes";
  task.options = {.epochs = 60,
                  .batch_size = 5,
                  .sgd = {.learning_rate = 0.6, .schedule = Schedule::kConstant},
                  .patience = 3};
  const Trace expected = uninterrupted(task);
  ASSERT_EQ(expected.end, TrainingEnd::kPatience);
  const std::size_t last = expected.epochs.size();
  // The last one is stopped where patience has just ended it.
  for (const std::size_t stop : {last - 2, last - 1, last}) {
    EXPECT_TRUE(in_parts(task, {stop}, StopAt::kEpoch) == expected) << "stopped after " << stop;
  }
}

TEST(ResumedTraining, IsFoundDeadWhereTheWholeIs) {
  // Killed by its learning rate: the losses of the epoch's first half must not count.
  Task task;
  task.split = train_on_all(task.data);
  task.architecture = "fc 8, relu, fc 8, relu, fc classes";
  task.options = {.epochs = 100,
                  .batch_size = 10,
                  .sgd = {.learning_rate = 3.0, .schedule = Schedule::kConstant}};
  const auto message = [](const auto& training) {
    try {
      training();
    } catch (const TrainingFailed& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const std::string expected = message([&] { uninterrupted(task); });
  ASSERT_NE(expected, "");
  for (const std::size_t stop : {200u, 201u, 202u, 203u}) {
    EXPECT_EQ(message([&] { in_parts(task, {stop}, StopAt::kStep); }), expected) << stop;
  }
}

TEST(ResumedTraining, GoesOnWithTheClockOfTheWhole) {
  const Task task;
  Network network = task.network();
  TrainingState state = Trainer(network, task.data, task.split, task.options).state();
  state.seconds = 1000.0;
  Trainer trainer(network, task.data, task.split, task.options, state);
  EXPECT_GE(trainer.state().seconds, 1000.0);
  EXPECT_LT(trainer.state().seconds, 1060.0);
}

TEST(ResumedTraining, IsEndedByTheTimeLimitOfTheWhole) {
  Task task;
  task.options.most_minutes = 10.0;
  Network network = task.network();
  TrainingState state = Trainer(network, task.data, task.split, task.options).state();
  state.seconds = 600.0;
  Trainer trainer(network, task.data, task.split, task.options, state);
  EXPECT_EQ(trainer.run({}), TrainingEnd::kTimeLimit);
  EXPECT_EQ(trainer.state().step, 1);
}

TEST(InterruptedTraining, GivesUpTheStepThatIsUnderWay) {
  const Task task;
  Network network = task.network();
  Trainer trainer(network, task.data, task.split, task.options);
  std::atomic<bool> interrupted = false;
  std::vector<float> parameters;
  const TrainingEnd end = trainer.run({.after_step =
                                           [&](const StepReport& report) {
                                             interrupted = report.step == 2;
                                             parameters = parameters_of(network);
                                             return true;
                                           },
                                       .interrupted = [&] { return interrupted.load(); }});
  EXPECT_EQ(end, TrainingEnd::kObserver);
  EXPECT_EQ(trainer.state().step, 2);
  EXPECT_EQ(trainer.state().parameters, parameters);
}

TEST(InterruptedTraining, GivesUpAStepWhoseGangsAreNotAllDone) {
  Task task;
  task.data = synthetic_images(200);
  task.split = train_on_all(task.data);
  task.options.batch_size = 200;
  task.options.patience = 0;
  const Trace expected = uninterrupted(task);
  for (const int threads : {1, 3}) {
    task.options.threads = threads;
    Network network = task.network();
    Trainer first(network, task.data, task.split, task.options);
    std::atomic<int> asked = 0;
    EXPECT_EQ(first.run({.interrupted = [&] { return ++asked > 20; }}), TrainingEnd::kObserver);
    EXPECT_EQ(first.state().epoch, 2);
    EXPECT_EQ(first.state().step, 0);
    Trainer second(network, task.data, task.split, task.options, first.state());
    EXPECT_EQ(second.run({}), TrainingEnd::kAllEpochs);
    second.finish();
    EXPECT_EQ(parameters_of(network), expected.parameters) << threads << " threads";
  }
}

TEST(TrainingState, OfACompleteTrainingHasNothingLeftToDo) {
  Task task;
  task.options.patience = 0;
  Network network = task.network();
  Trainer first(network, task.data, task.split, task.options);
  first.run({});
  Trainer second(network, task.data, task.split, task.options, first.state());
  const auto no_step = [](const StepReport&) -> bool { throw std::logic_error("a step"); };
  EXPECT_EQ(second.run({.after_step = no_step}), TrainingEnd::kAllEpochs);
}

TEST(TrainingState, IsNotThereWhereAParameterIsNotFinite) {
  const Task task;
  Network network = task.network();
  const Trainer trainer(network, task.data, task.split, task.options);
  network.parameters().back() = INFINITY;
  try {
    trainer.state();
    ADD_FAILURE() << "nothing was thrown";
  } catch (const TrainingFailed& error) {
    EXPECT_STREQ(error.what(),
                 "a parameter is no longer finite, in epoch 1, step 0 of 3; a lower "
                 "--learning-rate helps");
  }
}

struct BadState {
  const char* name;
  void (*spoil)(TrainingState&);
  const char* what;
};

class TrainingStates : public testing::TestWithParam<BadState> {};

TEST_P(TrainingStates, AreRefusedWhereTheyAreNotOfTheTraining) {
  const Task task;
  Network network = task.network();
  TrainingState state = Trainer(network, task.data, task.split, task.options).state();
  GetParam().spoil(state);
  expect_refusal([&] { Trainer(network, task.data, task.split, task.options, state); },
                 std::string("the state is not one of this training: ") + GetParam().what);
}

INSTANTIATE_TEST_SUITE_P(
    Parts, TrainingStates,
    testing::Values(
        BadState{"NoEpoch", [](TrainingState& state) { state.epoch = 0; },
                 "step 0 of epoch 0, where there are 4 epochs of 3"},
        BadState{"EpochBeyondTheLast", [](TrainingState& state) { state.epoch = 6; },
                 "step 0 of epoch 6, where there are 4 epochs of 3"},
        BadState{"StepAfterTheLastEpoch",
                 [](TrainingState& state) {
                   state.epoch = 5;
                   state.step = 1;
                 },
                 "step 1 of epoch 5, where there are 4 epochs of 3"},
        BadState{"NegativeStep", [](TrainingState& state) { state.step = -1; },
                 "step -1 of epoch 1, where there are 4 epochs of 3"},
        BadState{"StepBeyondTheLast", [](TrainingState& state) { state.step = 4; },
                 "step 4 of epoch 1, where there are 4 epochs of 3"},
        BadState{"BestEpochOfTheFuture", [](TrainingState& state) { state.best_epoch = 1; },
                 "its best epoch is 1"},
        BadState{"TimeThatIsNoNumber", [](TrainingState& state) { state.seconds = NAN; },
                 "its time is negative or not a number"},
        BadState{"EndlessTime", [](TrainingState& state) { state.epoch_seconds = 1e300; },
                 "its time is negative or not a number"},
        BadState{"NoParameters", [](TrainingState& state) { state.parameters.clear(); },
                 "its parameters do not fit the network"},
        BadState{"TooFewVelocities", [](TrainingState& state) { state.velocity.pop_back(); },
                 "its parameters do not fit the network"},
        BadState{"NoAverage", [](TrainingState& state) { state.average.clear(); },
                 "its parameters do not fit the network"},
        BadState{"BestParametersWithoutABestEpoch",
                 [](TrainingState& state) { state.best_parameters = state.parameters; },
                 "its parameters do not fit the network"}),
    [](const auto& state) { return state.param.name; });

}  // namespace
}  // namespace inkling
