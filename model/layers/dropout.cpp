#include "model/layers/dropout.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>

#include "model/text.h"

namespace inkling {

Dropout::Dropout(Shape input, float rate) : Layer(input, input), rate_(rate) {
  if (!(rate >= 0.0f && rate < 1.0f)) {
    throw std::invalid_argument(text() + ": the rate must be at least 0 and less than 1");
  }
}

std::string Dropout::text() const { return "dropout " + shortest_text(rate_); }

void Dropout::forward(std::span<const float> /*parameters*/, std::span<const Lanes> input,
                      std::span<Lanes> output) const {
  assert(input.size() == input_shape().size() && output.size() == input.size());
  if (output.data() != input.data()) std::ranges::copy(input, output.begin());
}

void Dropout::forward_in_training(std::span<const float> /*parameters*/,
                                  std::span<const Lanes> input, std::span<Lanes> output,
                                  const TrainingGang& gang) const {
  assert(input.size() == input_shape().size() && output.size() == input.size());
  drop(input, output, gang);
}

void Dropout::backward(const Backward& pass) const {
  if (!pass.input_gradient.empty()) drop(pass.output_gradient, pass.input_gradient, pass.gang);
}

RandomLanes Dropout::draws(const TrainingGang& gang) const {
  // A block has four numbers, so even the largest layer stays below the blocks of the next one.
  const std::uint32_t first_block = gang.layer << 24;
  return {gang.seed, Purpose::kDropout, gang.epoch, gang.images, first_block};
}

void Dropout::drop(std::span<const Lanes> from, std::span<Lanes> to,
                   const TrainingGang& gang) const {
  RandomLanes random = draws(gang);
  const Lanes kept = 1.0f / (1.0f - rate_);
  for (std::size_t n = 0; n < to.size(); ++n) {
    to[n] = select(random.uniform() < rate_, Lanes(0.0f), kept * from[n]);
  }
}

}  // namespace inkling
