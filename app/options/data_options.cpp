#include "app/options/data_options.h"

#include <fmt/format.h>

#include "app/terminal/table.h"
#include "io/files/error.h"

namespace inkling {

void DataOptions::add_to(CommandLine& line, std::span<const Choice<Split>> splits,
                         const std::string& split_description) {
  CLI::Option* folder =
      line.text("--data", data, "DATA", "IDX folder, class folders or a digit sheet (PNG)");
  CLI::Option* part = line.choice<Split>("--split", split, splits, split_description);
  CLI::Option* image_file =
      line.text("--images", images, "FILE", "an IDX file of images; needs --labels");
  CLI::Option* label_file = line.text("--labels", labels, "FILE", "the IDX file with their labels");
  line.flag("--transpose", exchange_axes, "exchange rows and columns of images, for EMNIST");
  image_file->needs(label_file)->excludes(folder)->excludes(part);
  label_file->needs(image_file);
}

void DataOptions::check() const {
  if (name().empty()) throw UsageError("no data given: --data DATA, or --images and --labels");
}

Dataset DataOptions::load() const {
  Dataset dataset = data.empty() ? load_data(images, labels) : load_data(data, split);
  if (exchange_axes) transpose(dataset.images);
  return dataset;
}

std::string passed_over_warning(const std::string& data) {
  if (data.empty()) return "";
  const std::vector<std::filesystem::path> files = list_passed_over(data);
  if (files.empty()) return "";
  return fmt::format("warning: skipped {} not named as pictures, such as {}\n",
                     counted(static_cast<std::int64_t>(files.size()), "file"),
                     printable(files.front().string()));
}

}  // namespace inkling
