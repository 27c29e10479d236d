#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/options/command_line.h"
#include "app/options/pixel_option.h"
#include "app/terminal/table.h"
#include "io/classifier/ensemble.h"
#include "io/classifier/pixel_convention.h"
#include "io/data/data.h"
#include "io/files/error.h"
#include "io/models/onnx_model.h"
#include "model/evaluation/prediction.h"
#include "model/text.h"

namespace inkling {
namespace {

/// `words` in lines of at most 78 columns.
std::string wrapped(const std::string& words) {
  constexpr std::size_t kColumns = 78;
  std::string text;
  std::size_t column = 0;
  std::istringstream stream(words);
  for (std::string word; stream >> word;) {
    const bool is_new_line = column > 0 && column + 1 + word.size() > kColumns;
    if (column > 0) text += is_new_line ? '\n' : ' ';
    column = is_new_line || column == 0 ? word.size() : column + 1 + word.size();
    text += word;
  }
  return text;
}

std::string summary() {
  const OnnxOperatorNames names = onnx_operator_names();
  return "Makes a model of Inkling of one that another program trained and exported as\n"
         "ONNX (opset 7 to 22). The new file has the normalisation of the pixels\n"
         "inside, a checksum and the names of the classes. Operators:\n" +
         wrapped(names.layers + "; and of constants " + names.constants + ".");
}

struct ImportLine : CommandLine {
  std::string file;
  std::string data;
  std::string classes;
  std::string pixels = "auto";
  std::string out;

  ImportLine()
      : CommandLine("import", "FILE --out FILE [options]", summary(),
                    {"inkling import lenet.onnx --out mine.onnx",
                     "inkling import lenet.onnx --data mnist --out mine.onnx",
                     "inkling import letters.onnx --classes A,B,C --pixels 0..1 --out mine.onnx"}) {
    positional("FILE", file, "an ONNX file")->required();
    group("options");
    text("--out", out, "FILE", "the file to write")->required();
    text("--data", data, "DATA", "measure pixels and outputs on its training images");
    text("--classes", classes, "NAMES", "the names of the classes, in order, with commas between");
    add_pixels(*this, pixels);
  }
};

std::vector<std::string> names_of(const std::string& text, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    names.emplace_back(trimmed(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  const bool has_empty = std::ranges::find(names, "") != names.end();
  std::vector<std::string> sorted = names;
  std::ranges::sort(sorted);
  const bool has_twins = std::ranges::adjacent_find(sorted) != sorted.end();
  if (names.size() != count || has_empty || has_twins) {
    throw UsageError(
        fmt::format("--classes: expects {} different names, found {}", count, printable(text)));
  }
  return names;
}

/// How far the probabilities of two models are apart.
std::string difference(const Model& a, const Model& b, const ImageSet& images) {
  const Probabilities first = predict(std::span(&a, 1), images, 0);
  const Probabilities second = predict(std::span(&b, 1), images, 0);
  std::size_t other_labels = 0;
  for (Eigen::Index row = 0; row < first.rows(); ++row) {
    if (decide(first, row).label != decide(second, row).label) ++other_labels;
  }
  const float largest = (first - second).cwiseAbs().maxCoeff();
  return fmt::format("{} of {}, the largest difference of a probability is {}",
                     other_labels == 0 ? std::string("all labels the same")
                                       : fmt::format("{} other labels", other_labels),
                     counted(images.count(), "image"), shortest_text(largest));
}

}  // namespace

CommandDescription describe_import() { return ImportLine().describe(); }

int run_import(const std::vector<std::string>& arguments) {
  ImportLine line;
  if (!line.parse(arguments)) return kDone;
  std::vector<Model> models = read_ensemble(std::span(&line.file, 1));
  Model& model = models.front();
  if (!line.classes.empty()) {
    model.class_names = names_of(line.classes, model.network.class_count());
  }
  const Shape& shape = model.network.input_shape();
  Dataset samples = line.data.empty() ? sample_digits(shape) : load_data(line.data, Split::kTrain);
  require_images(model, line.file, samples.images.shape, line.data);
  const std::vector<std::string> pixels =
      settle_pixels(models, std::span(&line.file, 1), line.pixels, samples, 0);
  model.settings["imported_from"] = line.file;
  write_model(model, line.out);
  const Model written = read_model(line.out);

  std::string page = fmt::format("{}, a model with {} and {}, from {}\n{}\n\n", line.out,
                                 fmt::format("{} classes", model.class_names.size()),
                                 counted(model.network.parameters().size(), "parameter"), line.file,
                                 written.network.architecture());
  for (const std::string& found : pixels) page += found + "\n";
  page += "outputs of the two files: " + difference(model, written, samples.images) + "\n";
  print(page);
  return kDone;
}

}  // namespace inkling
