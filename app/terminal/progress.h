#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "app/terminal/terminal.h"
#include "model/training/trainer.h"

namespace inkling {

/// The values in the progress bar of a running epoch.
struct BarState {
  int epoch = 1;
  int epochs = 1;
  double share = 0.0;  ///< Of this epoch, in [0, 1].
  Score training;
  double images_per_second = 0.0;
  double seconds_left = 0.0;  ///< Of the whole training.
};

/// The progress bar of an epoch, at most `columns` characters wide: epoch, bar, percentage, loss,
/// accuracy, images per second, time left. A narrow line has no bar; an even narrower one is cut
/// off.
std::string progress_bar(const BarState& state, int columns);

/// The line printed after an epoch. With a validation set, the best epoch so far is marked.
std::string epoch_line(const EpochReport& report, int epochs, bool color);

/// "0:07", "12:34", "1:02:03".
std::string clock_time(double seconds);

/// Shows the progress of training on stderr: one line for each epoch and, on a terminal, a bar that
/// is redrawn at most ten times a second.
class Progress {
 public:
  /// `epochs_done` is for resumed training. It may include a fraction of an epoch.
  Progress(int epochs, double epochs_done, std::size_t training_images, ColorMode color);
  /// Removes an unfinished bar, so that an error message starts on an empty line.
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void after_step(const StepReport& report);
  void after_epoch(const EpochReport& report);
  /// Removes an unfinished bar, so that other text can follow.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  int epochs_;
  double training_images_;
  bool color_;
  bool draws_bar_;
  bool bar_shown_ = false;
  // The start of this run and of this epoch (or the resumed part of it), and the epochs done then.
  Clock::time_point start_ = Clock::now();
  double done_at_start_;
  Clock::time_point epoch_start_ = start_;
  double done_at_epoch_start_ = done_at_start_;
  Clock::time_point last_drawn_ = start_;
};

}  // namespace inkling
