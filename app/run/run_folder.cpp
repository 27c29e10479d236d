#include "app/run/run_folder.h"

#include <fmt/format.h>

#include <optional>
#include <sstream>
#include <system_error>

#include "io/files/atomic_file.h"
#include "io/files/error.h"
#include "io/files/file_descriptor.h"
#include "io/files/folder.h"
#include "io/models/onnx_model.h"
#include "model/text.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMetricsColumns = 8;
constexpr std::size_t kLargestMetrics = std::size_t{1} << 26;
constexpr int kMostEpochs = 1'000'000;   // more than any training needs
constexpr double kLargestNumber = 1e30;  // more than any metric
constexpr const char* kMetricsHeader =
    "epoch,seconds,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,"
    "images_per_second\n";

void require(const std::error_code& error, const fs::path& path) {
  if (!error) return;
  throw FileError({.path = path.string(),
                   .problem = "the run folder cannot be made: " + error.message(),
                   .next = "choose another folder with --out DIR"});
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  for (const char letter : line) {
    if (letter == ',') {
      cells.emplace_back();
    } else {
      cells.back() += letter;
    }
  }
  return cells;
}

/// Reads a number from 0 to `most`.
bool read_up_to(double most, const std::string& cell, double& number) {
  return read_number(cell, number) && number >= 0.0 && number <= most;
}

bool read_score(const std::string& loss, const std::string& accuracy, Score& score) {
  return read_up_to(kLargestNumber, loss, score.loss) && read_up_to(1.0, accuracy, score.accuracy);
}

/// Reads a line of `metrics_line`; empty if it is something else.
std::optional<EpochReport> parse_metrics(const std::string& line) {
  const std::vector<std::string> cells = cells_of(line);
  if (cells.size() != kMetricsColumns) return std::nullopt;
  EpochReport report{.training = {}, .validation = {}};
  if (!read_number(cells[0], report.epoch) || report.epoch < 1 || report.epoch > kMostEpochs ||
      !read_up_to(kLargestNumber, cells[1], report.seconds) ||
      !read_up_to(kLargestNumber, cells[2], report.learning_rate) ||
      !read_score(cells[3], cells[4], report.training) ||
      !read_up_to(kLargestNumber, cells[7], report.images_per_second)) {
    return std::nullopt;
  }
  Score validation;
  if (read_score(cells[5], cells[6], validation)) report.validation = validation;
  return report;
}

}  // namespace

std::string metrics_line(const EpochReport& report) {
  std::string validation = ",";
  if (report.validation) {
    validation = fmt::format("{:.6f},{:.6f}", report.validation->loss, report.validation->accuracy);
  }
  return fmt::format("{},{:.3f},{:.6g},{:.6f},{:.6f},{},{:.0f}\n", report.epoch, report.seconds,
                     report.learning_rate, report.training.loss, report.training.accuracy,
                     validation, report.images_per_second);
}

std::vector<EpochReport> read_metrics(const fs::path& folder) {
  std::error_code ignored;
  const fs::path path = folder / "metrics.csv";
  if (!fs::is_regular_file(path, ignored)) return {};
  std::istringstream lines;
  try {
    lines.str(read_file(path, kLargestMetrics));
  } catch (const FileError&) {
    return {};
  }
  std::string line;
  std::getline(lines, line);
  if (line + "\n" != kMetricsHeader) return {};
  std::vector<EpochReport> epochs;
  while (std::getline(lines, line)) {
    const std::optional<EpochReport> epoch = parse_metrics(line);
    if (!epoch || (!epochs.empty() && epoch->epoch <= epochs.back().epoch)) continue;
    epochs.push_back(*epoch);
  }
  return epochs;
}

RunFolder RunFolder::numbered(const std::string& model) {
  const fs::path parent = "runs";
  std::error_code error;
  fs::create_directories(parent, error);
  require(error, parent);
  for (int number = 1;; ++number) {
    fs::path path = parent / fmt::format("{}-{}", model, number);
    // If several processes make the same folder, only one succeeds.
    const bool made = fs::create_directory(path, error);
    if (made) {
      RunFolder folder(std::move(path));
      folder.write_metrics();  // so that an error shows at once if the folder is not writable
      return folder;
    }
    if (error && error != std::errc::file_exists) require(error, path);
  }
}

RunFolder RunFolder::at(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  require(error, path);
  RunFolder folder(path);  // from here on the lock keeps other processes out
  const bool empty = fs::is_empty(path, error);
  require(error, path);
  if (!empty) {
    throw FileError({.path = path.string(),
                     .problem = "the run folder is not empty",
                     .expected = "a folder that is empty or does not exist",
                     .next = "choose another folder with --out DIR"});
  }
  folder.write_metrics();
  return folder;
}

RunFolder RunFolder::reopened(const fs::path& path) {
  if (!fs::is_regular_file(status_of(path / "config.toml"))) {
    throw FileError({.path = path.string(),
                     .problem = fs::exists(status_of(path)) ? "not a run folder" : "no such folder",
                     .expected = "a folder that inkling train made, with its config.toml",
                     .next = "ls runs"});
  }
  RunFolder folder(path);
  remove_leftovers(path);
  if (!fs::exists(status_of(folder.checkpoint_path())) &&
      !fs::exists(status_of(folder.model_path()))) {
    throw FileError({.path = path.string(),
                     .problem = "its training was interrupted before its first step",
                     .expected = "a checkpoint, or the model of a complete training",
                     .next = "inkling train --config " + folder.config_path().string()});
  }
  return folder;
}

RunFolder::RunFolder(fs::path path)
    : path_(std::move(path)), lock_(path_), metrics_(kMetricsHeader) {}

bool RunFolder::is_complete() const {
  return !fs::exists(status_of(checkpoint_path())) && fs::exists(status_of(model_path()));
}

void RunFolder::write_config(const std::string& text) const { write_file(config_path(), text); }

void RunFolder::add_metrics(const EpochReport& report) {
  metrics_ += metrics_line(report);
  write_metrics();
}

void RunFolder::keep_metrics(int epochs) {
  metrics_ = read_file(metrics_path(), kLargestMetrics);
  std::size_t end = 0;
  for (int line = 0; line <= epochs; ++line) {  // the first line has the column names
    end = metrics_.find('\n', end);
    if (end == std::string::npos || !metrics_.starts_with(kMetricsHeader)) {
      throw FileError(
          {.path = metrics_path().string(),
           .problem = "not the metrics of this training",
           .expected = fmt::format("the line of columns and one for each of {} epochs", epochs),
           .next = "start it again: inkling train --config " + config_path().string()});
    }
    ++end;
  }
  metrics_.resize(end);
  write_metrics();
}

void RunFolder::write_model(const Model& model) const { inkling::write_model(model, model_path()); }

void RunFolder::write_checkpoint(const Checkpoint& checkpoint) const {
  inkling::write_checkpoint(checkpoint, checkpoint_path());
}

Checkpoint RunFolder::read_checkpoint(std::size_t parameters) const {
  return inkling::read_checkpoint(checkpoint_path(), parameters);
}

void RunFolder::remove_checkpoint() const {
  std::error_code error;
  fs::remove(checkpoint_path(), error);
  if (error) {
    throw system_error(checkpoint_path(), "cannot be removed", error.value(),
                       "ls -ld " + path_.string());
  }
}

void RunFolder::write_metrics() const { write_file(metrics_path(), metrics_); }

}  // namespace inkling
