#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "io/models/onnx_folding.h"
#include "io/models/onnx_node.h"
#include "io/models/onnx_steps.h"
#include "io/models/onnx_value.h"
#include "model/layers/activation.h"
#include "model/layers/window.h"
#include "model/network/network.h"

namespace inkling {

/// What a graph says about its model.
struct OnnxClassifier {
  Network network;
  std::vector<std::string> class_names;  ///< Empty if the graph has none.
  /// Whether its images are bytes from 0 to 255. The network's normalisation is then for these,
  /// else for pixels from 0 to 1.
  bool takes_bytes = false;
};

/// Builds the network of a graph: follows it from the outputs back to the image, computes what does
/// not depend on the image, and turns the rest into steps. Nodes that lead to no output are not
/// read.
///
/// A reader reads one graph. `onnx_graph_reader.cpp` follows the graph; `onnx_operators.cpp` has
/// the layers, `onnx_line_operators.cpp` what is done to each value, and `onnx_head_operators.cpp`
/// what follows the logits.
class OnnxGraphReader {
 public:
  /// Both arguments must outlive the reader.
  OnnxGraphReader(const onnx::GraphProto& graph, const OnnxFile& file);

  /// Throws FileError, which names the node, if a node cannot be read.
  OnnxClassifier read();

  /// The names of all operators that it reads, as a list.
  static std::string operator_names();

 private:
  struct Operator {
    std::string_view name;
    OnnxSignal (OnnxGraphReader::*read)(OnnxNode&);
    bool follows_logits = false;  ///< Whether it may read what a head gives.
  };
  static std::span<const Operator> operators();

  void index_names();
  void read_input();
  void trace(const std::string& output);
  bool is_known(const std::string& name);
  void read_node(const onnx::NodeProto& proto);
  const OnnxSignal* scores() const;
  float take_inverse_temperature(OnnxSignal& logits) const;

  // Layers.
  OnnxSignal read_pad(OnnxNode& node);
  OnnxSignal read_conv(OnnxNode& node);
  template <typename Pool>
  OnnxSignal read_pool(OnnxNode& node);
  template <typename Pool>
  OnnxSignal read_global_pool(OnnxNode& node);
  template <typename Pool>
  OnnxSignal read_reduction(OnnxNode& node);
  OnnxSignal read_gemm(OnnxNode& node);
  OnnxSignal read_matmul(OnnxNode& node);
  template <ActivationFunction kFunction>
  OnnxSignal read_activation(OnnxNode& node);
  OnnxSignal read_leaky_relu(OnnxNode& node);
  OnnxSignal read_elu(OnnxNode& node);
  OnnxSignal read_selu(OnnxNode& node);
  OnnxSignal read_hard_sigmoid(OnnxNode& node);
  OnnxSignal read_clip(OnnxNode& node);
  OnnxSignal read_max(OnnxNode& node);
  OnnxSignal read_min(OnnxNode& node);
  OnnxSignal read_prelu(OnnxNode& node);

  // What is done to each value, and arrangements.
  OnnxSignal read_add(OnnxNode& node);
  OnnxSignal read_sub(OnnxNode& node);
  OnnxSignal read_mul(OnnxNode& node);
  OnnxSignal read_div(OnnxNode& node);
  OnnxSignal read_neg(OnnxNode& node);
  OnnxSignal read_pow(OnnxNode& node);
  OnnxSignal read_batch_normalization(OnnxNode& node);
  OnnxSignal read_scaler(OnnxNode& node);
  OnnxSignal read_same(OnnxNode& node);
  OnnxSignal read_dropout(OnnxNode& node);
  OnnxSignal read_cast(OnnxNode& node);
  template <OnnxIntegers (*kArrange)(OnnxNode&, const OnnxIntegers&)>
  OnnxSignal read_arrangement(OnnxNode& node);
  OnnxSignal read_transpose(OnnxNode& node);

  // What follows the logits.
  template <OnnxHead kHead>
  OnnxSignal read_softmax(OnnxNode& node);
  OnnxSignal read_log(OnnxNode& node);
  OnnxSignal read_exp(OnnxNode& node);
  OnnxSignal read_arg_max(OnnxNode& node);
  OnnxSignal read_linear_classifier(OnnxNode& node);
  OnnxSignal read_normalizer(OnnxNode& node);
  OnnxSignal read_zip_map(OnnxNode& node);
  OnnxSignal read_array_feature_extractor(OnnxNode& node);

  double hard_gate(const OnnxSignal& gate, const OnnxSignal& x) const;

  const Shape& shape_of(const OnnxSignal& signal) const { return steps_[signal.step].shape; }
  /// The sizes of one image's part of `signal`; fails if the batch is not in front.
  OnnxIntegers image_dims(const OnnxNode& node, const OnnxSignal& signal) const;
  OnnxIntegers image_strides(const OnnxNode& node, const OnnxSignal& input,
                             const OnnxIntegers& dims) const;
  const OnnxSignal& feature_maps(const OnnxNode& node) const;
  void require_vector(const OnnxNode& node, const OnnxSignal& signal) const;

  /// Adds a layer that reads `input`, and gives its output as `dims` (without the batch).
  template <typename Kind, typename... Arguments>
  OnnxSignal add_layer(const OnnxNode& node, const OnnxSignal& input, OnnxIntegers dims,
                       std::vector<float> parameters, const Arguments&... arguments);
  /// The same for a layer of feature maps, which gives feature maps.
  template <typename Kind, typename... Arguments>
  OnnxSignal add_maps_layer(const OnnxNode& node, const OnnxSignal& input,
                            const Arguments&... arguments);
  template <typename... Arguments>
  OnnxSignal add_activation(const OnnxNode& node, const OnnxSignal& input,
                            ActivationFunction function, const Arguments&... arguments);
  OnnxSignal add_fully_connected(const OnnxNode& node, const OnnxSignal& input,
                                 std::span<const float> weights, std::size_t outputs,
                                 bool is_transposed, float factor = 1.0f,
                                 std::span<const float> biases = {});
  /// Adds the line factors * x + summands. The two are read with `strides` along the axes of one
  /// image.
  OnnxSignal add_line(const OnnxNode& node, const OnnxSignal& input, const OnnxIntegers& strides,
                      const std::vector<double>& factors, const std::vector<double>& summands);
  /// The same line for all values.
  OnnxSignal add_line(const OnnxNode& node, const OnnxSignal& input, double factor, double summand);
  /// Adds the line that has input `index`, changed, as its factors or as its summands.
  enum class Part { kFactors, kSummands };
  OnnxSignal add_line(const OnnxNode& node, const OnnxSignal& input, int index, Part part,
                      double (*change)(double));
  OnnxSignal add_sum(const OnnxNode& node, const OnnxSignal& a, const OnnxSignal& b);

  const onnx::GraphProto& graph_;
  const OnnxFile& file_;
  OnnxBudget budget_;
  std::unordered_map<std::string, const onnx::TensorProto*> initializers_;
  std::unordered_map<std::string, const onnx::NodeProto*> producers_;
  std::unordered_map<std::string, OnnxValue> values_;
  std::int64_t batch_ = 0;
  bool takes_bytes_ = false;
  OnnxSteps steps_;
  std::vector<std::string> class_names_;
};

}  // namespace inkling
