#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <numeric>

#include "app/augmented_sheet.h"
#include "app/commands.h"
#include "app/interruption.h"
#include "app/progress.h"
#include "app/run_folder.h"
#include "app/table.h"
#include "app/train_options.h"
#include "io/error.h"
#include "model/architecture.h"
#include "model/folding.h"
#include "model/prediction.h"

// The order of the work is what keeps a failed run cheap: the data is read and the network built
// first, then the run folder is made and written to, and only then does the training begin. The
// model is written after every epoch that is the best so far, so that whatever ends the process
// later, the best epoch is on the disk.

namespace inkling {
namespace {

/// Keeps the first `limit` images; 0 keeps all.
void keep_first(Dataset& data, std::size_t limit) {
  if (limit == 0 || limit >= data.count()) return;
  data.labels.resize(limit);
  data.images.pixels.resize(limit * data.images.shape.size());
}

/// The settings as the model file keeps them. The threads are left out, because the model does not
/// depend on them, and so are the folders of paths, because models are passed on.
std::map<std::string, std::string> model_settings(const Settings& settings) {
  std::map<std::string, std::string> texts;
  for (const auto& [name, value] : settings.items()) {
    if (name == "threads") continue;
    const bool is_path = name == "data" || name == "images" || name == "labels";
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (is_path) text = std::filesystem::path(text).lexically_normal().filename().string();
    texts[name] = std::move(text);
  }
  return texts;
}

void warn_of_missing_classes(const Dataset& data, std::span<const std::uint32_t> training) {
  std::vector<bool> seen(data.class_count(), false);
  for (const std::uint32_t image : training) seen[data.labels[image]] = true;
  std::string missing;
  for (std::size_t label = 0; label < seen.size(); ++label) {
    if (!seen[label]) missing += (missing.empty() ? "" : ", ") + printable(data.class_names[label]);
  }
  if (!missing.empty()) tell("warning: no training image of class " + missing + "\n");
}

/// What a run is called: by its network, or by the recipe whose network it is.
std::string run_name(const TrainOptions& options) {
  if (is_named_architecture(options.model)) return options.model;
  const auto recipe = std::ranges::find(presets(), options.model, &Preset::model);
  return recipe == presets().end() ? "custom" : std::string(recipe->name);
}

Network network_for(const TrainOptions& options, const Dataset& data) {
  try {
    return build_network(options.model, data.images.shape, data.class_count());
  } catch (const std::invalid_argument& error) {
    const auto recipe = std::ranges::find(presets(), options.preset, &Preset::name);
    if (recipe->model != options.model || is_named_architecture(options.model)) throw;
    throw UsageError(
        fmt::format("the network of --preset {} does not fit images of {} ({}); give "
                    "another one with --model, such as mlp",
                    options.preset, to_string(data.images.shape), error.what()));
  }
}

std::string headline(const TrainOptions& options, const Network& network,
                     const TrainingSplit& split, const RunFolder& folder) {
  const auto size = [](const auto& range) { return static_cast<std::int64_t>(std::size(range)); };
  const std::string name = run_name(options);
  return fmt::format("training {} ({}) into {}\non {} of {}, {} held out, {}\n", name,
                     counted(size(folded(network).parameters()), "parameter"),
                     printable(folder.path().string()), counted(size(split.training), "image"),
                     to_string(network.input_shape()), grouped(size(split.validation)),
                     counted(resolve_threads(options.training.threads), "thread"));
}

/// One training from its first step to its last file.
class Run {
 public:
  Run(const TrainOptions& options, const Dataset& data, const TrainingSplit& split, Model& model,
      RunFolder& folder)
      : options_(options),
        data_(data),
        split_(split),
        model_(model),
        folder_(folder),
        progress_(options.training.epochs, options.training.batch_size, split.training.size(),
                  options.color) {}

