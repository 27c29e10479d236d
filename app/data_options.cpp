#include "app/data_options.h"

namespace inkling {

void DataOptions::add_to(CommandLine& line, std::span<const Choice<Split>> splits,
                         const std::string& split_description) {
  CLI::Option* folder =
      line.text("--data", data, "DATA", "IDX or class folder, or a digit sheet (PNG)");
  CLI::Option* part = line.choice<Split>("--split", split, splits, split_description);
  CLI::Option* image_file = line.text("--images", images, "FILE", "an IDX file of images, with");
  CLI::Option* label_file = line.text("--labels", labels, "FILE", "the IDX file of their labels");
  image_file->needs(label_file)->excludes(folder)->excludes(part);
  label_file->needs(image_file);
}

void DataOptions::check() const {
  if (name().empty()) throw UsageError("no data given: --data DATA, or --images and --labels");
}

Dataset DataOptions::load() const {
  return data.empty() ? load_data(images, labels) : load_data(data, split);
}

}  // namespace inkling
