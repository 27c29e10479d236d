#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>

#include "app/commands/commands.h"
#include "app/exit_codes.h"
#include "app/options/data_options.h"
#include "app/options/pixel_option.h"
#include "app/report/evaluation_files.h"
#include "app/report/evaluation_json.h"
#include "app/report/report.h"
#include "app/run/provenance.h"
#include "app/run/run_folder.h"
#include "app/terminal/comparison_text.h"
#include "app/terminal/evaluation_text.h"
#include "app/terminal/table.h"
#include "io/classifier/ensemble.h"
#include "io/classifier/pixel_convention.h"
#include "io/files/atomic_file.h"
#include "io/files/error.h"
#include "model/evaluation/evaluation.h"
#include "model/evaluation/prediction.h"
#include "model/text.h"

namespace inkling {
namespace {

constexpr Choice<Split> kSplits[] = {
    {"test", Split::kTest}, {"train", Split::kTrain}, {"all", Split::kAll}};

constexpr Choice<CellUnit> kUnits[] = {{"none", CellUnit::kCount},
                                       {"true", CellUnit::kShareOfTruth},
                                       {"pred", CellUnit::kShareOfPrediction},
                                       {"all", CellUnit::kShareOfAll}};

struct EvaluateOptions {
  std::vector<std::string> models;
  DataOptions data;
  std::string compare;  ///< Another model, empty for none.
  EvaluationFiles files;
  std::string report;  ///< A file, empty for none.
  CellUnit unit = CellUnit::kCount;
  std::optional<double> fail_under;
  std::string pixels = "auto";
  int threads = 0;
  ColorMode color = ColorMode::kAuto;

  EvaluateOptions() { data.split = Split::kTest; }

