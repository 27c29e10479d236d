#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/options/class_weights_text.h"
#include "app/options/train_options.h"
#include "app/report/augmented_sheet.h"
#include "app/run/interruption.h"
#include "app/run/provenance.h"
#include "app/run/resumption.h"
#include "app/run/run_folder.h"
#include "app/run/run_report.h"
#include "app/run/training_run.h"
#include "app/terminal/gradient_check_text.h"
#include "app/terminal/table.h"
#include "io/classifier/ensemble.h"
#include "io/classifier/pixel_convention.h"
#include "io/classifier/training_preprocessing.h"
#include "io/files/byte_view.h"
#include "io/files/checksum.h"
#include "io/files/error.h"
#include "model/evaluation/prediction.h"
#include "model/network/architecture.h"
#include "model/network/folding.h"
#include "model/network/transfer.h"
#include "model/training/gradient_check.h"

// The order of the work makes errors show early: first the data is read and the network is built,
// then the run folder is made and written to, and only then does the training begin.

namespace inkling {
namespace {

using namespace std::literals;

void warn_of_missing_classes(const Dataset& data, std::span<const std::uint32_t> training) {
  std::vector<bool> seen(data.class_count(), false);
  for (const std::uint32_t image : training) seen[data.labels[image]] = true;
  std::string missing;
  for (std::size_t label = 0; label < seen.size(); ++label) {
    if (!seen[label]) missing += (missing.empty() ? "" : ", ") + printable(data.class_names[label]);
  }
  if (!missing.empty()) tell("warning: no training image of class " + missing + "\n");
}

/// The name of a run: that of the recipe if it has the recipe's network, otherwise the network's.
std::string run_name(const TrainOptions& options) {
  if (!options.from.empty()) {
    std::filesystem::path path = std::filesystem::absolute(model_file(options.from));
    if (path.filename() == "model.onnx") path = path.parent_path();
    return "from-" + path.stem().string();
  }
  const NamedArchitecture* const named = find_named_architecture(options.model);
  if (named != nullptr) return std::string(named->name);
  const auto recipe = std::ranges::find(presets(), options.model, &Preset::model);
  return recipe == presets().end() ? "custom" : std::string(recipe->name);
}

Network network_for(const TrainOptions& options, const Dataset& data) {
  try {
    Network network = build_network(options.model, data.images.shape, data.class_count());
    if (!network.parameters().empty()) return network;
    throw UsageError("--model: the network has nothing to learn; it needs conv or fc");
  } catch (const std::invalid_argument& error) {
    const auto recipe = std::ranges::find(presets(), options.preset, &Preset::name);
    if (recipe->model != options.model || find_named_architecture(options.model) != nullptr) throw;
    throw UsageError(
        fmt::format("the network of --preset {} does not fit images of {} ({}); give "
                    "another one with --model, such as mlp",
                    options.preset, to_string(data.images.shape), error.what()));
  }
}

/// If `model` has all classes of `data`, gives the images its labels; returns whether it has.
bool take_labels_of(const Model& model, Dataset& data) {
  const std::map<std::string, std::uint16_t> known = labels_by_name(model.class_names);
  const auto is_known = [&](const std::string& name) { return known.contains(name); };
  if (!std::ranges::all_of(data.class_names, is_known)) return false;
  for (std::uint16_t& label : data.labels) label = known.at(data.class_names[label]);
  data.class_names = model.class_names;
  return true;
}

/// The network of --from, for the classes of `data`. If the model has these classes, `data` gets
/// its labels; otherwise its last layer is a new one.
Network network_from(const TrainOptions& options, Dataset& data) {
  const std::string path = model_file(options.from);
  std::vector<Model> models = read_ensemble(std::span(&path, 1));
  Model& model = models.front();
  model.network.inverse_temperature = 1.0f;  // not that of the network that comes of it
  require_images(model, path, data.images.shape, options.data.name());
  if (!options.quiet) {
    warn(checksum_warnings(models, std::span(&path, 1)));
  }
  const std::vector<std::string> notes =
      settle_pixels(models, std::span(&path, 1), "auto", data, options.training.threads);
  if (!options.quiet) note(notes);
  if (take_labels_of(model, data)) return std::move(model.network);
  if (!options.quiet) {
    tell(fmt::format("note: the last layer of {} is a new one, because its classes are others\n",
                     printable(path)));
  }
  try {
    return with_new_classes(model.network, data.class_count(), options.training.seed);
  } catch (const std::invalid_argument& error) {
    throw FileError({.path = path,
                     .problem = "cannot learn other classes",
                     .expected = counted(static_cast<std::int64_t>(data.class_count()), "class"),
                     .found = error.what(),
                     .next = "train a new network with --model"});
  }
}

void freeze(Network& network, std::size_t layers) {
  if (layers == 0) return;
  try {
    network.freeze(layers);
  } catch (const std::invalid_argument& error) {
    throw UsageError(std::string("--freeze: ") + error.what());
  }
}

std::string headline(const TrainOptions& options, const Network& network,
                     const TrainingSplit& split, const RunFolder& folder, double epochs_done) {
  const auto size = [](const auto& range) { return static_cast<std::int64_t>(std::size(range)); };
  const std::string name = run_name(options);
  const std::string network_text =
      fmt::format("{} ({})", name, counted(size(folded(network).parameters()), "parameter"));
  const std::string folder_text = printable(folder.path().string());
  const int epochs = options.training.epochs;
  const int epoch = std::min(static_cast<int>(epochs_done) + 1, epochs);
  const std::string what = epochs_done == 0.0
                               ? fmt::format("training {} into {}", network_text, folder_text)
                               : fmt::format("resuming {} in {}, epoch {} of {}", network_text,
                                             folder_text, epoch, epochs);
  return fmt::format("{}\non {} of {}, {} held out, {}\n", what,
                     counted(size(split.training), "image"), to_string(network.input_shape()),
                     grouped(size(split.validation)),
                     counted(resolve_threads(options.training.threads), "thread"));
}

TrainingIdentity identity_of(const Model& model, const Dataset& data) {
  std::string settings;
  for (const auto& [name, value] : model.settings) settings += name + " = " + value + "\n";
  return {.settings_checksum = checksum(as_bytes(settings)), .data_checksum = checksum(data)};
}

/// The trainer that continues the interrupted training in `folder`; removes the metrics of later
/// epochs. Throws FileError if it would no longer be the same training.
Trainer stopped_trainer(RunFolder& folder, const TrainOptions& options, const Dataset& data,
                        const TrainingSplit& split, Model& model,
                        const TrainingIdentity& identity) {
  const auto refuse = [&](const std::string& path, const std::string& problem) {
    throw FileError({.path = path,
                     .problem = problem,
                     .expected = "the same as when " + folder.path().string() + " was started",
                     .next = "undo the change, or train again: inkling train --config " +
                             folder.config_path().string()});
  };
  Checkpoint checkpoint = folder.read_checkpoint(model.network.parameters().size());
  if (checkpoint.settings_checksum != identity.settings_checksum) {
    refuse(folder.config_path().string(), "the settings have changed");
  }
  if (checkpoint.data_checksum != identity.data_checksum) {
    refuse(options.data.name(), "the data has changed");
  }
  folder.keep_metrics(checkpoint.state.epoch - 1);
  try {
    return {model.network, data, split, options.training, std::move(checkpoint.state)};
  } catch (const std::invalid_argument& error) {
    refuse(folder.checkpoint_path().string(), error.what());
    throw;
  }
}

/// Sets the options bound to `line` to the settings of the run folder in --resume. Returns the
/// folder, or nothing if its training is complete, and then says so.
std::optional<RunFolder> reopen(CommandLine& line, std::vector<std::string> arguments,
                                const std::string& path) {
  check_resumption(line);
  RunFolder folder = RunFolder::reopened(path);
  if (folder.is_complete()) {
    tell(fmt::format("{} is complete; its model is {}\n", printable(path),
                     printable(folder.model_path().string())));
    print(path + "\n");
    return std::nullopt;
  }
  arguments.push_back("--config=" + folder.config_path().string());
  line.parse(arguments);
  return folder;
}

RunFolder new_folder(const TrainOptions& options, const Settings& settings) {
  RunFolder folder =
      options.out.empty() ? RunFolder::numbered(run_name(options)) : RunFolder::at(options.out);
  folder.write_config("# inkling train --config THIS-FILE runs this training again\n" +
                      config_text(settings));
  return folder;
}

/// Carries out --show-augmented.
int show_augmented(const TrainOptions& options, const Dataset& data, const TrainingSplit& split) {
  if (!options.training.augmentation.any()) {
    throw UsageError("--show-augmented: there is no augmentation; add --augment light");
  }
  write_augmented_sheet(data, split.training, options.training.augmentation, options.training.seed,
                        options.show_augmented);
  print(options.show_augmented + "\n");
  return kDone;
}

/// Carries out --check-gradients.
int run_gradient_check(const TrainOptions& options, Network& network, const Dataset& data,
                       const TrainingSplit& split) {
  if (!options.quiet) {
    tell(
        fmt::format("checking the gradient of {} on the first batch by central differences\n"
                    "(for large layers, a random sample chosen by --seed)\n",
                    run_name(options)));
  }
  const GradientCheck check = check_gradients(network, data, split, options.training);
  print(gradient_check_text(check, network));
  const std::string wrong = wrong_gradients_text(check, network);
  tell(wrong);
  if (!wrong.empty()) return kGateNotMet;
  if (!options.quiet) {
    tell(fmt::format("they agree; errors up to {} are rounding\n", kLargestGradientError));
  }
  return kDone;
}

struct TrainLine : CommandLine {
  TrainOptions options;

