#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "app/options/train_options.h"
#include "app/report/report.h"
#include "app/run/run_folder.h"
#include "model/training/trainer.h"

namespace inkling {

/// Keeps the page `report.html` in the run folder of a training: the curves of the epochs and what
/// the network makes of the validation images. It is whole at every instant.
class RunReport {
 public:
  /// `command` runs the training again, on data of which `data_hashes` tells. All else must outlive
  /// this object; `model` is the one that is being trained.
  RunReport(const TrainOptions& options, std::string command, Fact data_hashes, const Dataset& data,
            const TrainingSplit& split, const Model& model, const RunFolder& folder);

  /// Writes the page after an epoch, unless that was done a moment ago, so that it takes next to
  /// nothing of the training's time. The epoch must be in the folder's metrics.
  void after_epoch(const EpochReport& report);

  /// Writes the page of the model that is left; `best_epoch` is where it comes from, or 0. The
  /// model must be in the folder. Where the training was `interrupted`, a large network's answers
  /// are left out: its stop must not take long.
  void finish(int best_epoch, bool interrupted);

 private:
  using Clock = std::chrono::steady_clock;

  /// `without_answers`, where it is not empty, says why the page has no images.
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
