#pragma once

#include <filesystem>
#include <string>

#include "model/model.h"
#include "model/trainer.h"

namespace inkling {

/// The folder that a training leaves behind: config.toml, metrics.csv and model.onnx, each of them
/// whole at every instant. All functions throw FileError.
class RunFolder {
 public:
  /// Makes runs/<model>-<n> with the first n from 1 that is free. Two processes never share one.
  static RunFolder numbered(const std::string& model);

  /// Makes `path`, which must not exist or be an empty folder.
  static RunFolder at(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path model_path() const { return path_ / "model.onnx"; }

  void write_config(const std::string& text) const;
  /// Adds the line of an epoch to metrics.csv.
  void add_metrics(const EpochReport& report);
  void write_model(const Model& model) const;

 private:
  /// Writes a metrics.csv without epochs, so that a folder that cannot be written shows at once.
  explicit RunFolder(std::filesystem::path path);
  void write_metrics() const;

  std::filesystem::path path_;
  std::string metrics_;
};

/// The line of metrics.csv for an epoch: fractions, empty cells where there is no validation.
std::string metrics_line(const EpochReport& report);

}  // namespace inkling
