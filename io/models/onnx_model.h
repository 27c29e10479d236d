#pragma once

#include <filesystem>
#include <string>

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
/// changed. Also reads our older files, without a checksum, and classifiers that other programs
/// wrote (opset 7 to 22): see `onnx_operator_names`. Their weights may be in a second file in the
/// same folder. Throws FileError, which names what it cannot read.
Model read_model(const std::filesystem::path& path);

/// The names of the operators that `read_model` reads in files of other programs, as a list:
/// "Add, ArgMax". Those of `constants` are computed while a file is read, from constants only.
struct OnnxOperatorNames {
  std::string layers;
  std::string constants;
};
OnnxOperatorNames onnx_operator_names();

}  // namespace inkling
