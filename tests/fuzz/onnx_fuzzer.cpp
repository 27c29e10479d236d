// ONNX files: what is accepted, written and read again, is the same model to the last bit.

#include <cstring>

#include "io/files/atomic_file.h"
#include "io/models/onnx_model.h"
#include "tests/fuzz/harness.h"

namespace inkling::fuzz {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 26;

bool same_network(const Network& a, const Network& b) {
  const std::span<const float> x = a.parameters();
  const std::span<const float> y = b.parameters();
  return a.architecture() == b.architecture() && a.input_shape() == b.input_shape() &&
         a.normalization == b.normalization && a.inverse_temperature == b.inverse_temperature &&
         x.size() == y.size() &&
         (x.empty() || std::memcmp(x.data(), y.data(), x.size_bytes()) == 0);
}

std::string written(const Model& model) {
  const std::filesystem::path path = scratch_folder() / "model.onnx";
  write_model(model, path);
  return read_file(path, kLargestFile);
}

}  // namespace
}  // namespace inkling::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  const auto model = accepted([&] { return read_model(MemoryFile(text_of({data, size})).path()); });
  if (!model) return 0;
  require(model->class_names.size() == model->network.class_count(), "each output has a name");
  const std::string file = written(*model);
  const Model again = read_model(MemoryFile(file).path());
  require(same_network(model->network, again.network), "a model file keeps the network");
  require(model->class_names == again.class_names, "a model file keeps the classes' names");
  // Settings that are not UTF-8 are written as what is.
  require(written(again) == file, "the same model gives the same bytes");
  return 0;
}
