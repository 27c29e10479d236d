#include "app/run/training_run.h"

#include <fmt/format.h>

#include "app/exit_codes.h"
#include "app/run/provenance.h"
#include "app/terminal/table.h"
#include "io/files/error.h"
#include "model/training/calibration.h"

// After an epoch, first its metrics are written, then its model, and then any checkpoint that
// includes the epoch. So a training run that continues from a checkpoint finds metrics and model of
// that time or of later epochs, which it writes again.

namespace inkling {

TrainingRun::TrainingRun(const TrainOptions& options, const Dataset& data,
                         const TrainingSplit& split, const TrainingIdentity& identity,
                         Trainer& trainer, Model& model, RunFolder& folder, RunReport& report,
                         const Interruption& interruption)
    : options_(options),
      data_(data),
      split_(split),
      identity_(identity),
      trainer_(trainer),
      model_(model),
      folder_(folder),
      report_(report),
      interruption_(interruption),
      progress_(options.training.epochs, trainer.epochs_done(), split.training.size(),
                options.color) {}

int TrainingRun::run() {
  // At once, because a folder without a checkpoint looks like that of a complete training.
  save();
  const TrainingObserver observer{.after_step =
                                      [this](const StepReport& report) {
                                        after_step(report);
                                        return true;
                                      },
                                  .after_epoch =
                                      [this](const EpochReport& report) {
                                        after_epoch(report);
                                        return true;
                                      },
                                  .interrupted = [this] { return interruption_.signal() != 0; }};
  const TrainingEnd end = trainer_.run(observer);
  progress_.clear();
  if (end == TrainingEnd::kObserver) save();
  return finish(end);
}

void TrainingRun::after_step(const StepReport& report) {
  if (!options_.quiet) progress_.after_step(report);
  const std::chrono::duration<double> since_saved = Clock::now() - saved_;
  if (options_.checkpoint_seconds > 0.0 && since_saved.count() >= options_.checkpoint_seconds) {
    save();
  }
}

void TrainingRun::after_epoch(const EpochReport& report) {
  if (!options_.quiet) progress_.after_epoch(report);
  folder_.add_metrics(report);
  if (report.best) write_model(report.epoch);
  report_.after_epoch(report);
}

/// Writes the final model, and says why the training has ended. The model of the best epoch was
/// already written after that epoch, but a process that was killed may have left a later one.
int TrainingRun::finish(TrainingEnd end) {
  const int best_epoch = trainer_.finish();
  const bool is_complete = end != TrainingEnd::kObserver;
  if (is_complete && !options_.no_calibration) calibrate();
  write_model(best_epoch);
  report_.finish(best_epoch, !is_complete);
  if (is_complete) folder_.remove_checkpoint();
  print(folder_.path().string() + "\n");

  std::string reason = "interrupted";
  if (end == TrainingEnd::kAllEpochs) return kDone;
  if (end == TrainingEnd::kTimeLimit) reason = "the time limit is over";
  if (end == TrainingEnd::kPatience) {
    reason = fmt::format("no better epoch for {}", options_.training.patience);
  }
  const bool best_is_kept = best_epoch > 0 && !split_.validation.empty();
  tell(fmt::format("{}; {} holds {}\n", reason, printable(folder_.model_path().string()),
                   best_is_kept ? fmt::format("the parameters of epoch {}", best_epoch)
                                : "the last parameters"));
  if (is_complete) return kDone;
  const std::string command = shell_command("train", {"--resume", folder_.path().string()});
  tell(fmt::format("resume with: {}\n", printable(command)));
  return kSignalBase + interruption_.signal();
}

/// Calibrates the final network on the validation images. An interrupted training is not
/// calibrated: the user is waiting, and a resumed training calibrates its own final network.
void TrainingRun::calibrate() {
  const std::optional<Calibration> calibration =
      inkling::calibrate(model_.network, data_, split_.validation, options_.training.threads);
  if (!calibration) return;
  const double temperature = 1.0 / static_cast<double>(model_.network.inverse_temperature);
  model_.settings["temperature"] = fmt::format("{:.6g}", temperature);
  model_.settings["calibration_error"] = fmt::format("{:.6f}", calibration->error_after);
  model_.settings["uncalibrated_error"] = fmt::format("{:.6f}", calibration->error_before);
  if (options_.quiet) return;
  tell(fmt::format("temperature {:.3g}: calibration error {} before, {} after, on {}\n",
                   temperature, percent(calibration->error_before),
                   percent(calibration->error_after),
                   counted(std::ssize(split_.validation), "validation image")));
}

void TrainingRun::save() {
  folder_.write_checkpoint({.settings_checksum = identity_.settings_checksum,
                            .data_checksum = identity_.data_checksum,
                            .state = trainer_.state()});
  saved_ = Clock::now();
}

void TrainingRun::write_model(int best_epoch) {
  model_.settings["best_epoch"] = std::to_string(best_epoch);
  if (const std::optional<Score>& best = trainer_.best()) {
    model_.settings["validation_accuracy"] = fmt::format("{:.6f}", best->accuracy);
  }
  folder_.write_model(model_);
}

}  // namespace inkling
