#include <fmt/format.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/options/data_options.h"
#include "app/options/pixel_option.h"
#include "app/report/evaluation_json.h"
#include "app/report/explanation_page.h"
#include "app/results/classification.h"
#include "app/results/picture_inputs.h"
#include "app/results/seen_folder.h"
#include "app/results/submission.h"
#include "app/run/provenance.h"
#include "app/terminal/seen_picture.h"
#include "io/classifier/classifier.h"
#include "io/classifier/default_model.h"
#include "io/classifier/ensemble.h"
#include "io/classifier/pixel_convention.h"
#include "io/files/atomic_file.h"
#include "io/files/digest.h"
#include "io/files/error.h"
#include "io/pictures/picture_file.h"
#include "model/augmentation/views.h"
#include "model/evaluation/prediction.h"

// Pictures are classified in groups, so that results appear as the work goes on and memory stays
// bounded.

namespace inkling {
namespace {

constexpr std::size_t kPicturesAtATime = 256;

constexpr Choice<Preparation> kPreparations[] = {
    {"auto", Preparation::kAuto}, {"mnist", Preparation::kMnist}, {"none", Preparation::kNone}};

constexpr Choice<Split> kSplits[] = {
    {"all", Split::kAll}, {"train", Split::kTrain}, {"test", Split::kTest}};

struct ClassifyOptions {
  std::vector<std::string> images;
  std::vector<std::string> data;
  DataFormat format;
  Split split = Split::kAll;
  bool exchange_axes = false;
  ClassifierOptions classifier;
  std::size_t top = 1;
  bool show = false;
  bool json = false;
  std::string save_seen;
  std::string explain;  ///< A file, empty for none.
  std::string csv;      ///< Likewise; - is stdout.
  bool probabilities = false;
  ColorMode color = ColorMode::kAuto;

  void add_to(CommandLine& line) {
    CLI::Option* pictures = line.positional(
        "IMAGE", images, "pictures of one digit each, their folder, or - for stdin");
    line.group("model and preparation of the pictures");
    line.texts(
        "--model", classifier.models, "FILE",
        "a model file or a run folder; several are averaged\n[the one that comes with Inkling]");
    add_pixels(line, classifier.pixels);
    CLI::Option* preparation =
        line.choice<Preparation>("--preprocess", classifier.preparation, kPreparations,
                                 "mnist finds, scales and centres the digit; none only\n"
                                 "scales the picture and inverts light paper; auto does\n"
                                 "what was done in training, and leaves images that look\n"
                                 "like MNIST's unchanged\n");
    line.add_whole(
        "--views", [this](std::uint64_t count) { classifier.views = static_cast<int>(count); }, 1,
        kMostViews,
        "average this many variants of each picture: unchanged,\n"
        "moved, thinner, thicker, slanted, ...\n"
        "[9, or 1 with --preprocess none or --data]");
    line.group("images of data, in place of pictures");
    CLI::Option* set = line.texts("--data", data, "DATA",
                                  "IDX or class folders, CSV, NPZ, NPY or a digit sheet\n"
                                  "(PNG); with or without labels")
                           ->excludes(pictures)
                           ->excludes(preparation);
    line.choice<Split>("--split", split, kSplits, "which part of DATA: all, train or test")
        ->needs(set);
    add_data_format(line, format);
    line.flag("--transpose", exchange_axes, "exchange rows and columns of images, for EMNIST")
        ->needs(set);
    line.group("output");
    line.whole("--top", top, 1, kMostLabels, "show the K most probable labels")->option_text("K");
    line.real(
            "--min-confidence", classifier.min_probability, "from 0 to 1",
            [](double x) { return x >= 0 && x <= 1; }, "answer ? if the probability is below P")
        ->option_text("P");
    CLI::Option* drawing = line.flag("--show", show, "draw what the network receives, and bars");
    drawing->excludes(set);
    line.flag("--json", json, "one JSON object for each picture")->excludes(drawing);
    CLI::Option* table = line.text("--csv", csv, "FILE",
                                   "write ImageId and Label of all images, as for Kaggle,\n"
                                   "in place of lines; - is stdout");
    line.flag("--probabilities", probabilities, "with --csv, a column for each class")
        ->needs(table);
    line.text("--save-seen", save_seen, "DIR", "write what the network receives as PNG files")
        ->excludes(set);
    line.text("--explain", explain, "FILE",
              "write a web page that shows how the network\n"
              "processes one picture")
        ->excludes(set);
    line.group("running");
    line.threads(classifier.threads);
    line.color(color);
  }
};

/// The page about a picture that was classified.
std::string explanation_of(const std::string& path, const Answer& answer,
                           const Classifier& classifier, const ClassifyOptions& options,
                           const std::vector<std::string>& arguments) {
  const std::string& file = classifier.model_files().front();
  std::vector<Model> models = read_ensemble(std::span(&file, 1));
  settle_pixels(models, std::span(&file, 1), options.classifier.pixels, {},
                options.classifier.threads);
  const Model& model = models.front();
  std::vector<Fact> facts = {{"Command", shell_command("classify", arguments)},
                             {"Picture (SHA-256)", file_sha256(path) + "  " + path},
                             model_fact(model, file)};
  for (Fact& fact : circumstances(options.classifier.threads)) facts.push_back(fact);
  return explanation_page(model, {path, read_picture_file(path), answer.image, classifier.views()},
                          facts);
}

/// Prints answers, or collects them for --csv.
class AnswerWriter {
 public:
  /// Keeps references to both.
  AnswerWriter(const ClassifyOptions& options, const std::vector<std::string>& class_names)
      : options_(options), class_names_(class_names) {
    if (!options.csv.empty()) table_.emplace(class_names, options.probabilities);
  }