  void add_to(CommandLine& line) {
    line.positional("MODEL", models, "model files or run folders; several are averaged")
        ->required();
    line.group("options");
    data.add_to(line, kSplits, "which part of DATA: test, train or all");
    add_pixels(line, pixels);
    line.text("--compare", compare, "FILE",
              "test whether the accuracy of another model differs\nby more than chance");
    line.choice<CellUnit>("--normalize", unit, kUnits,
                          "show the matrix as shares of true classes (true),\n"
                          "predicted classes (pred) or all images (all)");
    files.add_to(line);
    line.text("--report", report, "FILE", "write a report for a browser (HTML)");
    line.add_real(
        "--fail-under", [this](double bar) { fail_under = bar; }, "from 0 to 1",
        [](double x) { return x >= 0 && x <= 1; }, "exit with status 3 if the accuracy is lower");
    line.threads(threads);
    line.color(color);
  }
};

/// The names of the classes that have images in `data`.
std::vector<std::string> occurring_classes(const Dataset& data) {
  std::vector<bool> occurs(data.class_count(), false);
  for (const std::uint16_t label : data.labels) occurs[label] = true;
  std::vector<std::string> names;
  for (std::size_t label = 0; label < occurs.size(); ++label) {
    if (occurs[label]) names.push_back(data.class_names[label]);
  }
  return names;
}

/// Replaces the labels of the images by those of the model, by class name. The data need not have
/// all classes of the model; the model must have all classes of which there are images.
void take_labels_of(const Model& model, Dataset& data, const EvaluateOptions& options) {
  const std::vector<std::string> occurring = occurring_classes(data);
  const std::map<std::string, std::uint16_t> known = labels_by_name(model.class_names);
  for (const std::string& name : occurring) {
    if (known.contains(name)) continue;
    throw FileError(
        {.path = options.data.name(),
         .problem = "the model has no class " + printable(name),
         .expected = class_list(model.class_names) + ", as in " + options.models.front(),
         .found = class_list(occurring),
         .next = "inkling info " + options.data.name()});
  }
  for (std::uint16_t& label : data.labels) label = known.at(data.class_names[label]);
  data.class_names = model.class_names;
}

/// A warning if the model was trained on transposed images and these are not, or the reverse.
void warn_of_transposition(std::span<const Model> models, std::span<const std::string> paths,
                           const EvaluateOptions& options) {
  for (std::size_t n = 0; n < models.size(); ++n) {
    const auto trained = models[n].settings.find("transpose");
    if (trained == models[n].settings.end()) continue;
    if ((trained->second == "true") == options.data.exchange_axes) continue;
    tell(fmt::format("warning: {} was trained {} --transpose\n", printable(paths[n]),
                     options.data.exchange_axes ? "without" : "with"));
  }
}

/// A common name for the models.
std::string name_of(const std::vector<std::string>& models) {
  return models.size() == 1 ? models.front() : fmt::format("ensemble of {} models", models.size());
}

std::vector<std::uint16_t> labels_of(std::span<const Decision> decisions) {
  std::vector<std::uint16_t> labels;
  for (const Decision& decision : decisions) labels.push_back(decision.label);
  return labels;
}

ModelComparison compare_with(std::span<const Model> others, const Measurement& measurement,
                             const EvaluateOptions& options) {
  const Dataset& data = measurement.data;
  const Probabilities probabilities = predict(others, data.images, options.threads);
  return {
      name_of(options.models), options.compare, measurement.evaluation,
      evaluate(probabilities, data.labels),
      compare(labels_of(measurement.decisions), labels_of(decide_all(probabilities)), data.labels)};
}

void write_json(const Evaluation& evaluation, const std::optional<ModelComparison>& comparison,
                const Model& model, const EvaluateOptions& options) {
  auto json = evaluation_json(evaluation_results(evaluation, model.class_names));
  if (comparison) json["comparison"] = comparison_json(*comparison);
  json["models"] = options.models;
  if (options.models.size() == 1) json["model"] = options.models.front();
  json["data"] = options.data.name();
  json["split"] = options.data.data.empty() ? "all" : word_for<Split>(options.data.split, kSplits);
  write_output(options.files.json, json_text(json, 2));
}

TextLook look(const EvaluateOptions& options) {
  return {.columns = static_cast<std::size_t>(terminal_columns(stdout)),
          .colors = color_depth(options.color, stdout),
          .unit = options.unit};
}

/// The page about the evaluation of `data`, also with the training curves if they are beside the
/// model.
Report page_about(const Answers& answers, std::span<const Model> models,
                  const EvaluateOptions& options, const std::vector<std::string>& arguments) {
  const Model& model = models.front();
  Report report{
      .title = "Evaluation report",
      .subtitle = fmt::format("{} · {} · {}", fmt::join(options.models, ", "), options.data.name(),
                              counted(answers.evaluation.count, "image")),
      .class_names = model.class_names,
      .answers = answers,
      .facts = {{"Command", shell_command("evaluate", arguments)}}};
  for (std::size_t n = 0; n < models.size(); ++n) {
    report.facts.push_back(model_fact(models[n], options.models[n]));
  }
  report.facts.push_back(data_fact(options.data));
  if (models.size() == 1) {
    report.model = &model;
    report.threads = options.threads;
    report.epochs = read_metrics(std::filesystem::path(options.models.front()).parent_path());
    const auto best = model.settings.find("best_epoch");
    if (best != model.settings.end()) read_number(best->second, report.best_epoch);
    if (!model.settings.empty()) report.facts.push_back(settings_fact(model.settings));
  }
  for (Fact& fact : circumstances(options.threads)) report.facts.push_back(fact);
  return report;
}

void write_report(const Measurement& measurement, const Probabilities& probabilities,
                  std::span<const Model> models, const EvaluateOptions& options,
                  const std::vector<std::string>& arguments) {
  const Dataset& data = measurement.data;
  std::vector<std::uint32_t> indices(data.count());
  std::iota(indices.begin(), indices.end(), 0u);
  const Answers answers{data.images, indices, data.labels, probabilities, measurement.evaluation};
  write_file(options.report, report_page(page_about(answers, models, options, arguments)));
}

/// The training images of the data, if there are any and a model needs them: whether pixels are
/// understood is not found out with the images that are evaluated.
Dataset pixel_samples(std::span<const Model> models, const EvaluateOptions& options) {
  const bool are_needed =
      options.pixels == "auto" && std::ranges::any_of(models, &Model::has_unknown_pixels);
  if (!are_needed || options.data.data.empty()) return {};
  DataOptions training = options.data;
  training.split = Split::kTrain;
  try {
    return training.load();
  } catch (const FileError&) {
    return {};  // Such as MNIST's test images alone.
  }
}

struct EvaluateLine : CommandLine {
  EvaluateOptions options;

