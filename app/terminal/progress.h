#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "app/terminal/terminal.h"
#include "model/training/trainer.h"

namespace inkling {

/// What a line of progress shows of an epoch that is under way.
struct BarState {
  int epoch = 1;
  int epochs = 1;
  double share = 0.0;  ///< Of this epoch, in [0, 1].
  Score training;
  double images_per_second = 0.0;
  double seconds_left = 0.0;  ///< Of the whole training.
};

/// The bar of an epoch, at most `columns` characters wide: epoch, bar, share, loss, accuracy,
/// images per second, time left. Where the line is short, the bar goes first and then the end.
std::string progress_bar(const BarState& state, int columns);

/// The line that an epoch leaves behind; `best` is marked where there is a validation.
std::string epoch_line(const EpochReport& report, int epochs, bool color);

/// "0:07", "12:34", "1:02:03".
std::string clock_time(double seconds);

/// Shows a training on stderr: a bar that redraws in place, at most ten times a second, where that
/// is a terminal, and one line for each epoch.
class Progress {
 public:
  /// `epochs_done`, of a training that goes on, may be a part of an epoch too.
  Progress(int epochs, double epochs_done, std::size_t training_images, ColorMode color);
  /// Leaves no unfinished bar before what an exception is told with.
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
  // When this part of the training and this part of its epoch began, and the epochs done then.
  Clock::time_point start_ = Clock::now();
  double done_at_start_;
  Clock::time_point epoch_start_ = start_;
  double done_at_epoch_start_ = done_at_start_;
  Clock::time_point last_drawn_ = start_;
};

}  // namespace inkling
