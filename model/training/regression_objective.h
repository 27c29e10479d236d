#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/training/objective.h"

namespace inkling {

/// Samples of a function with real values.
struct RegressionData {
  std::size_t inputs = 1;      ///< Numbers of each sample.
  std::size_t outputs = 1;     ///< Numbers of each target.
  std::vector<float> samples;  ///< One sample after another.
  std::vector<float> targets;  ///< One target after another, one for each sample.

  std::size_t count() const { return samples.size() / inputs; }
};

/// The squared error of a network's outputs for targets that are real numbers (B&J, (8.9)). Its
/// scores never count an answer as correct.
class RegressionObjective final : public Objective {
 public:
  /// Keeps a reference to `data`.
  explicit RegressionObjective(const RegressionData& data) : data_(data) {}

  void load(std::span<const std::uint32_t> samples, std::uint32_t epoch, std::span<Lanes> input,
            std::span<Lanes> scratch) const override;
  ScoreSum loss(std::span<const std::uint32_t> samples, std::span<const Lanes> outputs, float share,
                std::span<Lanes> gradient) const override;

 private:
  const RegressionData& data_;
};

}  // namespace inkling
