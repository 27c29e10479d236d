#include "app/options/data_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/terminal/table.h"
#include "io/files/error.h"
#include "model/text.h"

namespace inkling {
namespace {

constexpr std::uint32_t kLargestWeight = 1000;
constexpr int kLargestSide = 65'535;

Shape read_image_size(std::string_view text) {
  const std::size_t cross = text.find('x');
  Shape size;
  const bool is_size = cross != std::string_view::npos &&
                       read_number(text.substr(0, cross), size.height) &&
                       read_number(text.substr(cross + 1), size.width) && size.height >= 1 &&
                       size.width >= 1 && std::max(size.height, size.width) <= kLargestSide;
  if (is_size) return size;
  throw std::invalid_argument(fmt::format("'{}' is no height and width, such as 28x28", text));
}

std::vector<std::uint32_t> read_weights(std::string_view text) {
  std::vector<std::uint32_t> weights;
  for (;;) {
    const std::size_t comma = text.find(',');
    std::uint32_t weight = 0;
    if (!read_number(trimmed(text.substr(0, comma)), weight) || weight < 1 ||
        weight > kLargestWeight) {
      throw std::invalid_argument(
          fmt::format("'{}' is not a whole number from 1 to {}; one for each --data, as in 1,20",
                      text.substr(0, comma), kLargestWeight));
    }
    weights.push_back(weight);
    if (comma == std::string_view::npos) return weights;
    text.remove_prefix(comma + 1);
  }
}

/// Keeps the first `limit` images; 0 keeps all.
void keep_first(Dataset& data, std::size_t limit) {
  if (limit == 0 || limit >= data.count()) return;
  data.labels.resize(limit);
  if (!data.files.empty()) data.files.resize(limit);
  data.images.pixels.resize(limit * data.images.shape.size());
}

}  // namespace

std::string image_size_text(const Shape& size) {
  return fmt::format("{}x{}", size.height, size.width);
}

void add_data_format(CommandLine& line, DataFormat& format) {
  line.add_text(
      "--image-size",
      [&format](const std::string& text) { format.image_size = read_image_size(text); }, "HxW",
      "height and width of images in a table [square]");
  line.text("--label-from", format.label_pattern, "PATTERN",
            "labels are in file names, where %l is: '*_%l.png'");
  line.add_text(
      "--classes", [&format](const std::string& file) { format.classes = file; }, "FILE",
      "class names in order, one a line, or EMNIST's mapping");
}

void DataOptions::add_to(CommandLine& line, std::span<const Choice<Split>> splits,
                         const std::string& split_description) {
  CLI::Option* folder =
      line.texts("--data", data, "DATA", "IDX or class folders, CSV, NPZ, digit sheet; or several");
  CLI::Option* part = line.choice<Split>("--split", split, splits, split_description);
  CLI::Option* image_file =
      line.text("--images", images, "FILE", "an IDX or NPY file of images; needs --labels");
  CLI::Option* label_file = line.text("--labels", labels, "FILE", "the file with their labels");
  add_data_format(line, format);
  line.flag("--transpose", exchange_axes, "exchange rows and columns of images, for EMNIST");
  image_file->needs(label_file)->excludes(folder)->excludes(part);
  label_file->needs(image_file);
}

void DataOptions::add_weight(CommandLine& line) {
  line.add_text(
      "--weight", [this](const std::string& text) { weights = read_weights(text); }, "N,N",
      "how often the images of each DATA come in an epoch");
}

void DataOptions::check() const {
  if (name().empty()) throw UsageError("no data given: --data DATA, or --images and --labels");
  if (!weights.empty() && weights.size() != data.size()) {
    throw UsageError(fmt::format("--weight: {} for {} of --data; give one for each",
                                 counted(static_cast<std::int64_t>(weights.size()), "number"),
                                 data.size()));
  }
}

Dataset DataOptions::load(std::size_t limit) const {
  std::vector<Dataset> sets;
  if (data.empty()) {
    sets.push_back(load_data(images, labels, format));
  } else {
    sets = load_each(data, split, format);
  }
  std::vector<std::uint32_t> repeats;
  for (std::size_t n = 0; n < sets.size(); ++n) {
    if (exchange_axes) transpose(sets[n].images);
    keep_first(sets[n], limit);
    if (!weights.empty()) repeats.insert(repeats.end(), sets[n].count(), weights[n]);
  }
  Dataset merged = merge(std::move(sets));
  merged.repeats = std::move(repeats);
  return merged;
}

std::string DataOptions::name() const {
  return data.empty() ? images : fmt::format("{}", fmt::join(data, ", "));
}

std::string passed_over_warning(std::span<const std::string> data, const DataFormat& format) {
  std::string lines;
  for (const std::string& path : data) {
    const std::vector<std::filesystem::path> files = list_passed_over(path, format);
    if (files.empty()) continue;
    lines += fmt::format(
        "warning: skipped {} not named {}, such as {}\n",
        counted(static_cast<std::int64_t>(files.size()), "file"),
        format.label_pattern.empty() ? "as pictures" : "like " + printable(format.label_pattern),
        printable(files.front().string()));
  }
  return lines;
}

}  // namespace inkling
