#pragma once

#include <string>

#include "app/options/command_line.h"

namespace inkling {

/// Adds --pixels, which says what the pixels of a model from elsewhere are. Sets `pixels` to a text
/// that `read_pixel_convention` reads.
void add_pixels(CommandLine& line, std::string& pixels);

}  // namespace inkling
