#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "io/classifier/classifier.h"

namespace inkling {

/// A label with the probability that a network gives to it.
struct Prediction {
  std::size_t label = 0;
  float probability = 0.0f;
};

/// The `top` most probable labels, most probable first; ties are in the order of the labels.
std::vector<Prediction> best_predictions(std::span<const float> probabilities, std::size_t top);

/// What `classify` found in one picture.
struct Classification {
  std::string path;        ///< As the user named the picture, or its place in DATA.
  Answer answer;           ///< With probabilities.
  std::size_t top = 1;     ///< How many labels to show, at least 1.
  int views = 1;           ///< How many views of the picture were averaged.
  std::string seen = {};   ///< The file with what the network received, or empty.
  bool is_picture = true;  ///< false for an image of DATA, which needed no preparation.
};

/// "five.png<tab>5<tab>0.998", then label and probability of further labels, as many as `top`. The
/// first label is "?" if the answer has none. Control bytes of path and labels are escaped.
std::string classification_line(const Classification& found, std::span<const std::string> names);

/// The classification for programs. These names do not change:
///
///     path          as given, "-" for standard input; DATA#N for image N of DATA in one file
///     label         the most probable label; null if it is less probable than --min-confidence
///     probability   of the most probable label, in [0, 1]
///     top           [{label, probability}], the most probable first, as many as --top
///     views         how many views of it were averaged
///
/// and for pictures, not for images of DATA:
///
///     polarity      "dark_ink" (on light paper) or "light_ink"
///     box           [x, y, width, height] around the ink, in pixels of the picture
///     stroke_width  in pixels of the prepared picture, before it was corrected
///     unchanged     true if the network received the picture as it is
///     digits        how many digits seem to be side by side; 1 if the model names digits
///     seen          the file that --save-seen wrote; missing without it
nlohmann::ordered_json classification_json(const Classification& found,
                                           std::span<const std::string> names);

}  // namespace inkling
