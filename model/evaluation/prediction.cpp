#include "model/evaluation/prediction.h"

#include <omp.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/augmentation/views.h"
#include "model/lanes/gang.h"
#include "model/layers/loss.h"
#include "model/layers/winograd.h"
#include "model/network/workspace.h"

namespace inkling {

namespace {

/// What to return: the softmax of the network's outputs, these outputs, or what its last layer
/// reads.
enum class Last { kSoftmax, kNothing, kInput };

/// Passes images through a network, image n of `indices` in view n % `views`.
Outputs pass_all(const Network& network, const ImageSet& images,
                 std::span<const std::uint32_t> indices, int views, int threads, Last last) {
  require_input_shape(network, images);
  const std::size_t layers = network.layer_count();
  const std::size_t activation =
      last == Last::kInput ? network.connections().input_of(layers - 1) : layers;
  const std::size_t values = network.activation_shape(activation).size();
  Outputs result(static_cast<Eigen::Index>(indices.size()), static_cast<Eigen::Index>(values));
  const std::size_t gangs = gang_count(indices.size());
  if (gangs == 0) return result;
  const int workers =
      static_cast<int>(std::min(gangs, static_cast<std::size_t>(resolve_threads(threads))));
  const Views ways(network.input_shape(), views);
  const float paper = -network.normalization.mean / network.normalization.deviation;
  const std::size_t scratch_size = views > 1 ? ways.scratch_size() : 0;
  std::vector<Workspace> workspaces;
  std::vector<LaneVector> scratches(static_cast<std::size_t>(workers), LaneVector(scratch_size));
  std::vector<LaneVector> outputs(static_cast<std::size_t>(workers), LaneVector(values));
  for (int worker = 0; worker < workers; ++worker) workspaces.emplace_back(network, false);

#pragma omp parallel num_threads(workers)
  {
    // With one gang for each thread, keeping all transformed kernels would only take memory.
    std::optional<ConstantKernels> constant;
    if (gangs > static_cast<std::size_t>(workers)) constant.emplace();
#pragma omp for schedule(static)
    for (std::size_t gang = 0; gang < gangs; ++gang) {
      const auto worker = static_cast<std::size_t>(omp_get_thread_num());
      Workspace& workspace = workspaces[worker];
      const std::span<const std::uint32_t> members = gang_indices(indices, gang);
      load_gang(images, members, network.normalization, workspace.input());
      if (views > 1) ways.apply(gang * kLanes, paper, workspace.input(), scratches[worker]);
      network.forward(workspace);
      std::ranges::copy(workspace.activation(activation), outputs[worker].begin());
      if (last == Last::kSoftmax) {
        softmax(outputs[worker], outputs[worker], network.inverse_temperature);
      }
      for (std::size_t lane = 0; lane < members.size(); ++lane) {
        for (std::size_t k = 0; k < values; ++k) {
          result(static_cast<Eigen::Index>(gang * kLanes + lane), static_cast<Eigen::Index>(k)) =
              outputs[worker][k][lane];
        }
      }
    }
  }
  return result;
}

Probabilities predict_views(const Network& network, const ImageSet& images,
                            std::span<const std::uint32_t> indices, int views, int threads) {
  return pass_all(network, images, indices, views, threads, Last::kSoftmax);
}

/// The mean of each `count` neighbouring rows.
Probabilities mean_of_neighbours(const Probabilities& rows, int count) {
  Probabilities mean = Probabilities::Zero(rows.rows() / count, rows.cols());
  for (Eigen::Index row = 0; row < rows.rows(); ++row) mean.row(row / count) += rows.row(row);
  return mean / static_cast<float>(count);
}

}  // namespace

int resolve_threads(int threads) { return threads > 0 ? threads : omp_get_num_procs(); }

void require_input_shape(const Network& network, const ImageSet& images) {
  if (images.shape == network.input_shape()) return;
  throw std::invalid_argument("the images are " + to_string(images.shape) +
                              ", but the network expects " + to_string(network.input_shape()));
}

Probabilities predict(const Network& network, const ImageSet& images,
                      std::span<const std::uint32_t> indices, int threads) {
  return predict_views(network, images, indices, 1, threads);
}

Outputs predict_logits(const Network& network, const ImageSet& images,
                       std::span<const std::uint32_t> indices, int threads) {
  return pass_all(network, images, indices, 1, threads, Last::kNothing);
}

Probabilities softmax_of(const Outputs& logits, float inverse_temperature) {
  Probabilities result(logits.rows(), logits.cols());
  LaneVector gang(static_cast<std::size_t>(logits.cols()));
  constexpr auto kRows = static_cast<Eigen::Index>(kLanes);
  for (Eigen::Index first = 0; first < logits.rows(); first += kRows) {
    const Eigen::Index rows = std::min(kRows, logits.rows() - first);
    for (Eigen::Index row = 0; row < rows; ++row) {
      for (std::size_t k = 0; k < gang.size(); ++k) {
        gang[k][static_cast<std::size_t>(row)] = logits(first + row, static_cast<Eigen::Index>(k));
      }
    }
    softmax(gang, gang, inverse_temperature);
    for (Eigen::Index row = 0; row < rows; ++row) {
      for (std::size_t k = 0; k < gang.size(); ++k) {
        result(first + row, static_cast<Eigen::Index>(k)) = gang[k][static_cast<std::size_t>(row)];
      }
    }
  }
  return result;
}

Outputs predict_hidden(const Network& network, const ImageSet& images,
                       std::span<const std::uint32_t> indices, int threads) {
  if (network.layer(network.layer_count() - 1).in_place()) {
    throw std::invalid_argument("the last layer overwrites its input");
  }
  return pass_all(network, images, indices, 1, threads, Last::kInput);
}

Probabilities predict(const Network& network, const ImageSet& images, int threads) {
  std::vector<std::uint32_t> indices(images.count());
  std::iota(indices.begin(), indices.end(), 0u);
  return predict(network, images, indices, threads);
}

Probabilities predict(std::span<const Model> models, const ImageSet& images, int threads,
                      int views) {
  if (models.empty()) throw std::invalid_argument("an ensemble needs at least one model");
  if (views < 1 || views > kMostViews) {
    throw std::invalid_argument("the number of views must be from 1 to 16");
  }
  std::vector<std::uint32_t> indices(images.count() * static_cast<std::size_t>(views));
  for (std::size_t n = 0; n < indices.size(); ++n) {
    indices[n] = static_cast<std::uint32_t>(n / static_cast<std::size_t>(views));
  }
  Probabilities sum = predict_views(models.front().network, images, indices, views, threads);
  for (const Model& model : models.subspan(1)) {
    const Probabilities more = predict_views(model.network, images, indices, views, threads);
    if (more.cols() != sum.cols()) {
      throw std::invalid_argument("a model of " + std::to_string(more.cols()) +
                                  " classes in an ensemble of " + std::to_string(sum.cols()));
    }
    sum += more;
  }
  if (views > 1) sum = mean_of_neighbours(sum, views);
  return sum / static_cast<float>(models.size());
}

Decision decide(const Probabilities& probabilities, Eigen::Index row) {
  Eigen::Index label = 0;
  const float confidence = probabilities.row(row).maxCoeff(&label);
  return {static_cast<std::uint16_t>(label), confidence};
}

std::vector<Decision> decide_all(const Probabilities& probabilities) {
  std::vector<Decision> result;
  for (Eigen::Index row = 0; row < probabilities.rows(); ++row) {
    result.push_back(decide(probabilities, row));
  }
  return result;
}

}  // namespace inkling
