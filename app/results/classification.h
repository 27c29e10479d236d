#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "io/digits/picture.h"

namespace inkling {

/// A label with the probability that a network gives to it.
struct Prediction {
  std::size_t label = 0;
  float probability = 0.0f;
};

/// The `top` most probable labels, the most probable first; among equals, the first label.
std::vector<Prediction> best_predictions(std::span<const float> probabilities, std::size_t top);

/// What `classify` has found in one picture.
struct Classification {
  std::string path;                     ///< As the user named the picture.
  PreparedPicture picture;              ///< What the network was shown.
  std::vector<Prediction> predictions;  ///< The most probable first, at least one.
  bool sure = true;                     ///< The first is as probable as the user asked for.
  int views = 1;                        ///< In how many views the network saw the picture.
  std::string seen = {};                ///< Where the prepared picture was written, or empty.
};

/// "five.png<tab>5<tab>0.998", then label and probability of the further predictions. The label is
/// "?" where the network is not sure. Control bytes of path and labels are escaped.
std::string classification_line(const Classification& found, std::span<const std::string> names);

/// The classification for programs to read. These names stay as they are:
///
///     path          as it was given, "-" for standard input
///     label         the most probable label; null where it is less probable than --min-confidence
///     probability   of the most probable label, in [0, 1]
///     top           [{label, probability}], the most probable first, as many as --top
///     polarity      "dark_ink" (on light paper) or "light_ink"
///     box           [x, y, width, height] around the ink, in pixels of the picture
///     stroke_width  in pixels of the prepared picture, before it was evened
///     unchanged     true where the picture was taken as it is
///     digits        how many digits seem to stand side by side; 1 where the model names digits
///     views         in how many views the network saw it
///     seen          the file that --save-seen wrote; missing without it
nlohmann::ordered_json classification_json(const Classification& found,
                                           std::span<const std::string> names);

}  // namespace inkling
