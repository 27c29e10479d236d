// The lines of metrics.csv: what is accepted, written and read again, gives the same lines.

#include <fstream>

#include "app/run/run_folder.h"
#include "tests/fuzz/harness.h"

namespace inkling::fuzz {
namespace {

constexpr const char* kHeader =
    "epoch,seconds,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,"
    "images_per_second\n";

/// The lines for the epochs that are read of `lines`.
std::string read_lines(std::string_view lines) {
  std::ofstream(scratch_folder() / "metrics.csv", std::ios::binary) << kHeader << lines;
  std::string again;
  for (const EpochReport& epoch : read_metrics(scratch_folder())) again += metrics_line(epoch);
  return again;
}

}  // namespace
}  // namespace inkling::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling::fuzz;
  const std::string once = read_lines(text_of({data, size}));
  require(read_lines(once) == once, "metrics.csv keeps its lines");
  return 0;
}
