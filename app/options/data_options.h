#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "app/options/command_line.h"
#include "io/data/data.h"

namespace inkling {

/// Adds the options that say what the files of DATA do not, bound to `format`: --image-size,
/// --label-from and --classes.
void add_data_format(CommandLine& line, DataFormat& format);

/// "28x28" of an image size in `format`.
std::string image_size_text(const Shape& size);

/// The options that choose the images for a command.
struct DataOptions {
  std::vector<std::string> data;
  std::string images;
  std::string labels;
  Split split = Split::kTrain;
  bool exchange_axes = false;  ///< --transpose
  DataFormat format;
  std::vector<std::uint32_t> weights;  ///< One for each DATA; empty: all 1.

  /// Adds --data, --images, --labels, --transpose, --split with `splits` and the options about the
  /// format, bound to this object.
  void add_to(CommandLine& line, std::span<const Choice<Split>> splits,
              const std::string& split_description);

  /// Adds --weight.
  void add_weight(CommandLine& line);

  /// Throws UsageError unless data was given in exactly one of the two ways, and as many weights as
  /// DATA if there are any.
  void check() const;

  /// Reads the data: of each DATA, the first `limit` images of the part, or all if it is 0. Fills
  /// `Dataset::repeats` if there are weights. Throws FileError.
  Dataset load(std::size_t limit = 0) const;

  /// What to show in messages: the paths of all DATA, or that of the images.
  std::string name() const;
};

/// A line that warns of ignored files among pictures; empty if there are none. Throws FileError.
std::string passed_over_warning(std::span<const std::string> data, const DataFormat& format);

}  // namespace inkling
