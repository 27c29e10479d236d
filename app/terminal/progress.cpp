#include "app/terminal/progress.h"

#include <fmt/color.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/terminal/table.h"

namespace inkling {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kRedrawInterval{100};
constexpr int kWidestBar = 30;
constexpr int kNarrowestBar = 4;
constexpr const char* kClearLine = "\r\x1b[K";

std::string epoch_of(int epoch, int epochs) {
  return fmt::format("epoch {:>{}}/{}", epoch, std::to_string(epochs).size(), epochs);
}

}  // namespace

std::string clock_time(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::lround(std::max(0.0, seconds)));
  const std::int64_t hours = whole / 3600;
  const std::int64_t minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
  return fmt::format("{}:{:02}", minutes, whole % 60);
}

std::string progress_bar(const BarState& state, int columns) {
  const std::string head = epoch_of(state.epoch, state.epochs);
  const std::string tail =
      fmt::format(" {:3.0f} %  loss {:.4f}  accuracy {}  {}/s  {} left", 100.0 * state.share,
                  state.training.loss, percent(state.training.accuracy),
                  grouped(std::lround(state.images_per_second)), clock_time(state.seconds_left));
  const int room = columns - static_cast<int>(head.size() + tail.size()) - 3;
  const int width = std::min(room, kWidestBar);
  if (width < kNarrowestBar) return (head + tail).substr(0, static_cast<std::size_t>(columns));
  const auto filled = static_cast<int>(std::lround(state.share * width));
  return fmt::format("{} [{:=<{}}{:{}}]{}", head, "", filled, "", width - filled, tail);
}

std::string epoch_line(const EpochReport& report, int epochs, bool color) {
  std::string line = fmt::format("{}  loss {:.4f}  accuracy {}", epoch_of(report.epoch, epochs),
                                 report.training.loss, percent(report.training.accuracy));
  if (report.validation) {
    const auto style = report.best ? fmt::fg(fmt::terminal_color::green) : fmt::text_style();
    line += "  validation " + styled(color, style, percent(report.validation->accuracy));
  }
  line += fmt::format("  {}/s", grouped(std::lround(report.images_per_second)));
  if (report.validation && report.best) line += "  best";
  return line + "\n";
}

Progress::Progress(int epochs, double epochs_done, std::size_t training_images, ColorMode color)
    : epochs_(epochs),
      training_images_(static_cast<double>(training_images)),
      color_(use_color(color, stderr)),
      draws_bar_(is_terminal(stderr)),
      done_at_start_(epochs_done) {}

void Progress::after_step(const StepReport& report) {
  if (!draws_bar_) return;
  const Clock::time_point now = Clock::now();
  if (now - last_drawn_ < kRedrawInterval) return;
  last_drawn_ = now;

  const std::chrono::duration<double> in_epoch = now - epoch_start_;
  const std::chrono::duration<double> in_all = now - start_;
  const double share =
      static_cast<double>(report.step) / static_cast<double>(report.steps_per_epoch);
  const double done = report.epoch - 1 + share;
  const double images = (done - done_at_epoch_start_) * training_images_;
  const double seconds_left = in_all.count() / (done - done_at_start_) * (epochs_ - done);
  const BarState state{.epoch = report.epoch,
                       .epochs = epochs_,
                       .share = share,
                       .training = report.training,
                       .images_per_second = images / in_epoch.count(),
                       .seconds_left = seconds_left};
  // The last column stays empty, because some terminals break the line there.
  tell(kClearLine + progress_bar(state, terminal_columns(stderr) - 1));
  bar_shown_ = true;
}

void Progress::after_epoch(const EpochReport& report) {
  clear();
  tell(epoch_line(report, epochs_, color_));
  epoch_start_ = Clock::now();
  done_at_epoch_start_ = report.epoch;
}

void Progress::clear() {
  if (bar_shown_) tell(kClearLine);
  bar_shown_ = false;
}

}  // namespace inkling
