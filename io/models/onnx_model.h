#pragma once

#include <filesystem>

#include "model/network/model.h"

namespace inkling {

/// Writes `model` as an ONNX file (opset 13, IR version 7) that OpenCV's dnn, ONNX Runtime, Netron
/// and PyTorch's tools open. Layers that only matter in training are folded into the others.
///
/// Input "image": float, N x channels x height x width, pixels in [0, 1], ink is 1; the
/// normalisation is part of the graph. Output "probabilities": N x classes. Class names and
/// settings are in metadata_props, which are UTF-8: other bytes become U+FFFD. The last entry is a
/// checksum of everything before it. The file is complete or does not exist: see `write_file`. The
/// same model gives the same bytes. Throws FileError, also if a parameter is not finite.
void write_model(const Model& model, const std::filesystem::path& path);

/// Reads a model of `write_model`, to the same bits, and refuses it if a bit of the file has
/// changed. Also reads files of other programs, and our older ones without a checksum, if they use
/// the same operators in the same way, with finite numbers. Throws FileError, which names a node
/// that it does not know.
Model read_model(const std::filesystem::path& path);

}  // namespace inkling
