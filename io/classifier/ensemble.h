#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/network/model.h"

namespace inkling {

/// The model file that `path` names: the one in it, if it is a run folder.
std::string model_file(const std::string& path);

/// Reads the model files at `paths`, at least one, to be averaged or compared.
///
/// Throws FileError if a file cannot be read, or if a model differs from the first one in its input
/// shape or in its class names or their order.
std::vector<Model> read_ensemble(std::span<const std::string> paths);

/// Throws FileError unless images of shape `images` fit `model`. `path` is the path of its file,
/// `data` what the images come from.
void require_images(const Model& model, const std::string& path, const Shape& images,
                    const std::string& data);

/// A line for each model whose file has no checksum, so that damage to it cannot be noticed.
std::vector<std::string> checksum_warnings(std::span<const Model> models,
                                           std::span<const std::string> paths);

}  // namespace inkling
