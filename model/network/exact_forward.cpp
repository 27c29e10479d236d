#include "model/network/exact_forward.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "model/layers/activation.h"
#include "model/layers/addition.h"
#include "model/layers/average_pool.h"
#include "model/layers/batch_norm.h"
#include "model/layers/convolution.h"
#include "model/layers/dropout.h"
#include "model/layers/fully_connected.h"
#include "model/layers/max_pool.h"
#include "model/layers/padding.h"
#include "model/layers/prelu.h"
#include "model/layers/scale.h"

namespace inkling {
namespace {

/// Values in the order channel, row, column, to use as map(c, i, j).
template <typename Value>
struct Maps {
  Value* values;
  Shape shape;

  Value& operator()(int c, int i, int j) const {
    return values[(static_cast<std::ptrdiff_t>(c) * shape.height + i) * shape.width + j];
  }
};

/// What every formula reads and writes.
struct Passage {
  std::span<const double> parameters;
  std::span<const ExactLanes> input;
  std::span<const Lanes> seen;
  const TrainingGang& gang;
  std::span<ExactLanes> output;
};

/// The bias of output `k`; 0 for a layer without biases.
double bias_of(const Layer& layer, const Passage& pass, std::size_t k) {
  return layer.bias_count() > 0 ? pass.parameters[layer.weight_count() + k] : 0.0;
}

/// B&J, Def. 10.3.1.
void compute(const Padding& layer, const Passage& pass) {
  const Maps<const ExactLanes> input{pass.input.data(), layer.input_shape()};
  const Maps<ExactLanes> output{pass.output.data(), layer.output_shape()};
  const auto [channels, height, width] = layer.input_shape();
  std::ranges::fill(pass.output, ExactLanes::Zero());
  for (int c = 0; c < channels; ++c) {
    for (int i = 0; i < height; ++i) {
      for (int j = 0; j < width; ++j) {
        output(c, i + layer.margins().top, j + layer.margins().left) = input(c, i, j);
      }
    }
  }
}

/// B&J, Def. 10.1.3 and 10.5.1, with strides and groups.
void compute(const Convolution& layer, const Passage& pass) {
  const Kernels& kernels = layer.description();
  const int channels = layer.channels_of_group();
  const Maps<const ExactLanes> input{pass.input.data(), layer.input_shape()};
  const Maps<ExactLanes> output{pass.output.data(), layer.output_shape()};
  const Maps<const double> kernel{pass.parameters.data(),
                                  {kernels.count * channels, kernels.height, kernels.width}};
  for (int k = 0; k < kernels.count; ++k) {
    const double bias = bias_of(layer, pass, static_cast<std::size_t>(k));
    const int first_channel = k / (kernels.count / kernels.groups) * channels;
    for (int i = 0; i < layer.output_shape().height; ++i) {
      for (int j = 0; j < layer.output_shape().width; ++j) {
        ExactLanes sum = ExactLanes::Constant(bias);
        for (int c = 0; c < channels; ++c) {
          for (int u = 0; u < kernels.height; ++u) {
            for (int v = 0; v < kernels.width; ++v) {
              sum += kernel(k * channels + c, u, v) * input(first_channel + c,
                                                            kernels.stride_height * i + u,
                                                            kernels.stride_width * j + v);
            }
          }
        }
        output(k, i, j) = sum;
      }
    }
  }
}

/// B&J, Def. 4.1.2.
void compute(const FullyConnected& layer, const Passage& pass) {
  const std::size_t inputs = pass.input.size();
  for (std::size_t k = 0; k < pass.output.size(); ++k) {
    ExactLanes sum = ExactLanes::Constant(bias_of(layer, pass, k));
    for (std::size_t c = 0; c < inputs; ++c) {
      sum += pass.parameters[k * inputs + c] * pass.input[c];
    }
    pass.output[k] = sum;
  }
}

/// B&J, Def. 10.4.2.
void compute(const MaxPool& layer, const Passage& pass) {
  const auto [channels, height, width] = layer.output_shape();
  const Maps<const ExactLanes> input{pass.input.data(), layer.input_shape()};
  const Maps<const Lanes> seen{pass.seen.data(), layer.input_shape()};
  const Maps<ExactLanes> output{pass.output.data(), layer.output_shape()};
  for (int c = 0; c < channels; ++c) {
    for (int i = 0; i < height; ++i) {
      for (int j = 0; j < width; ++j) {
        const auto [first_row, end_row] = layer.rows(i);
        const auto [first_column, end_column] = layer.columns(j);
        Lanes largest = seen(c, first_row, first_column);
        output(c, i, j) = input(c, first_row, first_column);
        for (int y = first_row; y < end_row; ++y) {
          for (int x = first_column; x < end_column; ++x) {
            const float* const pixel = floats(&seen(c, y, x));
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
              float& so_far = floats(&largest)[lane];
              if (pixel[lane] <= so_far) continue;
              so_far = pixel[lane];
              output(c, i, j)[lane] = input(c, y, x)[lane];
            }
          }
        }
      }
    }
  }
}

/// LeCun et al. (1998), without their factor and summand.
void compute(const AveragePool& layer, const Passage& pass) {
  const auto [channels, height, width] = layer.output_shape();
  const Maps<const ExactLanes> input{pass.input.data(), layer.input_shape()};
  const Maps<ExactLanes> output{pass.output.data(), layer.output_shape()};
  for (int c = 0; c < channels; ++c) {
    for (int i = 0; i < height; ++i) {
      for (int j = 0; j < width; ++j) {
        const Pool::Range rows = layer.rows(i);
        const Pool::Range columns = layer.columns(j);
        ExactLanes sum = ExactLanes::Zero();
        for (int y = rows.begin; y < rows.end; ++y) {
          for (int x = columns.begin; x < columns.end; ++x) sum += input(c, y, x);
        }
        output(c, i, j) = sum / (rows.size() * columns.size());
      }
    }
  }
}

/// An activation function of double numbers; `seen` decides on which side of a corner.
ExactLanes activated(const Activation& layer, const ExactLanes& x, const Lanes& seen) {
  const auto a = static_cast<double>(layer.a());
  const auto b = static_cast<double>(layer.b());
  const auto sigmoid = [](const ExactLanes& z) -> ExactLanes { return 1.0 / (1.0 + (-z).exp()); };
  const auto softplus = [](const ExactLanes& z) -> ExactLanes {
    return z.max(0.0) + (-z.abs()).exp().log1p();
  };
  // function(lane, the lane of `seen`)
  const auto in_each_lane = [&seen](auto function) {
    ExactLanes y;
    for (int lane = 0; lane < kLanes; ++lane) y[lane] = function(lane, floats(&seen)[lane]);
    return y;
  };
  // factor * x + summand between 0 and 1, times `rest`.
  const auto hard = [&](float factor, float summand, const ExactLanes& rest) {
    return in_each_lane([&](int lane, float z) {
      const float h = std::fma(factor, z, summand);
      const double inside = static_cast<double>(factor) * x[lane] + static_cast<double>(summand);
      return rest[lane] * (h > 0.0f && h < 1.0f ? inside : h > 0.0f ? 1.0 : 0.0);
    });
  };
  switch (layer.function()) {
    case ActivationFunction::kRelu:
      return in_each_lane([&](int lane, float z) { return z > 0.0f ? x[lane] : 0.0; });
    case ActivationFunction::kLeakyRelu:
      return in_each_lane([&](int lane, float z) { return z > 0.0f ? x[lane] : a * x[lane]; });
    case ActivationFunction::kSigmoid:
      return sigmoid(x);
    case ActivationFunction::kTanh:
      return x.tanh();
    case ActivationFunction::kSquare:
      return x * x;
    case ActivationFunction::kClip:
      return in_each_lane([&](int lane, float z) {
        return z > layer.a() && z < layer.b() ? x[lane] : z > layer.a() ? b : a;
      });
    case ActivationFunction::kElu:
      return in_each_lane(
          [&](int lane, float z) { return z > 0.0f ? x[lane] : a * std::expm1(x[lane]); });
    case ActivationFunction::kSoftplus:
      return softplus(x);
    case ActivationFunction::kHardSigmoid:
      return hard(layer.a(), layer.b(), ExactLanes::Ones());
    case ActivationFunction::kHardSwish:
      return hard(1.0f / 6.0f, 0.5f, x);
    case ActivationFunction::kLogSigmoid:
      return -softplus(-x);
    case ActivationFunction::kSwish:
      return x * sigmoid(x);
  }
  return x;
}

/// B&J (4.2) and the activation a of (4.6).
void compute(const Activation& layer, const Passage& pass) {
  for (std::size_t n = 0; n < pass.input.size(); ++n) {
    pass.output[n] = activated(layer, pass.input[n], pass.seen[n]);
  }
}

/// He et al. (2015).
void compute(const PRelu& layer, const Passage& pass) {
  const std::size_t map_size = pass.input.size() / layer.bias_count();
  for (std::size_t n = 0; n < pass.input.size(); ++n) {
    const double slope = pass.parameters[n / map_size];
    for (int lane = 0; lane < kLanes; ++lane) {
      const bool is_positive = floats(&pass.seen[n])[lane] > 0.0f;
      pass.output[n][lane] = (is_positive ? 1.0 : slope) * pass.input[n][lane];
    }
  }
}

void compute(const Scale& layer, const Passage& pass) {
  const std::size_t channels = layer.bias_count() / 2;
  const std::size_t map_size = pass.input.size() / channels;
  for (std::size_t n = 0; n < pass.input.size(); ++n) {
    const std::size_t c = n / map_size;
    pass.output[n] = pass.parameters[c] * pass.input[n] + pass.parameters[channels + c];
  }
}

/// He et al. (2016), without the shortcut.
void compute(const Addition& /*layer*/, const Passage& pass) {
  std::ranges::copy(pass.input, pass.output.begin());
}

/// Ioffe and Szegedy (2015), over the images of the gang and the pixels of each channel.
void compute(const BatchNorm& layer, const Passage& pass) {
  const auto images = static_cast<Eigen::Index>(pass.gang.images.size());
  const auto channels = static_cast<std::size_t>(layer.input_shape().channels);
  const std::size_t map_size = pass.input.size() / channels;
  const double count = static_cast<double>(images) * static_cast<double>(map_size);
  for (std::size_t c = 0; c < channels; ++c) {
    const std::span<const ExactLanes> map = pass.input.subspan(c * map_size, map_size);
    double mean = 0.0;
    for (const ExactLanes& x : map) mean += x.head(images).sum() / count;
    double variance = 0.0;
    for (const ExactLanes& x : map) variance += (x.head(images) - mean).square().sum() / count;
    const double deviation = std::sqrt(variance + static_cast<double>(BatchNorm::kEpsilon));
    const double scale = pass.parameters[c];
    const double shift = pass.parameters[channels + c];
    for (std::size_t n = 0; n < map_size; ++n) {
      pass.output[c * map_size + n] = scale * (map[n] - mean) / deviation + shift;
    }
  }
}

/// Srivastava et al. (2014).
void compute(const Dropout& layer, const Passage& pass) {
  RandomLanes random = layer.draws(pass.gang);
  const double kept = 1.0 / (1.0 - static_cast<double>(layer.rate()));
  for (std::size_t n = 0; n < pass.input.size(); ++n) {
    const Lanes drawn = random.uniform();
    for (int lane = 0; lane < kLanes; ++lane) {
      const bool is_dropped = floats(&drawn)[lane] < layer.rate();
      pass.output[n][lane] = is_dropped ? 0.0 : kept * pass.input[n][lane];
    }
  }
}

/// Computes `layer` if it is of this kind.
template <typename Kind>
bool is_computed(const Layer& layer, const Passage& pass) {
  const auto* const known = dynamic_cast<const Kind*>(&layer);
  if (known != nullptr) compute(*known, pass);
  return known != nullptr;
}

template <typename... Kinds>
void compute_one_of(const Layer& layer, const Passage& pass) {
  if ((is_computed<Kinds>(layer, pass) || ...)) return;
  throw std::invalid_argument("no exact formula is known for the layer " + layer.text());
}

}  // namespace

void exact_forward(const Layer& layer, std::span<const double> parameters,
                   std::span<const ExactLanes> input, std::span<const Lanes> seen,
                   const TrainingGang& gang, std::span<ExactLanes> output) {
  compute_one_of<Padding, Convolution, FullyConnected, MaxPool, AveragePool, Activation, PRelu,
                 Scale, Addition, BatchNorm, Dropout>(layer,
                                                      {parameters, input, seen, gang, output});
}

}  // namespace inkling
