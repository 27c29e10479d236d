#include "app/results/classification.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/files/error.h"

namespace inkling {

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

std::string classification_line(const Classification& found, std::span<const std::string> names) {
  std::string line = printable(found.path);
  bool is_known = !found.answer.label.empty();
  for (const Prediction& prediction : best_predictions(found.answer.probabilities, found.top)) {
    line += fmt::format("\t{}\t{:.3f}", is_known ? printable(names[prediction.label]) : "?",
                        prediction.probability);
    is_known = true;
  }
  return line + "\n";
}

nlohmann::ordered_json classification_json(const Classification& found,
                                           std::span<const std::string> names) {
  using Json = nlohmann::ordered_json;
  const Answer& answer = found.answer;
  const std::vector<Prediction> best = best_predictions(answer.probabilities, found.top);
  Json top = Json::array();
  for (const Prediction& prediction : best) {
    top.push_back({{"label", names[prediction.label]}, {"probability", prediction.probability}});
  }
  Json json = {{"path", found.path},
               {"label", answer.label.empty() ? Json(nullptr) : Json(answer.label)},
               {"probability", best.front().probability},
               {"top", std::move(top)}};
  if (found.is_picture) {
    const cv::Rect& box = answer.box;
    json["polarity"] = answer.dark_ink ? "dark_ink" : "light_ink";
    json["box"] = {box.x, box.y, box.width, box.height};
    json["stroke_width"] = answer.stroke_width;
    json["unchanged"] = answer.unchanged;
    json["digits"] = answer.digit_count;
  }
  json["views"] = found.views;
  if (!found.seen.empty()) json["seen"] = found.seen;
  return json;
}

}  // namespace inkling
