#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/options/data_options.h"
#include "app/report/report.h"
#include "model/network/model.h"

namespace inkling {

/// The command, quoted for a shell: `inkling evaluate 'my model.onnx' --data mnist`.
std::string shell_command(const std::string& command, const std::vector<std::string>& arguments);

/// The files that were read, each with its SHA-256 as `sha256sum` prints it. If there are more than
/// a few, there is one SHA-256 for all (see `files_sha256`). Throws FileError.
Fact data_fact(const DataOptions& data);

/// A model: the SHA-256 of its file, its layers and its normalisation. Throws FileError.
Fact model_fact(const Model& model, const std::filesystem::path& path);

/// Settings as names and values.
Fact settings_fact(const std::map<std::string, std::string>& settings);

/// The program's version and compiler, the machine, the number of threads used, and the current
/// time.
std::vector<Fact> circumstances(int threads);

}  // namespace inkling
