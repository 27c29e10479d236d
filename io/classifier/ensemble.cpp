#include "io/classifier/ensemble.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "io/files/error.h"
#include "io/models/onnx_model.h"

namespace inkling {
namespace {

/// The error for a model at `path` that differs from the one at `first`.
FileError misfit(const std::string& path, const std::string& first, const std::string& expected,
                 const std::string& found) {
  return FileError({.path = path,
                    .problem = "does not match " + first,
                    .expected = expected + ", as in " + first,
                    .found = found,
                    .next = "give models that were trained on the same data"});
}

void require_same_classes(const std::vector<std::string>& names,
                          const std::vector<std::string>& first_names, const std::string& path,
                          const std::string& first) {
  if (names.size() != first_names.size()) {
    throw misfit(path, first, std::to_string(first_names.size()) + " classes",
                 std::to_string(names.size()) + " classes");
  }
  const auto [name, wanted] = std::ranges::mismatch(names, first_names);
  if (name == names.end()) return;
  const std::string output = "output " + std::to_string(name - names.begin()) + " to mean ";
  throw misfit(path, first, output + *wanted, *name);
}

}  // namespace

std::string model_file(const std::string& path) {
  const std::filesystem::path inside = std::filesystem::path(path) / "model.onnx";
  std::error_code ignored;  // an error shows when the file is read
  return std::filesystem::is_regular_file(inside, ignored) ? inside.string() : path;
}

std::vector<Model> read_ensemble(std::span<const std::string> paths) {
  std::vector<Model> models;
  std::error_code ignored;  // an error shows when the file is read
  for (const std::string& path : paths) {
    if (std::filesystem::is_directory(path, ignored)) {
      throw FileError({.path = path,
                       .problem = "a folder without a model",
                       .expected = "a model file, or a run folder with model.onnx",
                       .next = "ls " + path});
    }
    models.push_back(read_model(path));
    const Shape& shape = models.back().network.input_shape();
    const Shape& wanted = models.front().network.input_shape();
    if (shape != wanted) {
      throw misfit(path, paths.front(), "images of " + to_string(wanted), to_string(shape));
    }
    require_same_classes(models.back().class_names, models.front().class_names, path,
                         paths.front());
  }
  return models;
}

void require_images(const Model& model, const std::string& path, const Shape& images,
                    const std::string& data) {
  const Shape& wanted = model.network.input_shape();
  if (images == wanted) return;
  throw FileError({.path = data,
                   .problem = "the images do not fit the model",
                   .expected = to_string(wanted) + ", which " + path + " takes",
                   .found = to_string(images),
                   .next = "inkling info " + path});
}

std::vector<std::string> checksum_warnings(std::span<const Model> models,
                                           std::span<const std::string> paths) {
  std::vector<std::string> warnings;
  for (std::size_t n = 0; n < models.size(); ++n) {
    if (models[n].has_checksum) continue;
    warnings.push_back(printable(paths[n]) + " has no checksum, so damage cannot be detected");
  }
  return warnings;
}

}  // namespace inkling
