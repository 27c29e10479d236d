#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "app/options/train_options.h"
#include "app/run/interruption.h"
#include "app/run/run_folder.h"
#include "app/run/run_report.h"
#include "app/terminal/progress.h"
#include "model/network/model.h"
#include "model/training/trainer.h"

namespace inkling {

/// Shows whether a resumed training run would still be the same one.
struct TrainingIdentity {
  std::uint64_t settings_checksum = 0;
  std::uint64_t data_checksum = 0;
};

/// One run of `inkling train`, from the trainer's first step, or from where it was interrupted, to
/// the last file, with all output on the terminal.
///
/// The model is written after every epoch that is the best so far, and a checkpoint every
/// `checkpoint_seconds`. So whatever ends the process, the best epoch is on the disk and little
/// work is lost.
class TrainingRun {
 public:
  /// Keeps references to all; `trainer` trains the network of `model`.
  TrainingRun(const TrainOptions& options, const Dataset& data, const TrainingSplit& split,
              const TrainingIdentity& identity, Trainer& trainer, Model& model, RunFolder& folder,
              RunReport& report, const Interruption& interruption);

  /// Returns the exit code.
  int run();

 private:
  using Clock = std::chrono::steady_clock;

  void after_step(const StepReport& report);
  void after_epoch(const EpochReport& report);
  int finish(TrainingEnd end);
  void calibrate();
  void save();
  void write_model(int best_epoch);

  const TrainOptions& options_;
  const Dataset& data_;
  const TrainingSplit& split_;
  const TrainingIdentity& identity_;
  Trainer& trainer_;
  Model& model_;
  RunFolder& folder_;
  RunReport& report_;
  const Interruption& interruption_;
  Progress progress_;
  Clock::time_point saved_;
};

}  // namespace inkling
