#include "model/evaluation/embedding.h"

#include <omp.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <experimental/simd>
#include <stdexcept>
#include <string>

#include "model/layers/fully_connected.h"

namespace inkling {
namespace {

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The sums of products of a tile of the covariance are in registers. Columns of zeros fill the
/// last tile.
constexpr Eigen::Index kTile = 8;
using Doubles =
    std::experimental::simd<double, std::experimental::simd_abi::deduce_t<double, kTile>>;

/// The rows less their mean.
Rows centred(const Outputs& rows) {
  Rows result = Rows::Zero(rows.rows(), (rows.cols() + kTile - 1) / kTile * kTile);
  result.leftCols(rows.cols()) = rows.cast<double>();
  Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(result.cols());
  for (Eigen::Index n = 0; n < result.rows(); ++n) mean += result.row(n);
  mean /= static_cast<double>(result.rows());
  for (Eigen::Index n = 0; n < result.rows(); ++n) result.row(n) -= mean;
  return result;
}

/// Writes the tile at (i, j) of the sum over all rows x of x x^T, in the order of the rows.
void sum_products(const Rows& rows, Eigen::Index i, Eigen::Index j, Rows& sums) {
  using std::experimental::element_aligned;
  std::array<Doubles, kTile> tile;
  tile.fill(0.0);
  for (Eigen::Index n = 0; n < rows.rows(); ++n) {
    const double* const row = rows.data() + n * rows.cols();
    const Doubles right(row + j, element_aligned);
    for (Eigen::Index u = 0; u < kTile; ++u) {
      tile[static_cast<std::size_t>(u)] += row[i + u] * right;
    }
  }
  for (Eigen::Index u = 0; u < kTile; ++u) {
    tile[static_cast<std::size_t>(u)].copy_to(&sums(i + u, j), element_aligned);
  }
}

/// The lower half of the covariance.
Rows covariance(const Rows& rows, int threads) {
  Rows sums = Rows::Zero(rows.cols(), rows.cols());
#pragma omp parallel for schedule(dynamic) num_threads(resolve_threads(threads))
  for (Eigen::Index i = 0; i < rows.cols(); i += kTile) {
    for (Eigen::Index j = 0; j <= i; j += kTile) sum_products(rows, i, j, sums);
  }
  return sums / static_cast<double>(rows.rows());
}

/// The eigenvector with the sign of the convention.
Eigen::VectorXd with_sign(Eigen::VectorXd vector) {
  Eigen::Index largest = 0;
  for (Eigen::Index k = 1; k < vector.size(); ++k) {
    if (std::abs(vector[k]) > std::abs(vector[largest])) largest = k;
  }
  return vector[largest] < 0.0 ? Eigen::VectorXd(-vector) : vector;
}

bool has_hidden_layer(const Network& network) {
  const std::size_t last = network.layer_count() - 1;
  const std::size_t input = network.connections().input_of(last);
  return dynamic_cast<const FullyConnected*>(&network.layer(last)) != nullptr && input > 0 &&
         network.activation_shape(input).size() <= kMostEmbeddedValues;
}

}  // namespace

Plane principal_components(const Outputs& rows, int threads) {
  if (rows.rows() == 0) throw std::invalid_argument("no images to embed");
  if (rows.cols() > kMostEmbeddedValues) {
    throw std::invalid_argument("vectors of " + std::to_string(rows.cols()) +
                                " values, but at most " + std::to_string(kMostEmbeddedValues) +
                                " can be embedded");
  }
  Plane plane;
  plane.points.setZero(rows.rows(), 2);
  if (!rows.allFinite()) return plane;
  const Rows differences = centred(rows);
  const Rows products = covariance(differences, threads);
  // Eigen cuts its sums to fit the caches: these sizes instead of this processor's, so that the
  // result has the same bits on any.
  Eigen::setCpuCacheSizes(1 << 15, 1 << 18, 1 << 21);
  const Eigen::Index values = rows.cols();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
      Eigen::MatrixXd(products.topLeftCorner(values, values)));
  const double variance = solver.eigenvalues().sum();
  for (Eigen::Index component = 0; component < std::min<Eigen::Index>(2, values); ++component) {
    const Eigen::Index place = values - 1 - component;  // ascending
    const double share = variance > 0.0 ? solver.eigenvalues()[place] / variance : 0.0;
    plane.shares[static_cast<std::size_t>(component)] = std::clamp(share, 0.0, 1.0);
    const Eigen::VectorXd axis = with_sign(solver.eigenvectors().col(place));
    for (Eigen::Index n = 0; n < rows.rows(); ++n) {
      for (Eigen::Index k = 0; k < values; ++k) {
        plane.points(n, component) += differences(n, k) * axis[k];
      }
    }
  }
  return plane;
}

bool can_embed(const Network& network) {
  return has_hidden_layer(network) ||
         network.class_count() <= static_cast<std::size_t>(kMostEmbeddedValues);
}

Embedding embed(const Network& network, const ImageSet& images,
                std::span<const std::uint32_t> indices, int threads) {
  const bool are_hidden = has_hidden_layer(network);
  const Outputs rows = are_hidden ? predict_hidden(network, images, indices, threads)
                                  : predict_logits(network, images, indices, threads);
  return {.plane = principal_components(rows, threads),
          .values = static_cast<std::size_t>(rows.cols()),
          .are_hidden = are_hidden};
}

}  // namespace inkling
