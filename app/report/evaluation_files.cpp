#include "app/report/evaluation_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "app/report/evaluation_pictures.h"
#include "io/files/csv_reader.h"
#include "model/text.h"

namespace inkling {
namespace {

bool names_png(const std::string& file) { return lower_case(file).ends_with(".png"); }

}  // namespace

void EvaluationFiles::add_to(CommandLine& line) {
  line.text("--json", json, "FILE", "write all numbers as JSON; - is stdout, alone");
  line.text("--csv", csv, "FILE", "write the confusion matrix as CSV; - is stdout");
  line.text(
      "--predictions", predictions, "FILE",
      "write index, label, prediction, probability and file\nof every image as CSV; - is stdout");
  line.text("--errors", errors, "FILE",
            "write the same for mistakes, the most confident first;\n- is stdout; FILE.png is a "
            "sheet of the first 300");
  line.text("--plot", plot, "FILE.png", "draw the confusion matrix");
}

void EvaluationFiles::check() const {
  std::vector<const char*> takers;
  const auto count = [&takers](const char* option, const std::string& file) {
    if (file == kStdout) takers.push_back(option);
  };
  count("--json", json);
  count("--csv", csv);
  count("--predictions", predictions);
  count("--errors", errors);
  if (takers.size() > 1) {
    throw UsageError(
        fmt::format("{}: only one of them can be -, which is stdout", fmt::join(takers, " and ")));
  }
  if (!plot.empty() && !names_png(plot)) {
    throw UsageError(fmt::format("--plot: '{}' does not end in .png", plot));
  }
}

bool EvaluationFiles::take_stdout() const {
  return json == kStdout || csv == kStdout || predictions == kStdout || errors == kStdout;
}

void EvaluationFiles::write(const Measurement& measurement, CellUnit unit) const {
  const Evaluation& evaluation = measurement.evaluation;
  const std::vector<std::string>& names = measurement.data.class_names;
  if (!csv.empty()) write_output(csv, matrix_csv(evaluation.confusion, names, unit));
  if (!predictions.empty()) {
    std::vector<std::uint32_t> images(measurement.data.count());
    std::iota(images.begin(), images.end(), 0u);
    write_output(predictions, predictions_csv(measurement, images));
  }
  if (names_png(errors)) {
    write_mistake_sheet(measurement, errors);
  } else if (!errors.empty()) {
    std::vector<std::uint32_t> images;
    for (const Mistake& mistake : measurement.mistakes) {
      images.push_back(static_cast<std::uint32_t>(mistake.image));
    }
    write_output(errors, predictions_csv(measurement, images));
  }
  if (!plot.empty()) write_matrix_plot(evaluation, names, unit, plot);
}

std::string matrix_csv(const ConfusionMatrix& confusion, std::span<const std::string> names,
                       CellUnit unit) {
  const Eigen::MatrixXd values = cell_values(confusion, unit);
  std::string csv = "truth\\prediction";
  for (const std::string& name : names) csv += "," + csv_field(name);
  csv += "\n";
  for (std::size_t truth = 0; truth < names.size(); ++truth) {
    csv += csv_field(names[truth]);
    for (const double value : values.row(static_cast<Eigen::Index>(truth))) {
      csv += fmt::format(",{}", value);
    }
    csv += "\n";
  }
  return csv;
}

std::string predictions_csv(const Measurement& measurement, std::span<const std::uint32_t> images) {
  std::vector<std::string> names;
  const Dataset& data = measurement.data;
  for (const std::string& name : data.class_names) names.push_back(csv_field(name));
  const bool has_files = !data.files.empty();
  std::string csv = "index,label,prediction,probability";
  csv += has_files ? ",file\n" : "\n";
  for (const std::uint32_t image : images) {
    const Decision& decision = measurement.decisions[image];
    csv += fmt::format("{},{},{},{}", image, names[data.labels[image]], names[decision.label],
                       shortest_text(decision.confidence));
    if (has_files) csv += "," + csv_field(data.files[image]);
    csv += "\n";
  }
  return csv;
}

}  // namespace inkling
