#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/dataset.h"
#include "model/network/model.h"

// A model from elsewhere does not say which numbers it expects for paper and ink. There are few
// conventions; the right one is told by a person, or measured.

namespace inkling {

/// A convention for pixels, as (pixel / 255 - mean) / deviation. 0..1 is {0, 1}.
using PixelConvention = Normalization;

/// The words for `read_pixel_convention`, for `--help`.
inline constexpr char kPixelConventions[] = "0..1, 0..255, -1..1, MEAN,DEVIATION or inverted ...";

/// Reads "0..1", "0..255", "-1..1" or a mean and a deviation such as "0.1307,0.3081", any of them
/// after "inverted" (paper is the larger number). "inverted" alone is "inverted 0..1"; "auto" is
/// none. Throws std::invalid_argument if it is something else.
std::optional<PixelConvention> read_pixel_convention(std::string_view text);

/// The convention as a formula of the pixel x, 0 to 255: "(x/255 - 0.1307)/0.3081".
std::string to_string(const PixelConvention& convention);

/// Sets how pixels become the input of `model`, whose file does not say it.
void set_pixel_convention(Model& model, const PixelConvention& convention);

/// Finds out the convention of a model: measures all that are usual on `samples`, sets the one that
/// names most of them (of several, the one whose probabilities are better), and says so in one
/// line. Nothing is known, and 0..1 is set, if the samples have another size or class than the
/// model; the line says that, too.
std::string measure_pixel_convention(Model& model, const Dataset& samples, int threads);

/// The sample digits that come with Inkling, a hundred, and nine distorted variants of each, scaled
/// to images of `shape`. Throws FileError if they are missing.
Dataset sample_digits(const Shape& shape);

/// Settles the convention of each of `models` that needs one: that of `text`, or the measured one
/// of `samples`, which are the sample digits if they are empty. Returns a line for each model that
/// was measured; it begins with its path.
std::vector<std::string> settle_pixels(std::span<Model> models, std::span<const std::string> paths,
                                       const std::string& text, const Dataset& samples,
                                       int threads);

}  // namespace inkling
