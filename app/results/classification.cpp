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
  bool shown = found.sure;
  for (const Prediction& prediction : found.predictions) {
    line += fmt::format("\t{}\t{:.3f}", shown ? printable(names[prediction.label]) : "?",
                        prediction.probability);
    shown = true;
  }
  return line + "\n";
}

nlohmann::ordered_json classification_json(const Classification& found,
                                           std::span<const std::string> names) {
  using Json = nlohmann::ordered_json;
  Json top = Json::array();
  for (const Prediction& prediction : found.predictions) {
    top.push_back({{"label", names[prediction.label]}, {"probability", prediction.probability}});
  }
  const PreparedPicture& picture = found.picture;
  const cv::Rect& box = picture.box;
  Json json = {{"path", found.path},
               {"label", found.sure ? top.front()["label"] : Json(nullptr)},
               {"probability", top.front()["probability"]},
               {"top", std::move(top)},
               {"polarity", picture.dark_ink ? "dark_ink" : "light_ink"},
               {"box", {box.x, box.y, box.width, box.height}},
               {"stroke_width", picture.stroke_width},
               {"unchanged", picture.unchanged},
               {"digits", picture.digit_count},
               {"views", found.views}};
  if (!found.seen.empty()) json["seen"] = found.seen;
  return json;
}

}  // namespace inkling
