#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "app/options/train_options.h"
#include "app/report/report.h"
#include "app/run/run_folder.h"
#include "model/training/trainer.h"

namespace inkling {

/// Writes the page `report.html` in the run folder of a training: the curves of the epochs and the
/// results for the validation images. The file is complete at any time.
class RunReport {
 public:
  /// `command` repeats the training; `data_hashes` describes its data. The other arguments must
  /// outlive this object; `model` is the one that is being trained.
  RunReport(const TrainOptions& options, std::string command, Fact data_hashes, const Dataset& data,
            const TrainingSplit& split, const Model& model, const RunFolder& folder);

  /// Writes the page after an epoch, unless that was done a moment ago, so that it takes almost no
  /// time from the training. The epoch must already be in the folder's metrics.
  void after_epoch(const EpochReport& report);

  /// Writes the page for the final model, which is that of `best_epoch` if it is not 0. The model
  /// must be in the folder. If the training was `interrupted`, the results of a large network are
  /// left out, because the program should stop soon.
  void finish(int best_epoch, bool interrupted);

 private:
  using Clock = std::chrono::steady_clock;

  /// `without_answers`, if not empty, says why the page has no images.
  void write(Report report, std::string without_answers = {});

  const TrainOptions& options_;
  std::string command_;
  Fact data_hashes_;
  const Dataset& data_;
  const TrainingSplit& split_;
  const Model& model_;
  const RunFolder& folder_;
  std::vector<std::uint16_t> labels_;  // of the validation images
  Clock::time_point next_;             // no page before
};

}  // namespace inkling
