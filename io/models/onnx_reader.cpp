// Reads a model file: versions, graph and metadata. `OnnxGraphReader` reads the graph.

#include <algorithm>
#include <cstdint>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/files/atomic_file.h"
#include "io/files/byte_view.h"
#include "io/files/error.h"
#include "io/files/file_kind.h"
#include "io/models/onnx_checksum.h"
#include "io/models/onnx_folding.h"
#include "io/models/onnx_format.h"
#include "io/models/onnx_graph_reader.h"
#include "io/models/onnx_model.h"

namespace inkling {
namespace {

/// How much of an unreadable text the error shows.
constexpr std::size_t kShownText = 100;

[[noreturn]] void fail(const std::string& path, const std::string& problem,
                       const std::string& expected, const std::string& found,
                       const std::string& next = onnx_format::kNextStep) {
  throw FileError(
      {.path = path, .problem = problem, .expected = expected, .found = found, .next = next});
}

std::int64_t opset_of(const onnx::ModelProto& file) {
  std::int64_t opset = 0;
  for (const onnx::OperatorSetIdProto& import : file.opset_import()) {
    if (import.domain().empty() || import.domain() == "ai.onnx") opset = import.version();
  }
  return opset;
}

void check_versions(const onnx::ModelProto& file, const std::string& path) {
  const std::int64_t opset = opset_of(file);
  if (opset >= onnx_format::kOldestOpset && opset <= onnx_format::kNewestOpset) return;
  fail(path, "an ONNX file of another version",
       "opset " + std::to_string(onnx_format::kOldestOpset) + " to " +
           std::to_string(onnx_format::kNewestOpset),
       "opset " + std::to_string(opset),
       "export again with one of these, such as opset_version=17 in torch.onnx.export");
}

std::vector<std::string> read_class_names(const std::string& text, std::size_t class_count,
                                          const std::string& path) {
  const nlohmann::json names = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  const auto is_string = [](const nlohmann::json& name) { return name.is_string(); };
  if (!names.is_array() || names.size() != class_count || !std::ranges::all_of(names, is_string)) {
    fail(path, "metadata " + std::string(onnx_format::kClassNames) + " cannot be read",
         "a JSON array of " + std::to_string(class_count) + " names", text.substr(0, kShownText));
  }
  return names.get<std::vector<std::string>>();
}

/// Reads the metadata. Our own files without a checksum have the class names at the end, so that a
/// truncated file lacks them. Files of other programs have none, and their classes are numbered.
void read_metadata(const onnx::ModelProto& file, const std::string& path,
                   const std::vector<std::string>& class_names_of_graph, Model& model) {
  for (const onnx::StringStringEntryProto& entry : file.metadata_props()) {
    const std::string& key = entry.key();
    if (key == onnx_format::kClassNames) {
      model.class_names = read_class_names(entry.value(), model.network.class_count(), path);
    } else if (key.starts_with(onnx_format::kSettingPrefix)) {
      model.settings[key.substr(std::string_view(onnx_format::kSettingPrefix).size())] =
          entry.value();
    }
  }
  if (!model.class_names.empty()) return;
  if (file.producer_name() == onnx_format::kProducer) {
    fail(path, "the file is incomplete", "metadata " + std::string(onnx_format::kClassNames),
         "none");
  }
  model.class_names = class_names_of_graph.empty() ? numbered_classes(model.network.class_count())
                                                   : class_names_of_graph;
}

/// Refuses a file without a checksum at its end that must have had one: it is truncated, or another
/// program has added something. Our files are recognised by their class names, because damage can
/// turn the checksum's entry into a producer name.
void require_no_checksum(const onnx::ModelProto& file, const std::string& path) {
  const auto has = [&](const char* key) {
    return std::ranges::any_of(file.metadata_props(),
                               [&](const auto& entry) { return entry.key() == key; });
  };
  const bool has_one = has(onnx_format::kChecksum);
  const bool had_one =
      has(onnx_format::kClassNames) && file.model_version() >= onnx_format::kModelVersion;
  if (!has_one && !had_one) return;
  fail(path, "damaged, or changed by another program",
       "metadata " + std::string(onnx_format::kChecksum) + " at its end",
       has_one ? "it before other bytes" : "none");
}

/// Says what kind of file it is if it is not a model, and which command can use it.
[[noreturn]] void fail_as_another_kind(const std::filesystem::path& path,
                                       const std::string& content) {
  const std::string kind = describe_kind(as_bytes(content));
  std::string next = onnx_format::kNextStep;
  if (kind == "a PNG file") next = "inkling classify " + path.string();
  if (kind.starts_with("an IDX") || kind == "a gzip file") {
    // Data is a folder with such files.
    const std::filesystem::path folder = path.parent_path();
    next = "inkling info " + (folder.empty() ? "." : folder.string());
  }
  fail(path.string(), "not an ONNX file", "a complete ONNX model",
       kind.empty() ? std::to_string(content.size()) + " bytes that are not one" : kind, next);
}

/// Reads `path` into `file`. Returns whether it ends with its checksum.
bool read_file_into(onnx::ModelProto& file, const std::filesystem::path& path) {
  const std::string content = read_file(path, onnx_format::kLargestFile);
  const bool has_checksum = ends_with_checksum(content, path.string());
  if (!file.ParseFromString(content) || !file.has_graph()) fail_as_another_kind(path, content);
  if (!has_checksum) require_no_checksum(file, path.string());
  return has_checksum;
}

}  // namespace

Model read_model(const std::filesystem::path& path) {
  const std::string name = path.string();
  try {
    onnx::ModelProto file;
    const bool has_checksum = read_file_into(file, path);
    check_versions(file, name);
    const OnnxFile description{.path = path,
                               .opset = opset_of(file),
                               .is_own = file.producer_name() == onnx_format::kProducer};
    OnnxClassifier read = OnnxGraphReader(file.graph(), description).read();
    Model model{.network = std::move(read.network),
                .class_names = {},
                .settings = {},
                .has_checksum = has_checksum,
                .has_unknown_pixels = !read.takes_bytes && !description.is_own};
    read_metadata(file, name, read.class_names, model);
    return model;
  } catch (const std::bad_alloc&) {
    fail(name, "not an ONNX file for this machine", "a model that fits into memory",
         "one that does not");
  }
}

OnnxOperatorNames onnx_operator_names() {
  return {.layers = OnnxGraphReader::operator_names(), .constants = folded_operators()};
}

}  // namespace inkling
