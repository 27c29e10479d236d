#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/models/onnx_node.h"
#include "model/layers/activation.h"
#include "model/network/network.h"

namespace inkling {

/// Builds the network of a graph, from its input to its output. The nodes must be a chain: each one
/// reads the output of the one before.
///
/// A reader reads one graph. `onnx_reader.cpp` follows the chain; `onnx_operators.cpp` has the
/// meaning of each operator.
class OnnxGraphReader {
 public:
  /// `path` is the path of the file, for messages. Both arguments must outlive the reader.
  OnnxGraphReader(const onnx::GraphProto& graph, const std::string& path)
      : graph_(graph), path_(path) {}

  /// Throws FileError, which names the node, if a node cannot be read.
  Network read();

 private:
  struct Operator {
    std::string_view name;
    void (OnnxGraphReader::*read)(OnnxNode&);
  };
  static std::span<const Operator> operators();

  void read_input();
  void read_node(OnnxNode& node);
  void read_end() const;

  void read_sub(OnnxNode& node);
  void read_div(OnnxNode& node);
  void read_pad(OnnxNode& node);
  void read_conv(OnnxNode& node);
  void read_max_pool(OnnxNode& node);
  void read_global_max_pool(OnnxNode& node);
  void read_gemm(OnnxNode& node);
  template <ActivationFunction kFunction>
  void read_activation(OnnxNode& node);
  void read_leaky_relu(OnnxNode& node);
  void read_mul(OnnxNode& node);
  void read_flatten(OnnxNode& node);
  void read_reshape(OnnxNode& node);
  void read_softmax(OnnxNode& node);

  void require_feature_maps(const OnnxNode& node) const;
  void require_matrix(const OnnxNode& node) const;
  template <typename Kind, typename... Arguments>
  void add(const OnnxNode& node, Arguments... arguments);
  void add_parameters(const OnnxNode& node, const OnnxNode::Integers& weight_dims);

  const onnx::GraphProto& graph_;
  const std::string& path_;
  OnnxInitializers initializers_;
  Shape input_shape_;
  Normalization normalization_;
  std::vector<std::unique_ptr<Layer>> layers_;
  std::vector<float> parameters_;

  std::string value_;             // what the next node must read,
  Shape shape_;                   // its shape,
  bool value_is_matrix_ = false;  // and whether ONNX sees it as [N, K], not [N, C, H, W]
  bool has_mean_ = false;         // a Sub has been read,
  bool has_deviation_ = false;    // a Div,
  bool ended_ = false;            // a Softmax
};

}  // namespace inkling