  /// Takes what was found in an image, which the table calls `image`.
  void add(const Classification& found, const std::string& image) {
    if (table_) return table_->add(image, found.answer);
    print(options_.json ? json_text(classification_json(found, class_names_), -1)
                        : classification_line(found, class_names_));
  }

  /// Writes the table, if there is one. Throws FileError.
  void finish() const {
    if (table_) write_output(options_.csv, table_->text());
  }

 private:
  const ClassifyOptions& options_;
  const std::vector<std::string>& class_names_;
  std::optional<Submission> table_;
};

/// Prints the classifier's answers, and writes the files that the options ask for.
class Output {
 public:
  Output(const ClassifyOptions& options, const std::vector<std::string>& arguments,
         const Classifier& classifier)
      : options_(options),
        arguments_(arguments),
        classifier_(classifier),
        color_(use_color(options.color, stdout)),
        answers_(options, classifier.class_names()) {
    if (!options.save_seen.empty()) seen_.emplace(options.save_seen);
  }

  /// Prints the answer, or reports an error on stderr. Returns whether there was none.
  bool report(const std::string& path, const Answer& answer) {
    try {
      if (answer.probabilities.empty()) throw std::runtime_error(answer.message);
      if (answer.has_more) {
        tell(fmt::format("note: {} has several pages or frames; this is the first\n",
                         printable(path)));
      }
      show(path, answer);
      if (!options_.explain.empty()) {
        write_file(options_.explain,
                   explanation_of(path, answer, classifier_, options_, arguments_));
      }
      return true;
    } catch (const std::runtime_error& error) {  // or a file could not be written
      tell(fmt::format("error: {}\n", error.what()));
      return false;
    }
  }

  /// Writes what the pictures together make. Throws FileError.
  void finish() const { answers_.finish(); }

 private:
  void show(const std::string& path, const Answer& answer) {
    Classification found{
        .path = path, .answer = answer, .top = options_.top, .views = classifier_.views()};
    if (seen_) found.seen = seen_->save(path, answer.image);
    answers_.add(found, path);
    if (options_.show && options_.csv.empty()) {
      print(seen_picture(answer, classifier_.class_names(), color_));
    }
  }

