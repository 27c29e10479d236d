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

/// All options of `inkling train`; initially those of the default preset.
struct TrainOptions {
  TrainOptions() { take(presets().front()); }

  DataOptions data;
  std::string preset;      ///< The name of the recipe.
  std::string model;       ///< A name or an architecture text.
  std::string from;        ///< A model file or run folder to start from; empty: a new network.
  std::size_t freeze = 0;  ///< How many layers keep their weights.
  TrainingOptions training;
  std::optional<LossFunction> loss;       ///< Empty: the usual one of the model.
  std::string class_weights = "none";     ///< See `class_weights_setting`.
  std::optional<std::size_t> validation;  ///< Empty: the default of `validation_count`.
  std::size_t limit = 0;                  ///< 0: all training images.
  std::string out;                        ///< Empty: runs/<model>-<n>.
  std::string resume;                     ///< The run folder to continue in; empty: a new one.
  double checkpoint_seconds = 30.0;       ///< Between checkpoints; 0: only when it is interrupted.
  std::string show_augmented;             ///< A PNG file to draw instead of training.
  bool no_calibration = false;            ///< Leaves the temperature of the softmax at 1.
  bool check_gradients = false;           ///< Instead of training.
  bool quiet = false;
  ColorMode color = ColorMode::kAuto;

  /// Sets the options of the recipe, but not seed and threads.
  void take(const Preset& recipe);

  /// Adds all options to `line`, bound to this object.
  void add_to(CommandLine& line);

  /// Call this after `line` has been parsed: combines the given options. Throws UsageError if
  /// options exclude each other.
  void settle(const CommandLine& line);

  /// How many of `images` are for validation: as many as --validation says, otherwise 5000 or a
  /// tenth, whichever is smaller. Throws UsageError if no image is left for training, or if there
  /// is none although --patience needs some.
  std::size_t validation_count(std::size_t images) const;

  /// All settings of the run, which --config can use to repeat it. Paths are absolute.
  Settings settings(std::size_t validation_count) const;
};

/// The names of the networks that --model takes.
std::vector<std::string> network_names();

/// The word for a loss in --loss: "mean-square".
std::string loss_word(LossFunction loss);

/// The settings on which the trained model depends, as texts. Settings such as the number of
/// threads are left out. Paths are reduced to the file name, because data moves and models are
/// shared.
std::map<std::string, std::string> model_settings(const Settings& settings);

}  // namespace inkling
