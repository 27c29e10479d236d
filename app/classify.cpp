#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/ensemble.h"
#include "app/evaluation_json.h"
#include "io/error.h"
#include "io/picture.h"
#include "io/picture_file.h"
#include "model/prediction.h"

// Pictures are read in groups, so that each pass through the network has work for all lanes and
// threads, while results still appear as the work goes on and memory stays bounded.

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPicturesAtATime = 256;
constexpr std::uint64_t kMostClasses = 65'536;

struct ClassifyOptions {
  std::vector<std::string> images;
  std::vector<std::string> models;
  std::size_t top = 1;
  bool json = false;
  int threads = 0;

  void add_to(CommandLine& line) {
    line.positional("IMAGE", images, "PNG files, each with one digit")->required();
    line.group("options");
    line.texts("--model", models, "FILE",
               "a model file; given again, their mean counts\n[the one that comes with Inkling]");
    line.whole("--top", top, 1, kMostClasses, "show the K most probable labels")->option_text("K");
    line.flag("--json", json, "one JSON object for each file");
    line.threads(threads);
  }
};

/// The model that comes with the program: installed beside it, or in the source tree.
fs::path default_model() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path installed = program.parent_path().parent_path() / "share/inkling/mnist.onnx";
  if (!error && fs::exists(installed, error)) return installed;
  const fs::path source = INKLING_ASSETS "/mnist.onnx";
  if (fs::exists(source, error)) return source;
  throw FileError({.path = installed.string(),
                   .problem = "the model that comes with Inkling is missing",
                   .expected = "it there or at " + source.string(),
                   .next = "train one with inkling train --data DATA, then give "
                           "--model runs/lenet5-1/model.onnx"});
}

struct Prediction {
  std::size_t label = 0;
  float probability = 0.0f;
};

/// The `top` most probable labels, the most probable first; among equals, the first label.
std::vector<Prediction> best_predictions(std::span<const float> probabilities, std::size_t top) {
  std::vector<Prediction> predictions;
  for (std::size_t label = 0; label < probabilities.size(); ++label) {
    predictions.push_back({label, probabilities[label]});
  }
  std::stable_sort(
      predictions.begin(), predictions.end(),
      [](const Prediction& a, const Prediction& b) { return a.probability > b.probability; });
  predictions.resize(std::min(top, predictions.size()));
  return predictions;
}

std::string text_line(const std::string& path, std::span<const Prediction> predictions,
                      const std::vector<std::string>& names) {
  std::string line = printable(path);
  for (const Prediction& prediction : predictions) {
    line += fmt::format("\t{}\t{:.3f}", printable(names[prediction.label]), prediction.probability);
  }
  return line + "\n";
}

std::string json_line(const std::string& path, std::span<const Prediction> predictions,
                      const std::vector<std::string>& names) {
  nlohmann::ordered_json line = {{"path", path}};
  auto top = nlohmann::ordered_json::array();
  for (const Prediction& prediction : predictions) {
    top.push_back({{"label", names[prediction.label]}, {"probability", prediction.probability}});
  }
  line.update(top.front());
  line["top"] = std::move(top);
  return json_text(line, -1);
}

/// Names the digits in `paths`. Returns whether all of them could be read.
bool classify(std::span<const Model> models, std::span<const std::string> paths,
              const ClassifyOptions& options) {
  const Model& model = models.front();  // whose shape and classes are those of all
  ImageSet pictures{.shape = model.network.input_shape(), .pixels = {}};
  const cv::Size size(pictures.shape.width, pictures.shape.height);
  std::vector<std::string> read;
  for (const std::string& path : paths) {
    try {
      const PreparedPicture picture =
          prepare_picture(read_picture_file(path), size, Preprocessing::kAuto, path);
      pictures.pixels.insert(pictures.pixels.end(), picture.image.begin<std::uint8_t>(),
                             picture.image.end<std::uint8_t>());
      read.push_back(path);
    } catch (const FileError& error) {
      tell(fmt::format("error: {}\n", error.what()));
    }
  }
  if (read.empty()) return false;
  const Probabilities probabilities = predict(models, pictures, options.threads);
  const auto line = options.json ? json_line : text_line;
  for (std::size_t index = 0; index < read.size(); ++index) {
    const auto row = probabilities.row(static_cast<Eigen::Index>(index));
    const std::span<const float> values(row.data(), static_cast<std::size_t>(row.size()));
    print(line(read[index], best_predictions(values, options.top), model.class_names));
  }
  return read.size() == paths.size();
}

}  // namespace

int run_classify(const std::vector<std::string>& arguments) {
  ClassifyOptions options;
  CommandLine line("classify", "[--model MODEL]... IMAGE... [options]",
                   "Names the digit in each PNG file: path, label and probability on a line.",
                   {"inkling classify five.png", "inkling classify --top 3 scans/*.png",
                    "inkling classify --model runs/lenet5-1/model.onnx --json five.png"});
  options.add_to(line);
  if (!line.parse(arguments)) return kDone;

  if (options.models.empty()) options.models.push_back(default_model().string());
  const std::vector<Model> models = read_ensemble(options.models);
  const Shape& shape = models.front().network.input_shape();
  if (shape.channels != 1) {
    throw FileError({.path = options.models.front(),
                     .problem = "the model does not take grey pictures",
                     .expected = "an input of 1 channel",
                     .found = to_string(shape),
                     .next = "inkling info " + options.models.front()});
  }
  bool all_read = true;
  std::span<const std::string> rest = options.images;
  while (!rest.empty()) {
    const std::size_t count = std::min(kPicturesAtATime, rest.size());
    all_read = classify(models, rest.first(count), options) && all_read;
    rest = rest.subspan(count);
  }
  return all_read ? kDone : kFailed;
}

}  // namespace inkling
