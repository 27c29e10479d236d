#include "app/report/evaluation_json.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

Json scores_json(const ClassScores& scores) {
  return {{"precision", scores.precision},
          {"recall", scores.recall},
          {"f1", scores.f1},
          {"support", scores.support}};
}

Json interval_json(const Interval& interval) { return Json::array({interval.low, interval.high}); }

Json class_json(const std::string& name, const Evaluation& evaluation, std::size_t label) {
  Json json = {{"name", name}};
  json.update(scores_json(evaluation.classes[label]));
  const ClassIntervals intervals = class_intervals(evaluation.confusion, label);
  json["precision_interval"] = interval_json(intervals.precision);
  json["recall_interval"] = interval_json(intervals.recall);
  json["f1_interval"] = interval_json(intervals.f1);
  return json;
}

Json bin_json(const ConfidenceBin& bin) {
  return {{"low", bin.low},
          {"high", bin.high},
          {"count", bin.count},
          {"correct", bin.correct},
          {"confidence", bin.count > 0 ? Json(bin.confidence) : Json()}};
}

/// All numbers, with `matrix` among them.
Json numbers_json(const Evaluation& evaluation, std::span<const std::string> class_names,
                  Json matrix) {
  Json classes = Json::array();
  for (std::size_t label = 0; label < class_names.size(); ++label) {
    classes.push_back(class_json(class_names[label], evaluation, label));
  }
  Json confusions = Json::array();
  for (const Confusion& pair : evaluation.confusions) {
    confusions.push_back({{"truth", class_names[pair.truth]},
                          {"prediction", class_names[pair.prediction]},
                          {"count", pair.count}});
  }
  Json bins = Json::array();
  for (const ConfidenceBin& bin : evaluation.confidence_bins) bins.push_back(bin_json(bin));
  return {{"accuracy", evaluation.accuracy},
          {"accuracy_interval", interval_json(evaluation.accuracy_interval)},
          {"count", evaluation.count},
          {"errors", evaluation.count - evaluation.correct},
          {"top2_accuracy", evaluation.top2_accuracy},
          {"mean_loss", evaluation.mean_loss},
          {"calibration_error", evaluation.calibration_error},
          {"calibration", std::move(bins)},
          {"class_names", std::vector<std::string>(class_names.begin(), class_names.end())},
          {"confusion_matrix", std::move(matrix)},
          {"classes", std::move(classes)},
          {"macro", scores_json(evaluation.macro)},
          {"confusions", std::move(confusions)}};
}

}  // namespace

Json matrix_json(const ConfusionMatrix& confusion) {
  Json rows = Json::array();
  for (const auto& row : confusion.rowwise()) {
    rows.push_back(std::vector<std::int64_t>(row.begin(), row.end()));
  }
  return rows;
}

Json evaluation_json(const Evaluation& evaluation, std::span<const std::string> class_names) {
  return numbers_json(evaluation, class_names, matrix_json(evaluation.confusion));
}

Json summary_json(const Evaluation& evaluation, std::span<const std::string> class_names) {
  Json json = numbers_json(evaluation, class_names, nullptr);
  json.erase("confusion_matrix");
  return json;
}

std::string json_text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace inkling