  const ClassifyOptions& options_;
  const std::vector<std::string>& arguments_;
  const Classifier& classifier_;
  bool color_;
  AnswerWriter answers_;
  std::optional<SeenFolder> seen_;
};

Answer classify_stdin(const Classifier& classifier) {
  try {
    cv::Mat picture = read_picture_stdin();
    if (picture.channels() == 3) cv::cvtColor(picture, picture, cv::COLOR_RGB2BGR);
    return classifier.classify(picture, "standard input");
  } catch (const FileError& error) {
    Answer answer;
    answer.refusal = Refusal::kUnreadable;
    answer.message = error.what();
    return answer;
  }
}

bool is_file(const PictureInput& input) {
  return input.error.empty() && input.path != kStandardInput;
}

/// Classifies all inputs, in order. Returns whether nothing failed.
bool classify_all(const Classifier& classifier, std::span<const PictureInput> inputs,
                  Output& output) {
  bool all_done = true;
  while (!inputs.empty()) {
    const PictureInput& next = inputs.front();
    if (!is_file(next)) {
      const Answer answer = next.error.empty()
                                ? classify_stdin(classifier)
                                : Answer{.refusal = Refusal::kUnreadable, .message = next.error};
      all_done = output.report(next.path, answer) && all_done;
      inputs = inputs.subspan(1);
      continue;
    }
    const auto most = inputs.first(std::min(kPicturesAtATime, inputs.size()));
    const auto end = std::ranges::find_if_not(most, is_file);
    std::vector<std::string> paths;
    for (auto input = most.begin(); input != end; ++input) paths.push_back(input->path);
    const std::vector<Answer> answers = classifier.classify_files(paths);
    for (std::size_t n = 0; n < paths.size(); ++n) {
      all_done = output.report(paths[n], answers[n]) && all_done;
    }
    inputs = inputs.subspan(paths.size());
  }
  return all_done;
}

Answer answer_of(const Probabilities& probabilities, Eigen::Index image,
                 const std::vector<std::string>& class_names, const ClassifyOptions& options) {
  const Decision best = decide(probabilities, image);
  Answer answer{.probability = best.confidence};
  answer.probabilities.assign(probabilities.row(image).begin(), probabilities.row(image).end());
  if (static_cast<double>(best.confidence) >= options.classifier.min_probability) {
    answer.label = class_names[best.label];
  }
  return answer;
}

/// Classifies the images of --data.
int classify_data(const ClassifyOptions& options) {
  std::vector<std::string> files;
  for (const std::string& model : options.classifier.models) files.push_back(model_file(model));
  if (files.empty()) files.push_back(default_model().string());
  std::vector<Model> models = read_ensemble(files);
  warn(checksum_warnings(models, files));
  const int threads = options.classifier.threads;
  note(settle_pixels(models, files, options.classifier.pixels, {}, threads));
  const std::vector<std::string>& names = models.front().class_names;
  const int views = std::max(options.classifier.views, 1);
  AnswerWriter answers(options, names);
  for (const std::string& path : options.data) {
    Dataset data = load_images(path, options.split, options.format);
    if (options.exchange_axes) transpose(data.images);
    require_images(models.front(), files.front(), data.images.shape, path);
    const Probabilities probabilities = predict(models, data.images, threads, views);
    for (std::size_t n = 0; n < data.images.count(); ++n) {
      const bool has_file = !data.files.empty();
      const std::string number = std::to_string(n + 1);
      answers.add({.path = has_file ? data.files[n] : path + "#" + number,
                   .answer = answer_of(probabilities, static_cast<Eigen::Index>(n), names, options),
                   .top = options.top,
                   .views = views,
                   .is_picture = false},
                  has_file ? data.files[n] : number);
    }
  }
  answers.finish();
  return kDone;
}

struct ClassifyLine : CommandLine {
  ClassifyOptions options;

  ClassifyLine()
      : CommandLine(
            "classify", "[--model MODEL]... IMAGE... | --data DATA [options]",
            "Names the digit in each picture: path, label and probability on a line.",
            {"inkling classify five.png", "inkling classify --top 3 scans/",
             "inkling classify --show photo.png", "inkling classify five.png --explain five.html",
             "inkling classify --model runs/lenet5-1/model.onnx --json five.png",
             "inkling classify --data test.csv --csv submission.csv"}) {
    options.add_to(*this);
  }
};

}  // namespace

CommandDescription describe_classify() { return ClassifyLine().describe(); }

int run_classify(const std::vector<std::string>& arguments) {
  ClassifyLine line;
  ClassifyOptions& options = line.options;
  if (!line.parse(arguments)) return kDone;
  if (options.images.empty() == options.data.empty()) {
    throw UsageError("no pictures given: IMAGE..., or --data DATA");
  }
  if (!options.data.empty()) return classify_data(options);
  if (std::ranges::count(options.images, kStandardInput) > 1) {
    throw UsageError("-: standard input can be read only once");
  }

  const std::vector<PictureInput> inputs = list_inputs(options.images);
  const bool is_one = inputs.size() == 1 && inputs.front().path != kStandardInput &&
                      options.classifier.models.size() <= 1;
  if (!options.explain.empty() && !is_one) {
    throw UsageError("--explain takes one picture file and one model");
  }
  const Classifier classifier(options.classifier);
  warn(classifier.warnings());
  note(classifier.notes());
  Output output(options, arguments, classifier);
  const bool all_done = classify_all(classifier, inputs, output);
  output.finish();
  return all_done ? kDone : kFailed;
}

}  // namespace inkling
