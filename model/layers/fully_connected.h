#pragma once

#include "model/layers/layer.h"

namespace inkling {

/// A fully connected layer without its activation (B&J, Def. 4.1.2, the Wx + b of (4.6)):
///
///     output(k) = bias(k) + sum over c of weight(k, c) * input(c)
///
///   input       any shape, read as a vector in channel, row, column order
///   output      outputs x 1 x 1
///   parameters  the weights in the order k, c, then one bias for each k
class FullyConnected : public Layer {
 public:
  /// Throws std::invalid_argument unless 1 <= outputs <= 65536.
  FullyConnected(Shape input, int outputs);

  std::string text() const override;
  std::size_t weight_count() const override;
  std::size_t bias_count() const override { return output_shape().size(); }
  std::int64_t multiplications() const override;
  std::size_t scratch_size() const override { return record_size(); }
  std::size_t record_size() const override;
  void forward(std::span<const float> parameters, std::span<const Lanes> input,
               std::span<Lanes> output) const override;
  void backward(const Backward& pass) const override;
  void batch_gradient(const Records& records, std::size_t begin,
                      std::span<float> part) const override;

 private:
  void backward_input(const Backward& pass) const;
  void write_record(const Backward& pass, std::span<Lanes> record) const;
};

}  // namespace inkling