  TrainLine()
      : CommandLine(
            "train", "--data DATA [options]",
            "Trains a network on labelled images; prints the path of the run folder.",
            {"inkling train --data mnist", "inkling train --data digits.png --preset small-data",
             "inkling train --data mnist --model \"conv 8x5x5, relu, pool 2, fc classes\"",
             "inkling train --resume runs/lenet5-1"}) {
    options.add_to(*this);
  }
};

}  // namespace

CommandDescription describe_train() { return TrainLine().describe(); }

int run_train(const std::vector<std::string>& arguments) {
  TrainLine line;
  TrainOptions& options = line.options;
  if (!line.parse(arguments)) return kDone;
  std::optional<RunFolder> old_folder;
  if (!options.resume.empty()) {
    old_folder = reopen(line, arguments, options.resume);
    if (!old_folder) return kDone;
  }
  options.settle(line);
  options.data.check();

  Dataset data = options.data.load(options.limit);
  const std::size_t validation = options.validation_count(data.count());
  TrainingSplit split = split_off_validation(data.count(), validation, options.training.seed);
  repeat_images(split, data.repeats);
  if (!options.show_augmented.empty()) return show_augmented(options, data, split);

  const bool is_new = options.from.empty();
  Network network = is_new ? network_for(options, data) : network_from(options, data);
  options.training.class_weights = class_weights(options.class_weights, data, split.training);
  // Now, because the files may change during the training.
  Fact data_hashes = data_fact(options.data);
  const Settings settings = options.settings(validation);
  Model model{std::move(network), data.class_names, model_settings(settings)};
  note_preprocessing(data, model);
  if (is_new) {
    model.network.measure_normalization(data.images, split.training);
    model.network.initialize(options.training.seed);
  }
  freeze(model.network, options.freeze);
  if (options.check_gradients) return run_gradient_check(options, model.network, data, split);
  const TrainingIdentity identity = identity_of(model, data);

  const Interruption interruption;
  const bool goes_on = old_folder.has_value();
  RunFolder folder = goes_on ? std::move(*old_folder) : new_folder(options, settings);
  Trainer trainer = goes_on ? stopped_trainer(folder, options, data, split, model, identity)
                            : Trainer(model.network, data, split, options.training);
  if (!options.quiet) {
    tell(passed_over_warning(options.data.data, options.data.format));
    warn_of_missing_classes(data, split.training);
    tell(headline(options, model.network, split, folder, trainer.epochs_done()));
  }
  const std::string command = shell_command(
      "train", goes_on ? std::vector{"--config"s, folder.config_path().string()} : arguments);
  RunReport report(options, command, std::move(data_hashes), data, split, model, folder);
  return TrainingRun(options, data, split, identity, trainer, model, folder, report, interruption)
      .run();
}

}  // namespace inkling
