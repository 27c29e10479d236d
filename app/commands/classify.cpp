#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>
#include <thread>

#include "app/commands/commands.h"
#include "app/default_model.h"
#include "app/exit_codes.h"
#include "app/options/command_line.h"
#include "app/options/preprocessing.h"
#include "app/report/evaluation_json.h"
#include "app/report/explanation_page.h"
#include "app/results/classification.h"
#include "app/results/ensemble.h"
#include "app/results/picture_inputs.h"
#include "app/results/seen_folder.h"
#include "app/run/provenance.h"
#include "app/terminal/seen_picture.h"
#include "io/digits/picture.h"
#include "io/files/atomic_file.h"
#include "io/files/digest.h"
#include "io/files/error.h"
#include "io/pictures/picture_file.h"
#include "model/augmentation/views.h"
#include "model/evaluation/prediction.h"

// Pictures are read in groups, so that each pass through the network has work for all lanes and
// threads, while results still appear as the work goes on and memory stays bounded. Within a group
// the threads take the next picture each, since one may be a thumbnail and the next a photo; what
// becomes of it waits in the picture's own place, so that results and errors come out in order.

namespace inkling {
namespace {

constexpr std::size_t kPicturesAtATime = 256;
constexpr std::uint64_t kMostClasses = 65'536;
constexpr int kUsualViews = 9;  // as it is, moved 4 ways, thinner, thicker, slanted 2 ways

struct ClassifyOptions {
  std::vector<std::string> images;
  std::vector<std::string> models;
  Preprocessing preprocessing = Preprocessing::kAuto;
  std::optional<int> views;
  std::size_t top = 1;
  double min_confidence = 0;
  bool show = false;
  bool json = false;
  std::string save_seen;
  std::string explain;  ///< A file, empty for none.
  int threads = 0;
  ColorMode color = ColorMode::kAuto;

  void add_to(CommandLine& line) {
    line.positional("IMAGE", images, "pictures of one digit each, their folder, or - for stdin")
        ->required();
    line.group("how to look at the pictures");
    line.texts("--model", models, "FILE",
               "a model file; given again, their mean counts\n[the one that comes with Inkling]");
    line.choice<Preprocessing>("--preprocess", preprocessing, kPreprocessings,
                               "mnist finds, scales and centres the digit; none only\n"
                               "scales the picture and inverts light paper; auto does\n"
                               "as the model was trained, and leaves what looks like\n"
                               "MNIST's images as it is\n");
    line.add_whole(
        "--views", [this](std::uint64_t count) { views = static_cast<int>(count); }, 1, kMostViews,
        fmt::format("ways of looking at a picture, which are averaged: as it\n"
                    "is, moved, thinner, thicker, slanted, ...\n"
                    "[{}, but 1 where nothing is centred: --preprocess none]",
                    kUsualViews));
    line.group("what to tell");
    line.whole("--top", top, 1, kMostClasses, "the K most probable labels")->option_text("K");
    line.real(
            "--min-confidence", min_confidence, "from 0 to 1",
            [](double x) { return x >= 0 && x <= 1; }, "answer ? where the probability is less")
        ->option_text("P");
    CLI::Option* drawing = line.flag("--show", show, "draw what the network sees, and bars");
    line.flag("--json", json, "one JSON object for each picture")->excludes(drawing);
    line.text("--save-seen", save_seen, "DIR", "write what the network sees as PNG files");
    line.text("--explain", explain, "FILE",
              "write a page for a browser with the way of one picture\n"
              "through the network, as HTML");
    line.group("how to run");
    line.threads(threads);
    line.color(color);
  }
};

/// Calls `work` with each number below `count`, on up to `threads` threads. It must not throw.
void share_out(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take_turns = [&] {
    for (std::size_t n = next++; n < count; n = next++) work(n);
  };
  std::vector<std::jthread> helpers;
  const std::size_t workers = std::min(count, static_cast<std::size_t>(resolve_threads(threads)));
  for (std::size_t n = 1; n < workers; ++n) helpers.emplace_back(take_turns);
  take_turns();
}

class Classifier {
 public:
  Classifier(const ClassifyOptions& options, std::span<const Model> models)
      : options_(options),
        models_(models),
        preprocessing_(options.preprocessing == Preprocessing::kAuto
                           ? preprocessing_of(models, options.models)
                           : options.preprocessing),
        names_digits_(models.front().class_names == numbered_classes(10)),
        views_(options.views.value_or(centres(preprocessing_) ? kUsualViews : 1)),
        color_(use_color(options.color, stdout)) {
    if (!options.save_seen.empty()) seen_.emplace(options.save_seen);
  }

  /// Classifies the pictures of one group; what fails is told. Returns whether nothing failed.
  bool classify(std::span<PictureInput> inputs) {
    const std::vector<PreparedPicture> pictures = prepare_all(inputs);
    ImageSet images{.shape = models_.front().network.input_shape(), .pixels = {}};
    for (std::size_t n = 0; n < inputs.size(); ++n) {
      if (inputs[n].error.empty()) append_pixels(pictures[n].image, images.pixels);
    }
    const Probabilities probabilities = predict(models_, images, options_.threads, views_);
    Eigen::Index row = 0;
    for (std::size_t n = 0; n < inputs.size(); ++n) {
      auto& [path, problem] = inputs[n];
      if (problem.empty()) {
        const std::span values(probabilities.row(row++).data(),
                               static_cast<std::size_t>(probabilities.cols()));
        try {
          report(path, pictures[n], values);
        } catch (const FileError& error) {  // the image could not be saved
          problem = error.what();
        }
      }
      if (!problem.empty()) tell(fmt::format("error: {}\n", problem));
    }
    return std::ranges::all_of(inputs, &std::string::empty, &PictureInput::error);
  }

