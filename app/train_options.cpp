#include "app/train_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>

namespace inkling {
namespace {

constexpr std::size_t kMostHeldOut = 5000;
constexpr std::uint64_t kMostEpochs = 100'000;
constexpr std::uint64_t kLargestBatch = 65'536;
constexpr std::uint64_t kMostImages = std::numeric_limits<std::uint32_t>::max();

constexpr Choice<Schedule> kSchedules[] = {{"constant", Schedule::kConstant},
                                           {"cosine", Schedule::kCosine},
                                           {"one-cycle", Schedule::kOneCycle}};
constexpr Choice<Split> kSplits[] = {{"train", Split::kTrain}, {"all", Split::kAll}};

std::string absolute(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

void add_descent(CommandLine& line, TrainingOptions& training) {
  SgdOptions& sgd = training.sgd;
  line.group("how to train");
  line.whole("--epochs", training.epochs, 1, kMostEpochs, "passes over all training images");
  line.whole("--batch-size", training.batch_size, 1, kLargestBatch, "images for each step");
  line.real(
      "--learning-rate", sgd.learning_rate, "above 0 and at most 100",
      [](double rate) { return rate > 0 && rate <= 100; }, "the largest length of the steps");
  line.choice<Schedule>("--schedule", sgd.schedule, kSchedules, "constant, cosine or one-cycle");
  line.real(
      "--momentum", sgd.momentum, "from 0 to below 1", [](double x) { return x >= 0 && x < 1; },
      "share of the velocity that a step keeps");
  line.flag("--nesterov", sgd.nesterov, "look ahead along the velocity");
  line.real(
      "--weight-decay", sgd.weight_decay, "from 0 to 1", [](double x) { return x >= 0 && x <= 1; },
      "pull of the weights towards 0");
  line.real(
      "--clip", sgd.clip, "of at least 0", [](double norm) { return norm >= 0; },
      "largest norm of the gradient; 0 is no limit");
  line.whole("--seed", training.seed, 0, std::numeric_limits<std::uint64_t>::max(),
             "the same seed gives the same model, bit for bit");
  line.threads(training.threads);
}

}  // namespace

void TrainOptions::add_to(CommandLine& line) {
  line.group("what to train");
  data.add_to(line, kSplits, "train, or all to use the test part too");
  line.whole("--limit", limit, 0, kMostImages, "use the first N training images; 0 is all");
  line.add_whole(
      "--validation", [this](std::uint64_t count) { validation = count; }, 0, kMostImages,
      "images held out to find the best epoch; 0 is none\n[5000 or a tenth, if that is less]");
  line.text("--model", model, "NAME|TEXT", "inkling info lists names and layers");
  add_descent(line, training);
  line.group("where to put it, what to show");
  line.text("--out", out, "DIR", "the run folder [runs/<model>-<n>]");
  line.config();
  line.flag("--quiet", quiet, "show no progress and no warnings");
  line.color(color);
}

std::size_t TrainOptions::validation_count(std::size_t images) const {
  const std::size_t count = validation.value_or(std::min(kMostHeldOut, images / 10));
  if (count >= images) {
    throw UsageError(
        fmt::format("--validation: {} of {} images leave none to train", count, images));
  }
  return count;
}

Settings TrainOptions::settings(std::size_t validation_count) const {
  Settings all;
  if (data.data.empty()) {
    all["images"] = absolute(data.images);
    all["labels"] = absolute(data.labels);
  } else {
    all["data"] = absolute(data.data);
    all["split"] = word_for<Split>(data.split, kSplits);
  }
  all["transpose"] = data.exchange_axes;
  all["limit"] = limit;
  all["validation"] = validation_count;
  all["model"] = model;
  all["epochs"] = training.epochs;
  all["batch-size"] = training.batch_size;
  all["learning-rate"] = training.sgd.learning_rate;
  all["schedule"] = word_for<Schedule>(training.sgd.schedule, kSchedules);
  all["momentum"] = training.sgd.momentum;
  all["nesterov"] = training.sgd.nesterov;
  all["weight-decay"] = training.sgd.weight_decay;
  all["clip"] = training.sgd.clip;
  all["seed"] = training.seed;
  all["threads"] = training.threads;
  return all;
}

}  // namespace inkling