  EvaluateLine()
      : CommandLine(
            "evaluate", "MODEL... --data DATA [options]",
            "Measures a trained model, or the average of several, on labelled images.",
            {"inkling evaluate runs/lenet5-1/model.onnx --data mnist",
             "inkling evaluate a.onnx b.onnx c.onnx --data mnist",
             "inkling evaluate model.onnx --data mnist --json result.json",
             "inkling evaluate model.onnx --data mnist --report report.html",
             "inkling evaluate model.onnx --data mnist --plot matrix.png --errors wrong.png",
             "inkling evaluate model.onnx --data mnist --compare other.onnx",
             "inkling evaluate model.onnx --data mnist --fail-under 0.985"}) {
    options.add_to(*this);
  }
};

}  // namespace

CommandDescription describe_evaluate() { return EvaluateLine().describe(); }

int run_evaluate(const std::vector<std::string>& arguments) {
  EvaluateLine line;
  EvaluateOptions& options = line.options;
  if (!line.parse(arguments)) return kDone;
  options.data.check();
  options.files.check();

  std::ranges::transform(options.models, options.models.begin(), model_file);
  if (!options.compare.empty()) options.compare = model_file(options.compare);
  std::vector<std::string> paths = options.models;
  if (!options.compare.empty()) paths.push_back(options.compare);
  std::vector<Model> all_models = read_ensemble(paths);
  warn(checksum_warnings(all_models, paths));
  const std::span models = std::span(all_models).first(options.models.size());
  const std::span others = std::span(all_models).subspan(options.models.size());
  const Model& model = models.front();  // all have the same shape and classes
  Dataset data = options.data.load();
  require_images(model, options.models.front(), data.images.shape, options.data.name());
  note(settle_pixels(all_models, paths, options.pixels, pixel_samples(all_models, options),
                     options.threads));
  warn_of_transposition(all_models, paths, options);
  take_labels_of(model, data, options);

  const Probabilities probabilities = predict(models, data.images, options.threads);
  const Evaluation evaluation = evaluate(probabilities, data.labels);
  const Measurement measurement{data, evaluation, decide_all(probabilities),
                                list_mistakes(probabilities, data.labels)};
  std::optional<ModelComparison> comparison;
  if (!others.empty()) comparison.emplace(compare_with(others, measurement, options));

  if (!options.files.take_stdout()) {
    if (models.size() > 1) print(name_of(options.models) + "\n");
    print(evaluation_text(evaluation, model.class_names, look(options)));
    if (comparison) print("\n" + comparison_text(*comparison));
  }
  if (!options.files.json.empty()) write_json(evaluation, comparison, model, options);
  options.files.write(measurement, options.unit);
  if (!options.report.empty()) write_report(measurement, probabilities, models, options, arguments);
  if (options.fail_under && evaluation.accuracy < *options.fail_under) {
    tell(fmt::format("accuracy {:.6f} is below --fail-under {}\n", evaluation.accuracy,
                     *options.fail_under));
    return kGateNotMet;
  }
  return kDone;
}

}  // namespace inkling
