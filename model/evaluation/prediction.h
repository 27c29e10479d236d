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
/// Likewise, the output of a network's last layer, before the softmax.
using Outputs = Probabilities;

/// Throws std::invalid_argument unless the images have the network's input shape.
void require_input_shape(const Network& network, const ImageSet& images);

/// The probabilities (softmax, B&J (4.11), of the logits divided by the network's temperature) that
/// `network` gives to the images at `indices`, in that order. The result has the same bits on any
/// number of `threads`; 0 is all cores. Throws std::invalid_argument if the images do not have the
/// network's input shape.
Probabilities predict(const Network& network, const ImageSet& images,
                      std::span<const std::uint32_t> indices, int threads);

/// The same without temperature and softmax.
Outputs predict_logits(const Network& network, const ImageSet& images,
                       std::span<const std::uint32_t> indices, int threads);

/// The probabilities that belong to the rows of `logits`, to the bits of `predict` for a network
/// with this inverse temperature.
Probabilities softmax_of(const Outputs& logits, float inverse_temperature);

/// What the last layer reads instead of what it computes: the values of the last hidden layer.
/// Throws std::invalid_argument if the last layer works in place.
Outputs predict_hidden(const Network& network, const ImageSet& images,
                       std::span<const std::uint32_t> indices, int threads);

/// The probabilities of all images.
Probabilities predict(const Network& network, const ImageSet& images, int threads);

/// The mean of the probabilities that each of `models` gives to all images: an ensemble.
/// Probabilities are added in the order of the models; another order changes the rounding only. One
/// model gives the same bits as its network. With more than one view (see `Views`), the mean is
/// also over the views. The result for an image does not depend on the images around it. Throws
/// std::invalid_argument if there is no model, if the models differ in the number of classes, if
/// one has another input shape than the images, or if `views` is not from 1 to 16.
Probabilities predict(std::span<const Model> models, const ImageSet& images, int threads,
                      int views = 1);

/// The prediction from a row of probabilities: the most probable class, the first of them if there
/// are several.
struct Decision {
  std::uint16_t label = 0;
  float confidence = 0.0f;  ///< The probability of `label`.
};

Decision decide(const Probabilities& probabilities, Eigen::Index row);

/// The decision of each row.
std::vector<Decision> decide_all(const Probabilities& probabilities);

/// `threads`, or the number of cores if it is 0.
int resolve_threads(int threads);

}  // namespace inkling
