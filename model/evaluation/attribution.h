#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/dataset.h"
#include "model/network/network.h"

namespace inkling {

/// A class whose logit is to be explained, in the image number `image` of a set.
struct Question {
  std::uint32_t image = 0;
  std::size_t label = 0;
};

/// Where the logit of a class comes from in one image.
///
///     contribution(p) = derivative of the logit by pixel(p) * pixel(p),   pixels from 0 to 1
///     biases          = sum over the biases b of the derivative by b * b
///                       - mean / deviation * sum of the derivatives by the normalised pixels
///
/// Paper is 0 and contributes nothing. Subtracting the mean in the normalisation is a bias like
/// those of the layers. A network of ReLU and pooling is linear around each image (B&J, 4.2), and
/// there
///
///     sum of the contributions + biases = logit
///
/// Where an activation function is curved, or constant without being 0, the two sides differ by a
/// `rest`: the contributions are then the first term of a Taylor series.
struct Attribution {
  double logit = 0.0;
  double sum = 0.0;  ///< Of the contributions.
  double biases = 0.0;
  std::vector<float> contributions = {};  ///< One for each value of the image.

  /// The class activation map (Grad-CAM, Selvaraju et al., 2017) of the last convolution:
  ///
  ///     map(i, j) = max(0, sum over k of weight(k) * feature(k, i, j))
  ///     weight(k) = mean over all i, j of the derivative of the logit by feature(k, i, j)
  ///
  /// The features are the output of the convolution or, if one follows with nothing but pooling
  /// between, of the last activation function or addition of a residual block: before a ReLU, a
  /// negative feature times a negative weight would seem to raise the logit. Empty for a network
  /// without a convolution.
  std::vector<float> class_map = {};
  Shape class_map_shape = {};  ///< Of one channel.

  double rest() const { return logit - sum - biases; }
};

/// Answers all questions, sixteen at once. Layers that act only in training are folded into the
/// others. Sums are in double precision and in a fixed order. Throws std::invalid_argument if the
/// images do not have the network's input shape, or a label is not one of its classes.
std::vector<Attribution> attribute(const Network& network, const ImageSet& images,
                                   std::span<const Question> questions);

/// Whether the rest of an attribution is 0 but for rounding, for each image: all activation
/// functions are ReLU or leaky ReLU.
bool is_sum_of_contributions(const Network& network);

/// A map as large as an image: between the centres of the map's values, the values are linear in
/// both directions; outside of them they continue.
std::vector<float> enlarged(std::span<const float> map, Shape from, Shape to);

}  // namespace inkling