  /// The page about a picture that was classified.
  std::string explain(const std::string& path, const std::vector<std::string>& arguments) const {
    const Model& model = models_.front();
    const PreparedPicture prepared = prepare(path);
    std::vector<Fact> facts = {{"Command", shell_command("classify", arguments)},
                               {"Picture (SHA-256)", file_sha256(path) + "  " + path},
                               model_fact(model, options_.models.front())};
    for (Fact& fact : circumstances(options_.threads)) facts.push_back(fact);
    return explanation_page(model, {path, read_picture_file(path), prepared.image, views_}, facts);
  }

 private:
  /// Reads a picture and prepares it. Throws FileError, also where it shows several digits; what
  /// else a network may name can consist of parts that stand side by side.
  PreparedPicture prepare(const std::string& path) const {
    const bool from_stdin = path == kStandardInput;
    const std::string name = from_stdin ? "standard input" : path;
    const cv::Mat picture = from_stdin ? read_picture_stdin() : read_picture_file(path);
    const Shape& shape = models_.front().network.input_shape();
    PreparedPicture prepared =
        prepare_picture(picture, {shape.width, shape.height}, preprocessing_, name);
    if (prepared.digit_count <= 1 || !names_digits_) return prepared;
    throw FileError({.path = name,
                     .problem = fmt::format("shows {} digits", prepared.digit_count),
                     .expected = "a picture of one digit",
                     .next = "cut them apart, and classify each piece"});
  }

  /// Prepares each picture without an error, or notes the error that it has.
  std::vector<PreparedPicture> prepare_all(std::span<PictureInput> inputs) const {
    std::vector<PreparedPicture> pictures(inputs.size());
    share_out(inputs.size(), options_.threads, [&](std::size_t n) {
      auto& [path, problem] = inputs[n];
      if (!problem.empty()) return;
      try {
        pictures[n] = prepare(path);
      } catch (const FileError& error) {
        problem = error.what();
      } catch (const std::exception& error) {  // such as too little memory for a large picture
        problem = FileError({.path = path, .problem = "cannot be prepared", .found = error.what()})
                      .what();
      }
    });
    return pictures;
  }

  void report(const std::string& path, const PreparedPicture& picture,
              std::span<const float> probabilities) {
    const std::vector<std::string>& names = models_.front().class_names;
    Classification found{.path = path,
                         .picture = picture,
                         .predictions = best_predictions(probabilities, options_.top),
                         .views = views_};
    found.sure =
        static_cast<double>(found.predictions.front().probability) >= options_.min_confidence;
    if (seen_) found.seen = seen_->save(path, picture.image);
    if (options_.json) return print(json_text(classification_json(found, names), -1));
    print(classification_line(found, names));
    if (options_.show) print(seen_picture(picture, probabilities, names, color_));
  }

  const ClassifyOptions& options_;
  std::span<const Model> models_;  // of the same shape and classes
  Preprocessing preprocessing_;
  bool names_digits_;
  int views_;
  bool color_;
  std::optional<SeenFolder> seen_;
};

void require_grey(const Model& model, const std::string& path) {
  const Shape& shape = model.network.input_shape();
  if (shape.channels == 1) return;
  throw FileError({.path = path,
                   .problem = "the model does not take grey pictures",
                   .expected = "an input of 1 channel",
                   .found = to_string(shape),
                   .next = "inkling info " + path});
}

struct ClassifyLine : CommandLine {
  ClassifyOptions options;

  ClassifyLine()
      : CommandLine(
            "classify", "[--model MODEL]... IMAGE... [options]",
            "Names the digit in each picture: path, label and probability on a line.",
            {"inkling classify five.png", "inkling classify --top 3 scans/",
             "inkling classify --show photo.png", "inkling classify five.png --explain five.html",
             "inkling classify --model runs/lenet5-1/model.onnx --json five.png"}) {
    options.add_to(*this);
  }
};

}  // namespace

CommandDescription describe_classify() { return ClassifyLine().describe(); }

int run_classify(const std::vector<std::string>& arguments) {
  ClassifyLine line;
  ClassifyOptions& options = line.options;
  if (!line.parse(arguments)) return kDone;
  if (std::ranges::count(options.images, kStandardInput) > 1) {
    throw UsageError("-: standard input can be read only once");
  }

  std::vector<PictureInput> inputs = list_inputs(options.images);
  std::ranges::transform(options.models, options.models.begin(), model_file);
  if (options.models.empty()) options.models.push_back(default_model().string());
  const bool is_one =
      inputs.size() == 1 && inputs.front().path != kStandardInput && options.models.size() == 1;
  if (!options.explain.empty() && !is_one) {
    throw UsageError("--explain takes one picture file and one model");
  }
  const std::vector<Model> models = read_ensemble(options.models);
  tell(checksum_warning(models, options.models));
  require_grey(models.front(), options.models.front());
  Classifier classifier(options, models);
  bool all_done = true;
  std::span<PictureInput> rest = inputs;
  while (!rest.empty()) {
    const std::size_t count = std::min(kPicturesAtATime, rest.size());
    all_done = classifier.classify(rest.first(count)) && all_done;
    rest = rest.subspan(count);
  }
  if (all_done && !options.explain.empty()) {
    write_file(options.explain, classifier.explain(inputs.front().path, arguments));
  }
  return all_done ? kDone : kFailed;
}

}  // namespace inkling
