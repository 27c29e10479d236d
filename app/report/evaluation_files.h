#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "app/options/command_line.h"
#include "app/report/measurement.h"
#include "model/evaluation/confusion_matrix.h"

namespace inkling {

/// The files that `inkling evaluate` writes, by their options; empty for none, "-" for stdout.
struct EvaluationFiles {
  std::string json = {};
  std::string csv = {};
  std::string predictions = {};
  std::string errors = {};  ///< A CSV file or, named so, a PNG file.
  std::string plot = {};

  void add_to(CommandLine& line);

  /// Throws UsageError where several want stdout, or a picture does not end in .png.
  void check() const;

  /// Whether stdout is for one of them, and so for nothing else.
  bool take_stdout() const;

  /// Writes those that are asked for but `json`. Throws FileError.
  void write(const Measurement& measurement, CellUnit unit) const;
};

/// Writes `content` to a file, or to stdout where it is "-". Throws FileError.
void write_output(const std::string& file, const std::string& content);

/// The confusion matrix with the names of the classes as first row and column, rows the truth;
/// counts, or fractions in [0, 1]. Fields are quoted as RFC 4180 says; lines end in \n.
std::string matrix_csv(const ConfusionMatrix& confusion, std::span<const std::string> names,
                       CellUnit unit);

/// A line for each of `images`: index (from 0), label, prediction and the prediction's probability.
std::string predictions_csv(const Measurement& measurement, std::span<const std::uint32_t> images);

}  // namespace inkling
