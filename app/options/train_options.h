#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "app/options/command_line.h"
#include "app/options/config_file.h"
#include "app/options/data_options.h"
#include "app/options/preset.h"
#include "app/terminal/terminal.h"
#include "model/training/trainer.h"

namespace inkling {

/// Everything that `inkling train` can be told; at first, the default preset.
struct TrainOptions {
  TrainOptions() { take(presets().front()); }

  DataOptions data;
  std::string preset;  ///< The name of the recipe.
  std::string model;   ///< A name or an architecture text.
  TrainingOptions training;
  std::optional<LossFunction> loss;       ///< Nothing is the usual one of the model.
  std::string class_weights = "none";     ///< See `class_weights_setting`.
  std::optional<std::size_t> validation;  ///< Nothing is the default of `validation_count`.
  std::size_t limit = 0;                  ///< 0 is all training images.
  std::string out;                        ///< Empty is runs/<model>-<n>.
  std::string resume;                     ///< The run folder to go on in; empty is a new one.
  double checkpoint_seconds = 30.0;       ///< Between checkpoints; 0 is only where it is stopped.
  std::string show_augmented;             ///< A PNG file to draw, in place of a training.
  bool check_gradients = false;           ///< In place of a training.
  bool quiet = false;
  ColorMode color = ColorMode::kAuto;

  /// Takes over the recipe; seed and threads stay.
  void take(const Preset& recipe);

  /// Adds all options to `line`, bound to this object.
  void add_to(CommandLine& line);

  /// To be called when `line` has been parsed: makes of what was given what it means together.
  /// Throws UsageError where options exclude each other.
  void settle(const CommandLine& line);

  /// How many of `images` are held out of training: what was asked for, or 5000 or a tenth,
  /// whichever is smaller. Throws UsageError unless an image is left to train, or where patience
  /// has none to judge by.
  std::size_t validation_count(std::size_t images) const;

  /// All settings of the run; with them as --config it repeats. Paths are absolute.
  Settings settings(std::size_t validation_count) const;
};

/// The names of the networks that --model takes.
std::vector<std::string> network_names();

/// What --loss calls a loss: "mean-square".
std::string loss_word(LossFunction loss);

/// The settings on which the trained model depends, as texts: none of how it is computed, and of
/// paths the file's name only, because data is moved and models are passed on.
std::map<std::string, std::string> model_settings(const Settings& settings);

}  // namespace inkling
