#pragma once

#include <span>
#include <string>

#include "app/results/classification.h"

namespace inkling {

/// Draws the image that the network received, with bars for the probabilities beside it and a line
/// below that describes what was found in the picture. At most 80 columns wide. With up to ten
/// classes there is a bar for each, in their order; otherwise for the ten most probable.
///
/// In colour, each character shows two pixels in 26 levels of grey. Without colour, it shows their
/// mean as one of ten ASCII characters, denser for more ink, in a frame.
std::string seen_picture(const Answer& answer, std::span<const std::string> names, bool color);

}  // namespace inkling
