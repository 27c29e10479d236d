#include "app/report/evaluation_json.h"

#include <utility>

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

Json class_json(const ClassResult& result) {
  Json json = {{"name", result.name}};
  json.update(scores_json(result.scores));
  json["precision_interval"] = interval_json(result.intervals.precision);
  json["recall_interval"] = interval_json(result.intervals.recall);
  json["f1_interval"] = interval_json(result.intervals.f1);
  return json;
}

Json bin_json(const ConfidenceBin& bin) {
  return {{"low", bin.low},
          {"high", bin.high},
          {"count", bin.count},
          {"correct", bin.correct},
          {"confidence", bin.count > 0 ? Json(bin.confidence) : Json()}};
}

}  // namespace

Json matrix_json(const ConfusionMatrix& confusion) {
  Json rows = Json::array();
  for (const auto& row : confusion.rowwise()) {
    rows.push_back(std::vector<std::int64_t>(row.begin(), row.end()));
  }
  return rows;
}

Json evaluation_json(const EvaluationResults& results) {
  const Evaluation& evaluation = results.evaluation;
  Json names = Json::array();
  Json classes = Json::array();
  for (const ClassResult& result : results.classes) {
    names.push_back(result.name);
    classes.push_back(class_json(result));
  }
  Json confusions = Json::array();
  for (const Confusion& pair : evaluation.confusions) {
    confusions.push_back({{"truth", results.classes[pair.truth].name},
                          {"prediction", results.classes[pair.prediction].name},
                          {"count", pair.count}});
  }
  Json bins = Json::array();
  for (const ConfidenceBin& bin : evaluation.confidence_bins) bins.push_back(bin_json(bin));
  return {{"accuracy", evaluation.accuracy},
          {"accuracy_interval", interval_json(evaluation.accuracy_interval)},
          {"count", evaluation.count},
          {"errors", results.errors},
          {"top2_accuracy", evaluation.top2_accuracy},
          {"mean_loss", evaluation.mean_loss},
          {"calibration_error", evaluation.calibration_error},
          {"calibration", std::move(bins)},
          {"class_names", std::move(names)},
          {"confusion_matrix", matrix_json(evaluation.confusion)},
          {"classes", std::move(classes)},
          {"macro", scores_json(evaluation.macro)},
          {"confusions", std::move(confusions)}};
}

std::string json_text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace inkling
