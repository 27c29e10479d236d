#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "app/options/command_line.h"
#include "app/report/measurement.h"
#include "model/evaluation/confusion_matrix.h"

namespace inkling {

/// The output files of `inkling evaluate`, one for each option: empty for none, "-" for stdout.
struct EvaluationFiles {
  std::string json = {};
  std::string csv = {};
  std::string predictions = {};
  std::string errors = {};  ///< A PNG file if the name ends in .png, otherwise a CSV file.
  std::string plot = {};

  void add_to(CommandLine& line);

  /// Throws UsageError if more than one is stdout, or if `plot` does not end in .png.
  void check() const;

  /// Whether one of them is stdout, so that nothing else may be printed there.
  bool take_stdout() const;

  /// Writes all requested files except `json`. Throws FileError.
  void write(const Measurement& measurement, CellUnit unit) const;
};

/// The confusion matrix as CSV, with class names in the first row and column. Rows are true
/// classes, columns predicted ones; cells are counts or fractions in [0, 1]. Fields are quoted
/// according to RFC 4180; lines end in \n.
std::string matrix_csv(const ConfusionMatrix& confusion, std::span<const std::string> names,
                       CellUnit unit);

/// One CSV line for each of `images`: index (from 0), label, prediction and its probability, and
/// the image's file if each image has one.
std::string predictions_csv(const Measurement& measurement, std::span<const std::uint32_t> images);

}  // namespace inkling
