#include "app/run_folder.h"

#include <fmt/format.h>

#include <system_error>

#include "io/atomic_file.h"
#include "io/error.h"
#include "io/onnx_model.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMetricsHeader =
    "epoch,seconds,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,"
    "images_per_second\n";

void require(const std::error_code& error, const fs::path& path) {
  if (!error) return;
  throw FileError({.path = path.string(),
                   .problem = "the run folder cannot be made: " + error.message(),
                   .next = "name another place with --out DIR"});
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

RunFolder RunFolder::numbered(const std::string& model) {
  const fs::path parent = "runs";
  std::error_code error;
  fs::create_directories(parent, error);
  require(error, parent);
  for (int number = 1;; ++number) {
    fs::path path = parent / fmt::format("{}-{}", model, number);
    // Making a folder either succeeds for one process or tells that it is there already.
    const bool made = fs::create_directory(path, error);
    if (made) return RunFolder(std::move(path));
    if (error && error != std::errc::file_exists) require(error, path);
  }
}

RunFolder RunFolder::at(const fs::path& path) {
  std::error_code error;
  const bool made = fs::create_directories(path, error);
  require(error, path);
  if (!made) {
    const bool empty = fs::is_empty(path, error);
    require(error, path);
    if (!empty) {
      throw FileError({.path = path.string(),
                       .problem = "the run folder is not empty",
                       .expected = "a folder that is empty or does not exist",
                       .next = "name another place with --out DIR"});
    }
  }
  return RunFolder(path);
}

RunFolder::RunFolder(fs::path path) : path_(std::move(path)), metrics_(kMetricsHeader) {
  write_metrics();
}

void RunFolder::write_config(const std::string& text) const {
  write_file(path_ / "config.toml", text);
}

void RunFolder::add_metrics(const EpochReport& report) {
  metrics_ += metrics_line(report);
  write_metrics();
}

void RunFolder::write_model(const Model& model) const { inkling::write_model(model, model_path()); }

void RunFolder::write_metrics() const { write_file(path_ / "metrics.csv", metrics_); }

}  // namespace inkling
