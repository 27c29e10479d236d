#pragma once

#include <opencv2/core/mat.hpp>
#include <span>
#include <string>

#include "app/results/classification.h"

namespace inkling {

/// Draws what the network was shown, with bars of the probabilities beside it and a line below that
/// says what was found in the picture, in at most 80 columns. There are bars of all classes in
/// their order where these are at most ten, else of the ten most probable ones.
///
/// In colour two pixels share a character cell, in 26 levels of grey; otherwise their mean is drawn
/// as one of ten ASCII characters, the denser the more ink, in a frame.
std::string seen_picture(const PreparedPicture& picture, std::span<const float> probabilities,
                         std::span<const std::string> names, bool color);

}  // namespace inkling
