#include "model/prediction.h"

#include <omp.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "model/gang.h"
#include "model/loss.h"
#include "model/workspace.h"

namespace inkling {

int resolve_threads(int threads) { return threads > 0 ? threads : omp_get_num_procs(); }

Probabilities predict(const Network& network, const ImageSet& images,
                      std::span<const std::uint32_t> indices, int threads) {
  if (images.shape != network.input_shape()) {
    throw std::invalid_argument("the images are " + to_string(images.shape) +
                                ", but the network expects " + to_string(network.input_shape()));
  }
  const std::size_t classes = network.class_count();
  Probabilities result(static_cast<Eigen::Index>(indices.size()),
                       static_cast<Eigen::Index>(classes));
  const std::size_t gangs = gang_count(indices.size());
  if (gangs == 0) return result;
  const int workers =
      static_cast<int>(std::min(gangs, static_cast<std::size_t>(resolve_threads(threads))));
  std::vector<Workspace> workspaces;
  std::vector<LaneVector> probabilities(static_cast<std::size_t>(workers), LaneVector(classes));
  for (int worker = 0; worker < workers; ++worker) workspaces.emplace_back(network, false);

#pragma omp parallel for num_threads(workers) schedule(static)
  for (std::size_t gang = 0; gang < gangs; ++gang) {
    const auto worker = static_cast<std::size_t>(omp_get_thread_num());
    Workspace& workspace = workspaces[worker];
    const std::span<const std::uint32_t> members = gang_indices(indices, gang);
    load_gang(images, members, network.normalization, workspace.input());
    network.forward(workspace);
    softmax(workspace.logits(), probabilities[worker]);
    for (std::size_t lane = 0; lane < members.size(); ++lane) {
      for (std::size_t k = 0; k < classes; ++k) {
        result(static_cast<Eigen::Index>(gang * kLanes + lane), static_cast<Eigen::Index>(k)) =
            probabilities[worker][k][lane];
      }
    }
  }
  return result;
}

Probabilities predict(const Network& network, const ImageSet& images, int threads) {
  std::vector<std::uint32_t> indices(images.count());
  std::iota(indices.begin(), indices.end(), 0u);
  return predict(network, images, indices, threads);
}

Probabilities predict(std::span<const Model> models, const ImageSet& images, int threads) {
  if (models.empty()) throw std::invalid_argument("an ensemble needs at least one model");
  Probabilities sum = predict(models.front().network, images, threads);
  for (const Model& model : models.subspan(1)) {
    const Probabilities more = predict(model.network, images, threads);
    if (more.cols() != sum.cols()) {
      throw std::invalid_argument("a model of " + std::to_string(more.cols()) +
                                  " classes in an ensemble of " + std::to_string(sum.cols()));
    }
    sum += more;
  }
  return sum / static_cast<float>(models.size());
}

}  // namespace inkling
