#pragma once

#include <string>
#include <string_view>

namespace inkling {

/// The ranges from which `Augmentation` draws how it varies an image. U is uniform in [-1, 1), anew
/// for each use; 0 switches a part off. Lengths are in pixels of the image, whatever its size.
struct AugmentationOptions {
  float rotation = 0.0f;       ///< The angle is rotation * U, in degrees.
  float scale = 0.0f;          ///< The factor is exp(U * ln(1 + scale)).
  float shear = 0.0f;          ///< The horizontal shift for each row is shear * U, in pixels.
  float shift = 0.0f;          ///< shift * U, in pixels, each way.
  float elastic = 0.0f;        ///< Each pixel moves by elastic * U, smoothed, in pixels, each way.
  float elastic_sigma = 4.0f;  ///< The Gaussian that smooths that, in pixels.
  float thickness = 0.0f;      ///< Strokes become thicker (thickness * U > 0) or thinner; up to 1.

  /// Whether anything is varied.
  bool any() const;
  bool operator==(const AugmentationOptions&) const = default;
};

/// Reads "none", "light", "strong", or parts with commas between them such as
///
///     rotate 10, scale 0.1, shear 0.1, shift 1, elastic 15 4, thickness 0.5
///
/// Throws std::invalid_argument, which says which part is wrong and what was expected.
AugmentationOptions parse_augmentation(std::string_view text);

/// The options as text: the parts that are switched on, or "none". `parse_augmentation` reads the
/// same numbers from it.
std::string to_text(const AugmentationOptions& options);

}  // namespace inkling