  /// Returns the exit code.
  int run() {
    TrainingObserver observer;
    observer.after_step = [this](const StepReport& report) {
      if (!options_.quiet) progress_.after_step(report);
      return interruption_.signal() == 0;
    };
    observer.after_epoch = [this](const EpochReport& report) {
      record(report);
      return interruption_.signal() == 0;
    };
    const TrainingResult result = train(model_.network, data_, split_, options_.training, observer);
    progress_.clear();
    // The model of the best epoch was written after that epoch.
    if (result.best_epoch == 0) write_model(0);
    print(folder_.path().string() + "\n");
    switch (result.end) {
      case TrainingEnd::kAllEpochs:
        return kDone;
      case TrainingEnd::kPatience:
        tell_of_end(fmt::format("no better epoch for {}", options_.training.patience), result);
        return kDone;
      case TrainingEnd::kTimeLimit:
        tell_of_end("the time limit is over", result);
        return kDone;
      case TrainingEnd::kObserver:
        break;
    }
    tell_of_end("interrupted", result);
    return kSignalBase + interruption_.signal();
  }

 private:
  void record(const EpochReport& report) {
    if (!options_.quiet) progress_.after_epoch(report);
    folder_.add_metrics(report);
    if (!report.best) return;
    if (report.validation) {
      model_.settings["validation_accuracy"] = fmt::format("{:.6f}", report.validation->accuracy);
    }
    write_model(report.epoch);
  }

  void write_model(int best_epoch) {
    model_.settings["best_epoch"] = std::to_string(best_epoch);
    folder_.write_model(model_);
  }

  void tell_of_end(const std::string& reason, const TrainingResult& result) const {
    const bool best_is_kept = result.best_epoch > 0 && !split_.validation.empty();
    const std::string state = best_is_kept
                                  ? fmt::format("the parameters of epoch {}", result.best_epoch)
                                  : "the parameters as they were then";
    tell(fmt::format("{}; {} holds {}\n", reason, printable(folder_.model_path().string()), state));
  }

  const TrainOptions& options_;
  const Dataset& data_;
  const TrainingSplit& split_;
  Model& model_;
  RunFolder& folder_;
  Progress progress_;
  Interruption interruption_;
};

}  // namespace

int run_train(const std::vector<std::string>& arguments) {
  TrainOptions options;
  CommandLine line(
      "train", "--data DATA [options]",
      "Trains a network on labelled images; prints the path of the run folder.",
      {"inkling train --data mnist", "inkling train --data digits.png --preset small-data",
       "inkling train --data mnist --model \"conv 8x5x5, relu, pool 2, fc classes\""});
  options.add_to(line);
  if (!line.parse(arguments)) return kDone;
  options.data.check();

  Dataset data = options.data.load();
  keep_first(data, options.limit);
  const std::size_t validation = options.validation_count(data.count());
  const TrainingSplit split = split_off_validation(data.count(), validation, options.training.seed);

  if (!options.show_augmented.empty()) {
    if (!options.training.augmentation.any()) {
      throw UsageError("--show-augmented: no image is varied; add --augment light");
    }
    write_augmented_sheet(data, split.training, options.training.augmentation,
                          options.training.seed, options.show_augmented);
    print(options.show_augmented + "\n");
    return kDone;
  }

  const Settings settings = options.settings(validation);
  Model model{network_for(options, data), data.class_names, model_settings(settings)};
  model.network.normalization = measure_normalization(data.images, split.training);
  model.network.initialize(options.training.seed);

  RunFolder folder =
      options.out.empty() ? RunFolder::numbered(run_name(options)) : RunFolder::at(options.out);
  folder.write_config("# inkling train --config THIS-FILE runs this training again\n" +
                      config_text(settings));
  if (!options.quiet) {
    tell(passed_over_warning(options.data.data));
    warn_of_missing_classes(data, split.training);
    tell(headline(options, model.network, split, folder));
  }
  return Run(options, data, split, model, folder).run();
}

}  // namespace inkling
