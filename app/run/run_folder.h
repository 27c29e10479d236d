#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/files/folder_lock.h"
#include "io/models/checkpoint.h"
#include "model/network/model.h"
#include "model/training/trainer.h"

namespace inkling {

/// The folder with the results of a training run: config.toml, metrics.csv, model.onnx, report.html
/// and, until the training is complete, its checkpoint. Each file is complete at any time. No other
/// process can open the folder as a RunFolder while this object exists. All functions throw
/// FileError.
class RunFolder {
 public:
  /// Makes runs/<model>-<n> with the first unused n from 1. Two processes never get the same.
  static RunFolder numbered(const std::string& model);

  /// Makes `path`, which must either not exist yet or be an empty folder.
  static RunFolder at(const std::filesystem::path& path);

  /// Opens the folder of a training run that has ended or was interrupted in any way.
  static RunFolder reopened(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path config_path() const { return path_ / "config.toml"; }
  std::filesystem::path checkpoint_path() const { return path_ / "checkpoint"; }
  std::filesystem::path model_path() const { return path_ / "model.onnx"; }
  std::filesystem::path report_path() const { return path_ / "report.html"; }

  /// Whether the training is complete, so that there is nothing to continue.
  bool is_complete() const;

  void write_config(const std::string& text) const;
  /// Removes all epochs after the first `epochs` from metrics.csv.
  void keep_metrics(int epochs);
  /// Adds a line for an epoch to metrics.csv.
  void add_metrics(const EpochReport& report);
  void write_model(const Model& model) const;
  void write_checkpoint(const Checkpoint& checkpoint) const;
  Checkpoint read_checkpoint(std::size_t parameters) const;
  /// Call this when the model is the final one.
  void remove_checkpoint() const;

 private:
  explicit RunFolder(std::filesystem::path path);
  std::filesystem::path metrics_path() const { return path_ / "metrics.csv"; }
  void write_metrics() const;

  std::filesystem::path path_;
  FolderLock lock_;
  std::string metrics_;
};

/// The line of metrics.csv for an epoch: fractions; cells are empty without validation.
std::string metrics_line(const EpochReport& report);

/// The epochs in the metrics.csv of `folder`, without marking the best one. Empty if there is no
/// such file, or if another program wrote it, or if it cannot be read. Lines that this program
/// would not write are ignored.
std::vector<EpochReport> read_metrics(const std::filesystem::path& folder);

}  // namespace inkling
