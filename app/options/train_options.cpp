#include "app/options/train_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <stdexcept>

#include "app/options/class_weights_text.h"
#include "model/network/architecture.h"
#include "model/text.h"

namespace inkling {
namespace {

constexpr std::size_t kMostHeldOut = 5000;
constexpr std::uint64_t kMostEpochs = 100'000;
constexpr std::uint64_t kLargestBatch = 65'536;
constexpr std::uint64_t kMostLayers = 10'000;
constexpr std::uint64_t kMostImages = std::numeric_limits<std::uint32_t>::max();

constexpr Choice<Schedule> kSchedules[] = {{"constant", Schedule::kConstant},
                                           {"cosine", Schedule::kCosine},
                                           {"one-cycle", Schedule::kOneCycle}};
constexpr Choice<StepRule> kStepRules[] = {{"scheduled", StepRule::kScheduled},
                                           {"armijo", StepRule::kArmijo}};
constexpr Choice<LossFunction> kLosses[] = {{"cross-entropy", LossFunction::kCrossEntropy},
                                            {"mean-square", LossFunction::kMeanSquare},
                                            {"hinge", LossFunction::kHinge}};
constexpr Choice<Sampling> kSamplings[] = {{"epoch", Sampling::kEpoch},
                                           {"independent", Sampling::kIndependent}};
constexpr Choice<Sampler> kSamplers[] = {{"uniform", Sampler::kUniform},
                                         {"balanced", Sampler::kBalanced}};
constexpr Choice<Split> kSplits[] = {{"train", Split::kTrain}, {"all", Split::kAll}};

std::string absolute(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

constexpr std::string_view kScheduledOnly[] = {"learning-rate", "schedule", "momentum",
                                               "nesterov",      "clip",     "clip-errors"};
constexpr std::string_view kArmijoOnly[] = {"armijo-sigma", "armijo-alpha"};

/// The settings without meaning if Armijo's rule finds the steps, or if it does not.
std::span<const std::string_view> meaningless(bool searches) {
  if (searches) return kScheduledOnly;
  return kArmijoOnly;
}

bool is_share(double x) { return x >= 0 && x < 1; }
bool is_inner_share(double x) { return x > 0 && x < 1; }
bool is_limit(double x) { return x >= 0; }

/// The settings that say what the data is. Those of the format are left out if they are not used.
void add_data_settings(const DataOptions& data, Settings& all) {
  if (data.data.empty()) {
    all["images"] = absolute(data.images);
    all["labels"] = absolute(data.labels);
  } else {
    std::vector<std::string> paths;
    for (const std::string& path : data.data) paths.push_back(absolute(path));
    all["data"] = paths.size() == 1 ? Settings(paths.front()) : Settings(paths);
    all["split"] = word_for<Split>(data.split, kSplits);
  }
  if (!data.weights.empty()) all["weight"] = fmt::format("{}", fmt::join(data.weights, ","));
  const DataFormat& format = data.format;
  if (format.image_size) all["image-size"] = image_size_text(*format.image_size);
  if (!format.label_pattern.empty()) all["label-from"] = format.label_pattern;
  if (!format.classes.empty()) all["classes"] = absolute(format.classes.string());
}

/// A setting's value as one text; of paths only the file names.
std::string setting_text(const std::string& name, const Settings& value) {
  constexpr std::string_view kPaths[] = {"data", "images", "labels", "from", "classes"};
  if (!value.is_array()) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (std::ranges::count(kPaths, name) == 0) return text;
    return std::filesystem::path(text).lexically_normal().filename().string();
  }
  std::vector<std::string> parts;
  for (const Settings& part : value) parts.push_back(setting_text(name, part));
  return fmt::format("{}", fmt::join(parts, ", "));
}

constexpr std::string_view kAllImages = "all";

Settings batch_size_setting(int batch_size) {
  return batch_size == 0 ? Settings(kAllImages) : Settings(batch_size);
}

void read_batch_size(const std::string& text, int& batch_size) {
  std::uint64_t number = 0;
  if (text != kAllImages && (!read_number(text, number) || number < 1 || number > kLargestBatch)) {
    throw std::invalid_argument(fmt::format("'{}' is not a whole number from 1 to {}, or {}", text,
                                            kLargestBatch, kAllImages));
  }
  batch_size = static_cast<int>(number);
}

void add_images_of_steps(CommandLine& line, TrainingOptions& training) {
  line.whole("--epochs", training.epochs, 1, kMostEpochs, "passes over the training images");
  line.add_text(
          "--batch-size",
          [&training](const std::string& text) { read_batch_size(text, training.batch_size); },
          "N|all", "images per step; at least 16 for each thread")
      ->default_str(std::to_string(training.batch_size));
  line.choice<Sampling>("--sampling", training.sampling, kSamplings,
                        "epoch (each image once) or independent");
  line.choice<Sampler>("--sampler", training.sampler, kSamplers,
                       "uniform, or balanced: each class equally often");
}

void add_loss(CommandLine& line, TrainOptions& options) {
  std::vector<std::string> words;
  for (const auto& [word, meaning] : kLosses) words.emplace_back(word);
  line.add_choice(
      "--loss", words, [&options](std::size_t index) { options.loss = kLosses[index].second; },
      "cross-entropy, mean-square or hinge\n[cross-entropy, or hinge for --model svm]");
  line.real("--label-smoothing", options.training.label_smoothing, "from 0 to below 1", is_share,
            "share of the target spread over all classes");
  line.suggest(line.text("--class-weights", options.class_weights, "TEXT",
                         "balanced, a list such as '7 2, 9 0.5', or a file"),
               {"none", "balanced"});
}

void add_descent(CommandLine& line, TrainingOptions& training) {
  SgdOptions& sgd = training.sgd;
  line.real(
      "--learning-rate", sgd.learning_rate, "above 0 and at most 100",
      [](double rate) { return rate > 0 && rate <= 100; }, "step size; the peak of the schedule");
  line.choice<Schedule>("--schedule", sgd.schedule, kSchedules, "constant, cosine or one-cycle");
  line.real("--momentum", sgd.momentum, "from 0 to below 1", is_share,
            "share of the velocity kept from step to step");
  line.flag("--nesterov", sgd.nesterov, "use Nesterov momentum");
  line.real(
      "--weight-decay", sgd.weight_decay, "from 0 to 1", [](double x) { return x >= 0 && x <= 1; },
      "pull the weights towards 0 by this factor");
  line.real("--clip", sgd.clip, "of at least 0", is_limit,
            "clip the gradient to this norm; 0 is off");
  line.real("--clip-errors", sgd.clip_errors, "of at least 0", is_limit,
            "clip the error terms of neurons; 0 is off");
  line.choice<StepRule>("--step", sgd.step, kStepRules,
                        "scheduled, or armijo: line search each time");
  line.real("--armijo-sigma", sgd.armijo.sigma, "between 0 and 1", is_inner_share,
            "sigma of Armijo's rule: share of the slope");
  line.real("--armijo-alpha", sgd.armijo.alpha, "between 0 and 1", is_inner_share,
            "alpha of Armijo's rule: factor between lengths");
  line.real("--ema", training.average_decay, "from 0 to below 1", is_share,
            "average the parameters with this decay; 0 is off");
  line.whole("--seed", training.seed, 0, std::numeric_limits<std::uint64_t>::max(),
             "the same seed gives the same model, bit for bit");
  line.threads(training.threads);
}

void add_augmentation(CommandLine& line, TrainOptions& options) {
  line.group("augmentation");
  AugmentationOptions& augmentation = options.training.augmentation;
  CLI::Option* parts = line.add_text(
      "--augment",
      [&augmentation](const std::string& text) { augmentation = parse_augmentation(text); }, "TEXT",
      "none, light, strong, or parts with their maximum:\n"
      "rotate, scale, shear, shift, elastic, thickness\n");
  parts->default_str(to_text(augmentation));
  line.suggest(parts, {"none", "light", "strong"});
  line.text("--show-augmented", options.show_augmented, "FILE",
            "draw augmented images as a PNG file; no training");
}

void add_preset(CommandLine& line, TrainOptions& options) {
  std::vector<std::string> names;
  std::string description = "network, training and augmentation:";
  for (const Preset& preset : presets()) {
    names.emplace_back(preset.name);
    description += fmt::format("\n{}: {}", preset.name, preset.reaches);
  }
  description += '\n';
  line.add_choice(
          "--preset", names, [&options](std::size_t index) { options.take(presets()[index]); },
          description)
      ->option_text("NAME")
      ->default_str(options.preset);
}

void add_ends(CommandLine& line, TrainingOptions& training) {
  line.group("stopping early");
  line.whole("--patience", training.patience, 0, kMostEpochs,
             "stop after N epochs without a better one; 0 is off");
  line.real(
          "--time-limit", training.most_minutes, "of at least 0",
          [](double minutes) { return minutes >= 0; }, "stop after this time; 0 is off")
      ->option_text("MINUTES");
}

}  // namespace

void TrainOptions::take(const Preset& recipe) {
  const std::uint64_t seed = training.seed;
  const int threads = training.threads;
  preset = recipe.name;
  model = recipe.model;
  training = recipe.training;
  training.seed = seed;
  training.threads = threads;
}

void TrainOptions::add_to(CommandLine& line) {
  // Before all others: options take effect in this order, so the others override it.
  line.group("preset");
  add_preset(line, *this);
  line.group("data and network");
  data.add_to(line, kSplits, "train, or all to include the test part");
  data.add_weight(line);
  line.whole("--limit", limit, 0, kMostImages, "only the first N images of each DATA; 0: all");
  line.add_whole(
      "--validation", [this](std::uint64_t count) { validation = count; }, 0, kMostImages,
      "images held out to choose the best epoch; 0 is none\n[5000, or a tenth if that is less]");
  line.suggest(
      line.text("--model", model, "NAME|TEXT", "a network; inkling info lists names and layers"),
      network_names());
  line.text("--from", from, "FILE", "start with network and weights of this model")
      ->excludes("--model");
  line.whole("--freeze", freeze, 0, kMostLayers, "keep the weights of the first N layers");
  line.group("training");
  add_images_of_steps(line, training);
  add_loss(line, *this);
  add_descent(line, training);
  line.flag("--no-calibration", no_calibration, "fit no temperature to the validation images");
  add_augmentation(line, *this);
  add_ends(line, training);
  line.group("output and running");
  line.text("--out", out, "DIR", "the run folder [runs/<model>-<n>]");
  line.text("--resume", resume, "DIR", "continue the interrupted training in this run folder")
      ->configurable(false);
  line.real(
          "--checkpoint-every", checkpoint_seconds, "of at least 0",
          [](double seconds) { return seconds >= 0; }, "seconds between checkpoints; 0 is off")
      ->option_text("S");
  line.config();
  line.flag("--check-gradients", check_gradients, "check backpropagation numerically; no training")
      ->excludes("--show-augmented")
      ->configurable(false);
  line.flag("--quiet", quiet, "show no progress and no warnings");
  line.color(color);
}

void TrainOptions::settle(const CommandLine& line) {
  const NamedArchitecture* const named = find_named_architecture(model);
  training.loss = loss.value_or(named != nullptr ? named->loss : LossFunction::kCrossEntropy);
  class_weights = class_weights_setting(class_weights);
  const std::vector<std::string> given = line.given();
  if (training.loss == LossFunction::kHinge && training.label_smoothing > 0.0) {
    if (std::ranges::count(given, "--label-smoothing") > 0) {
      throw UsageError("--loss hinge has no --label-smoothing; give --label-smoothing 0");
    }
    training.label_smoothing = 0.0;  // a preset may have set it
  }
  const bool searches = training.sgd.step == StepRule::kArmijo;
  for (const std::string& name : given) {
    if (std::ranges::count(meaningless(searches), name.substr(2)) == 0) continue;
    if (!searches) {
      throw UsageError(name + ": a constant of --step armijo, which is not what --step says");
    }
    throw UsageError(
        fmt::format("{}: --step armijo finds the length of each step down the gradient itself; "
                    "remove {}, also from a --config file",
                    name, name));
  }
  if (!searches) return;
  training.sgd.momentum = 0.0;
  training.sgd.nesterov = false;
  training.sgd.clip = 0.0;
  training.sgd.clip_errors = 0.0;
}

std::size_t TrainOptions::validation_count(std::size_t images) const {
  const std::size_t count = validation.value_or(std::min(kMostHeldOut, images / 10));
  if (count >= images) {
    throw UsageError(
        fmt::format("--validation: {} of {} images leave none to train", count, images));
  }
  if (training.patience > 0 && count == 0) {
    throw UsageError("--patience needs validation images; give --validation N");
  }
  return count;
}

Settings TrainOptions::settings(std::size_t validation_count) const {
  Settings all;
  add_data_settings(data, all);
  all["transpose"] = data.exchange_axes;
  all["limit"] = limit;
  all["validation"] = validation_count;
  if (from.empty()) {
    all["model"] = model;
  } else {
    all["from"] = absolute(from);
  }
  if (freeze > 0) all["freeze"] = freeze;
  all["epochs"] = training.epochs;
  all["batch-size"] = batch_size_setting(training.batch_size);
  all["sampling"] = word_for<Sampling>(training.sampling, kSamplings);
  all["sampler"] = word_for<Sampler>(training.sampler, kSamplers);
  all["loss"] = loss_word(training.loss);
  all["label-smoothing"] = training.label_smoothing;
  all["class-weights"] = class_weights;
  all["step"] = word_for<StepRule>(training.sgd.step, kStepRules);
  all["armijo-sigma"] = training.sgd.armijo.sigma;
  all["armijo-alpha"] = training.sgd.armijo.alpha;
  all["learning-rate"] = training.sgd.learning_rate;
  all["schedule"] = word_for<Schedule>(training.sgd.schedule, kSchedules);
  all["momentum"] = training.sgd.momentum;
  all["nesterov"] = training.sgd.nesterov;
  all["weight-decay"] = training.sgd.weight_decay;
  all["clip"] = training.sgd.clip;
  all["clip-errors"] = training.sgd.clip_errors;
  all["ema"] = training.average_decay;
  if (no_calibration) all["no-calibration"] = true;
  all["augment"] = to_text(training.augmentation);
  all["patience"] = training.patience;
  all["time-limit"] = training.most_minutes;
  all["seed"] = training.seed;
  all["threads"] = training.threads;
  all["checkpoint-every"] = checkpoint_seconds;
  for (const std::string_view name : meaningless(training.sgd.step == StepRule::kArmijo)) {
    all.erase(std::string(name));
  }
  return all;
}

std::vector<std::string> network_names() {
  std::vector<std::string> names;
  for (const NamedArchitecture& named : named_architectures()) names.emplace_back(named.name);
  return names;
}

std::string loss_word(LossFunction loss) { return word_for<LossFunction>(loss, kLosses); }

std::map<std::string, std::string> model_settings(const Settings& settings) {
  std::map<std::string, std::string> texts;
  for (const auto& [name, value] : settings.items()) {
    if (name != "threads" && name != "checkpoint-every") texts[name] = setting_text(name, value);
  }
  return texts;
}

}  // namespace inkling
