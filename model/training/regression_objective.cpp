#include "model/training/regression_objective.h"

#include <algorithm>
#include <cassert>

#include "model/layers/loss.h"

namespace inkling {
namespace {

/// Writes each row of a matrix to a lane.
void load_rows(std::span<const float> matrix, std::span<const std::uint32_t> rows,
               std::span<Lanes> lanes) {
  if (rows.size() < kLanes) std::ranges::fill(lanes, 0.0f);
  for (std::size_t lane = 0; lane < rows.size(); ++lane) {
    const float* const row = matrix.data() + rows[lane] * lanes.size();
    for (std::size_t n = 0; n < lanes.size(); ++n) floats(&lanes[n])[lane] = row[n];
  }
}

}  // namespace

void RegressionObjective::load(std::span<const std::uint32_t> samples, std::uint32_t /*epoch*/,
                               std::span<Lanes> input, std::span<Lanes> /*scratch*/) const {
  assert(input.size() == data_.inputs);
  load_rows(data_.samples, samples, input);
}

ScoreSum RegressionObjective::loss(std::span<const std::uint32_t> samples,
                                   std::span<const Lanes> outputs, float share,
                                   std::span<Lanes> gradient) const {
  assert(outputs.size() == data_.outputs);
  const Lanes weight([&](std::size_t lane) { return lane < samples.size() ? share : 0.0f; });
  Lanes loss = 0.0f;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const Lanes target([&](std::size_t lane) {
      return lane < samples.size() ? data_.targets[samples[lane] * data_.outputs + k] : 0.0f;
    });
    loss += squared_error(outputs[k], target, weight, gradient[k]);
  }
  ScoreSum sum;
  for (std::size_t lane = 0; lane < samples.size(); ++lane) {
    sum.loss += static_cast<double>(float{loss[lane]});
  }
  return sum;
}

}  // namespace inkling
