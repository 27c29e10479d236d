#pragma once

#include <string>

#include "app/options/command_line.h"
#include "io/data/data.h"

namespace inkling {

/// The options that say which images a command works on.
struct DataOptions {
  std::string data;
  std::string images;
  std::string labels;
  Split split = Split::kTrain;
  bool exchange_axes = false;  ///< --transpose

  /// Adds --data, --images, --labels, --transpose and --split with `splits`, bound to this object.
  void add_to(CommandLine& line, std::span<const Choice<Split>> splits,
              const std::string& split_description);

  /// Throws UsageError unless data was named in one of the two ways.
  void check() const;

  /// Reads the data. Throws FileError.
  Dataset load() const;

  /// The path to show in messages: that of the data, or of the images.
  const std::string& name() const { return data.empty() ? images : data; }
};

/// A line that warns of files in class folders that were passed over; empty where `data`, which may
/// be empty itself, has none. Throws FileError.
std::string passed_over_warning(const std::string& data);

}  // namespace inkling
