#pragma once

#include <filesystem>

#include "model/network/model.h"

namespace inkling {

/// Writes `model` as an ONNX file (opset 13, IR version 7) that OpenCV's dnn, ONNX Runtime, Netron
/// and PyTorch's tools open. Layers that act in training only are folded into the others.
///
/// Input "image": float, N x channels x height x width, pixels in [0, 1], ink is 1; the
/// normalisation stands inside the graph. Output "probabilities": N x classes. Class names and
/// settings are in metadata_props, which are UTF-8: other bytes become U+FFFD. The last of them is
/// a checksum of everything before it. The file is whole or not there: see `write_file`. The same
/// model gives the same bytes.
/// Throws FileError, also where a parameter is not finite.
void write_model(const Model& model, const std::filesystem::path& path);

/// Reads a model that `write_model` wrote, to the same bits, and refuses it where a bit of the file
/// has changed since. Of foreign files, and of our older ones without a checksum, it accepts those
/// that use the same operators in the same way, with finite numbers. Throws FileError, which names
/// the node that it does not know.
Model read_model(const std::filesystem::path& path);

}  // namespace inkling
