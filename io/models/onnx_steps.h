#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/files/error.h"
#include "model/layers/layer.h"
#include "model/network/network.h"

namespace inkling {

/// One step of what a graph computes from an image: a layer, a line or a sum.
struct OnnxStep {
  std::string node;  ///< For messages.
  int input = 0;     ///< The step whose output it reads. Step 0 is the image.
  int summand = -1;  ///< Of a sum: the other step that it reads.
  Shape shape;       ///< Of its output.

  std::unique_ptr<Layer> layer = nullptr;  ///< Of a layer.
  std::vector<float> parameters = {};

  /// Of a line: output(n) = factors(n) * input(n) + summands(n), for each value of an image.
  std::vector<double> factors = {};
  std::vector<double> summands = {};

  bool is_line() const { return !factors.empty(); }
  /// Whether it is the line -x.
  bool negates() const;
  /// Whether it is the line x + `number`.
  bool adds(double number) const;
  /// The factor of the line factor * x; 0 if it is another one.
  double common_factor() const;
  bool is_sum() const { return summand >= 0; }
};

/// The steps of a graph, which become a network.
///
/// Everything that multiplies by a constant or adds one is a line first: a bias apart from its
/// product, batch normalisation, a change of units. `network` puts lines into the layers beside
/// them, and those at the image into the network's normalisation.
class OnnxSteps {
 public:
  /// `image` is the shape of step 0. `path` is that of the file, for messages. If it `is_own`,
  /// written by Inkling, its layers come back one by one, to the same bits; otherwise lines are put
  /// into the layers beside them.
  OnnxSteps(const Shape& image, std::string path, bool is_own);

  const OnnxStep& operator[](int step) const { return steps_[static_cast<std::size_t>(step)]; }

  /// Appends a step and returns its number. It may read only steps that are there.
  int add(OnnxStep step);

  /// The network whose logits are the output of step `output`, with all pixels from 0 to 1. The
  /// steps are used up. Throws FileError if it is none: branches that come together in another way
  /// than residual blocks, or a line of its own for each pixel that fits into no layer.
  Network network(int output);

 private:
  OnnxStep& step(int number) { return steps_[static_cast<std::size_t>(number)]; }
  void count_readers(int output);
  void put_into_step_before(OnnxStep& line);
  void put_into_layer_before(OnnxStep& line);
  void take_line_before(OnnxStep& layer);
  void take_normalization();
  void take_own_normalization();
  void bypass(int line);
  void find_forks();
  int before(int number) const;
  void emit(int last, int first, std::size_t depth);
  void emit_step(OnnxStep& step);
  [[noreturn]] void fail(const OnnxStep& step, const std::string& expected,
                         const std::string& found) const;

  std::string path_;
  bool is_own_;
  std::vector<OnnxStep> steps_;
  std::vector<int> readers_;  // how many steps read each one
  std::vector<int> forks_;    // of each sum: the last step from which both of its inputs come
  Normalization normalization_;

  // What `network` has emitted.
  std::vector<std::unique_ptr<Layer>> layers_;
  std::vector<float> parameters_;
  std::vector<ResidualBlock> blocks_;
  std::vector<bool> is_emitted_;
};

}  // namespace inkling
