#include "app/evaluation_json.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

Json scores_json(const ClassScores& scores) {
  return {{"precision", scores.precision},
          {"recall", scores.recall},
          {"f1", scores.f1},
          {"support", scores.support}};
}

Json matrix_json(const ConfusionMatrix& confusion) {
  Json rows = Json::array();
  for (const auto& row : confusion.rowwise()) {
    rows.push_back(std::vector<std::int64_t>(row.begin(), row.end()));
  }
  return rows;
}

}  // namespace

Json evaluation_json(const Evaluation& evaluation, std::span<const std::string> class_names) {
  Json classes = Json::array();
  for (std::size_t label = 0; label < class_names.size(); ++label) {
    Json scores = {{"name", class_names[label]}};
    scores.update(scores_json(evaluation.classes[label]));
    classes.push_back(std::move(scores));
  }
  Json confusions = Json::array();
  for (const Confusion& pair : evaluation.confusions) {
    confusions.push_back({{"truth", class_names[pair.truth]},
                          {"prediction", class_names[pair.prediction]},
                          {"count", pair.count}});
  }
  const Interval& interval = evaluation.accuracy_interval;
  return {{"accuracy", evaluation.accuracy},
          {"accuracy_interval", Json::array({interval.low, interval.high})},
          {"count", evaluation.count},
          {"errors", evaluation.count - evaluation.correct},
          {"mean_loss", evaluation.mean_loss},
          {"calibration_error", evaluation.calibration_error},
          {"class_names", std::vector<std::string>(class_names.begin(), class_names.end())},
          {"confusion_matrix", matrix_json(evaluation.confusion)},
          {"classes", std::move(classes)},
          {"macro", scores_json(evaluation.macro)},
          {"confusions", std::move(confusions)}};
}

std::string json_text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace inkling
