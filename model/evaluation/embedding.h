#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "model/evaluation/prediction.h"

namespace inkling {

/// Vectors in the plane in which they differ most: their first two principal components (Pearson,
/// 1901), the projections on the eigenvectors of the covariance that have the largest eigenvalues.
struct Plane {
  Eigen::Matrix<double, Eigen::Dynamic, 2, Eigen::RowMajor> points;  ///< The mean is at (0, 0).
  std::array<double, 2> shares{};  ///< Of the variance, for each component; in [0, 1].
};

/// The principal components of the rows. Each eigenvector has its largest element, the first of
/// them if there are several, above 0. The result has the same bits on any number of `threads` (0
/// is all cores) and any processor. If a value is not finite, all points and shares are 0. Throws
/// std::invalid_argument without a row, or if there are more than `kMostEmbeddedValues` columns.
Plane principal_components(const Outputs& rows, int threads);

/// How many values a vector may have: the eigenvectors of more would take seconds.
inline constexpr Eigen::Index kMostEmbeddedValues = 512;

/// What a network makes of images, as points: similar images are near each other.
struct Embedding {
  Plane plane;             ///< A point for each image.
  std::size_t values = 0;  ///< Of an image, before the projection.
  /// Whether the values are those of the last hidden layer, which is what the last layer reads, if
  /// that is fully connected and does not read the images. Otherwise, or if they are too many, they
  /// are the logits.
  bool are_hidden = false;
};

/// Embeds the images at `indices`. Throws std::invalid_argument if there is none, if they do not
/// have the network's input shape, or if it has more than `kMostEmbeddedValues` classes.
Embedding embed(const Network& network, const ImageSet& images,
                std::span<const std::uint32_t> indices, int threads);

/// Whether `embed` can do it.
bool can_embed(const Network& network);

}  // namespace inkling
