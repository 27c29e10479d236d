#pragma once

#include <string>

#include "app/options/command_line.h"
#include "io/data/data.h"

namespace inkling {

/// The options that choose the images for a command.
struct DataOptions {
  std::string data;
  std::string images;
  std::string labels;
  Split split = Split::kTrain;
  bool exchange_axes = false;  ///< --transpose

  /// Adds --data, --images, --labels, --transpose and --split with `splits`, bound to this object.
  void add_to(CommandLine& line, std::span<const Choice<Split>> splits,
              const std::string& split_description);

  /// Throws UsageError unless data was given in exactly one of the two ways.
  void check() const;

  /// Reads the data. Throws FileError.
  Dataset load() const;

  /// The path to show in messages: that of the data, or of the images.
  const std::string& name() const { return data.empty() ? images : data; }
};

/// A line that warns of ignored files in class folders; empty if there are none, or if `data` is
/// empty. Throws FileError.
std::string passed_over_warning(const std::string& data);

}  // namespace inkling
