#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/files/folder_lock.h"
#include "io/models/checkpoint.h"
#include "model/network/model.h"
#include "model/training/trainer.h"

namespace inkling {

/// The folder that a training leaves behind: config.toml, metrics.csv, model.onnx, report.html and,
/// until the training is complete, its checkpoint; each of them whole at every instant. No other
/// process can have the folder as long as this object lives. All functions throw FileError.
class RunFolder {
 public:
  /// Makes runs/<model>-<n> with the first n from 1 that is free. Two processes never share one.
  static RunFolder numbered(const std::string& model);

  /// Makes `path`, which must not exist or be an empty folder.
  static RunFolder at(const std::filesystem::path& path);

  /// Takes over the folder of a training that has ended, or been ended in any way.
  static RunFolder reopened(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path config_path() const { return path_ / "config.toml"; }
  std::filesystem::path checkpoint_path() const { return path_ / "checkpoint"; }
  std::filesystem::path model_path() const { return path_ / "model.onnx"; }
  std::filesystem::path report_path() const { return path_ / "report.html"; }

  /// Whether the training is complete, so that there is nothing to go on with.
  bool is_complete() const;

  void write_config(const std::string& text) const;
  /// Forgets what metrics.csv says of later epochs than the first `epochs`.
  void keep_metrics(int epochs);
  /// Adds the line of an epoch to metrics.csv.
  void add_metrics(const EpochReport& report);
  void write_model(const Model& model) const;
  void write_checkpoint(const Checkpoint& checkpoint) const;
  Checkpoint read_checkpoint(std::size_t parameters) const;
  /// To be called when the model is that of the whole training.
  void remove_checkpoint() const;

 private:
  explicit RunFolder(std::filesystem::path path);
  std::filesystem::path metrics_path() const { return path_ / "metrics.csv"; }
  void write_metrics() const;

  std::filesystem::path path_;
  FolderLock lock_;
  std::string metrics_;
};

/// The line of metrics.csv for an epoch: fractions, empty cells where there is no validation.
std::string metrics_line(const EpochReport& report);

/// The epochs in the metrics.csv of `folder`, without telling which was the best. None where there
/// is no such file, or it is another's or cannot be read; lines that this program would not write
/// are left out.
std::vector<EpochReport> read_metrics(const std::filesystem::path& folder);

}  // namespace inkling
