#include "model/training/parameter_slice.h"

#include <algorithm>

namespace inkling {

std::vector<ParameterSlice> slice_parameters(const Network& network) {
  using Kind = ParameterSlice::Kind;
  constexpr std::size_t kSliceSize = 4096;
  // Enough outputs to use the inputs in the records several times while they are cached.
  constexpr std::size_t kRecordOutputs = 16;
  std::vector<ParameterSlice> slices;
  std::size_t record_begin = 0;
  for (std::size_t index = 0; index < network.layer_count(); ++index) {
    const Layer& layer = network.layer(index);
    if (index < network.first_trained_layer()) {
      record_begin += layer.record_size();
      continue;
    }
    std::size_t begin = 0;
    const auto cut = [&](Kind kind, std::size_t count, std::size_t size) {
      for (const std::size_t end = begin + count; begin < end; begin += slices.back().size) {
        slices.push_back({.kind = kind,
                          .layer = &layer,
                          .begin_in_layer = begin,
                          .begin = network.parameter_offset(index) + begin,
                          .size = std::min(size, end - begin),
                          .record_begin = record_begin});
      }
    };
    if (layer.weight_count() > 0) {
      const std::size_t row = layer.weights_of_output();
      const std::size_t rows =
          std::max(kSliceSize / row, layer.record_size() > 0 ? kRecordOutputs : 1);
      cut(Kind::kWeights, layer.weight_count(), row * rows);
    }
    cut(Kind::kBiases, layer.bias_count(), kSliceSize);
    cut(Kind::kStatistics, layer.statistic_count(), kSliceSize);
    record_begin += layer.record_size();
  }
  return slices;
}

}  // namespace inkling
