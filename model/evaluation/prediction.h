#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "model/dataset.h"
#include "model/network/model.h"
#include "model/network/network.h"

namespace inkling {

/// One row for each image, one column for each class.
using Probabilities = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
/// Likewise, what a network's last layer gives, before the softmax.
using Outputs = Probabilities;

/// The probabilities (softmax, B&J (4.11)) that `network` gives to the images at `indices`, in that
/// order. The result has the same bits on any number of `threads`; 0 is all cores.
/// Throws std::invalid_argument where the images do not have the network's input shape.
Probabilities predict(const Network& network, const ImageSet& images,
                      std::span<const std::uint32_t> indices, int threads);

/// The same without the softmax.
Outputs predict_logits(const Network& network, const ImageSet& images,
                       std::span<const std::uint32_t> indices, int threads);

/// The probabilities of all images.
Probabilities predict(const Network& network, const ImageSet& images, int threads);

/// The mean of the probabilities that each of `models` gives to all images: an ensemble.
/// Probabilities are added in the order of the models, of which another one changes rounding only;
/// one model gives the bits that its network gives. With more than one of its `views` (see `Views`)
/// the mean is also over these; what an image gets does not depend on the images around it.
/// Throws std::invalid_argument where there is no model, one has another number of classes than the
/// first or another input shape than the images, or `views` is not from 1 to 16.
Probabilities predict(std::span<const Model> models, const ImageSet& images, int threads,
                      int views = 1);

/// What a row of probabilities is taken for: the first of the most probable classes.
struct Decision {
  std::uint16_t label = 0;
  float confidence = 0.0f;  ///< The probability of `label`.
};

Decision decide(const Probabilities& probabilities, Eigen::Index row);

/// The decision of each row.
std::vector<Decision> decide_all(const Probabilities& probabilities);

/// The number of threads that `threads` means: itself, or all cores where it is 0.
int resolve_threads(int threads);

}  // namespace inkling
