#include "model/network/buffer_plan.h"

#include <algorithm>
#include <optional>

namespace inkling {
namespace {

/// Buffers to take and to give back.
class Buffers {
 public:
  /// The first buffer that is free, for `size` values.
  std::size_t take(std::size_t size) {
    const auto buffer =
        static_cast<std::size_t>(std::ranges::find(is_taken_, false) - is_taken_.begin());
    if (buffer == is_taken_.size()) {
      is_taken_.push_back(false);
      sizes_.push_back(0);
    }
    is_taken_[buffer] = true;
    sizes_[buffer] = std::max(sizes_[buffer], size);
    return buffer;
  }
  void give_back(std::size_t buffer) { is_taken_[buffer] = false; }

  const std::vector<std::size_t>& sizes() const { return sizes_; }

 private:
  std::vector<bool> is_taken_;
  std::vector<std::size_t> sizes_;
};

}  // namespace

BufferPlan plan_activations(const Network& network, bool in_place) {
  const Connections& connections = network.connections();
  Buffers free;
  std::vector<std::size_t> buffers{free.take(network.activation_shape(0).size())};
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const std::size_t input = connections.input_of(index);
    const bool is_input_read_later = connections.last_reader_of(input) > index;
    const bool overwrites = in_place && network.layer(index).in_place() && !is_input_read_later;
    buffers.push_back(overwrites ? buffers[input]
                                 : free.take(network.activation_shape(index + 1).size()));
    if (!overwrites && !is_input_read_later) free.give_back(buffers[input]);
    const auto summand = connections.summand_of(index);
    if (summand && connections.last_reader_of(*summand) == index) free.give_back(buffers[*summand]);
  }
  return {.buffers = buffers, .sizes = free.sizes()};
}

GradientPlan plan_gradients(const Network& network) {
  const Connections& connections = network.connections();
  const std::size_t layers = network.layer_count();
  Buffers free;
  std::vector<std::optional<std::size_t>> buffers(layers + 1);
  const auto find_place = [&](std::size_t activation) {
    if (!buffers[activation]) {
      buffers[activation] = free.take(network.activation_shape(activation).size());
    }
  };
  GradientPlan plan;
  plan.written.resize(layers);
  find_place(layers);
  for (std::size_t index = layers; index-- > 0;) {
    const std::size_t input = connections.input_of(index);
    const std::size_t own = *buffers[index + 1];
    if (const auto summand = connections.summand_of(index)) find_place(*summand);
    const bool is_first = !buffers[input];
    if (network.layer(index).in_place()) {
      plan.written[index] = own;
      if (is_first) {
        buffers[input] = own;
        continue;
      }
    } else if (is_first) {
      find_place(input);
      plan.written[index] = *buffers[input];
    } else {
      plan.written[index] = free.take(network.activation_shape(input).size());
      free.give_back(plan.written[index]);
    }
    free.give_back(own);
  }
  for (const auto& buffer : buffers) plan.buffers.push_back(*buffer);
  plan.sizes = free.sizes();
  return plan;
}

}  // namespace inkling
