// Architecture texts: the network of one, told as a text, is built from that text again. Small
// networks pass a gang of images forward and back, so that kernels of all sizes run.

#include <array>
#include <vector>

#include "model/layers/loss.h"
#include "model/network/architecture.h"
#include "model/network/workspace.h"
#include "tests/fuzz/harness.h"

namespace inkling::fuzz {
namespace {

constexpr Shape kImages{.channels = 1, .height = 9, .width = 8};
constexpr std::size_t kClasses = 3;
constexpr std::int64_t kMostMultiplications = 20'000;

/// Whether a number of the text would make a network that takes a gigabyte: it can be built, but
/// not often.
bool is_large(std::string_view text) {
  constexpr int kMostDigits = 3;
  constexpr int kAnyNumber = 9;  // what has more digits is refused for it
  int digits = 0;
  for (const char letter : text) {
    const bool is_digit = letter >= '0' && letter <= '9';
    if (!is_digit && digits > kMostDigits && digits <= kAnyNumber) return true;
    digits = is_digit ? digits + 1 : 0;
  }
  return digits > kMostDigits;
}

void pass_a_gang(Network& network) {
  network.initialize(1);
  Workspace workspace(network);
  for (std::size_t n = 0; n < workspace.input().size(); ++n) {
    workspace.input()[n] = 0.1f * static_cast<float>(n % 7);
  }
  constexpr std::array<std::uint16_t, kLanes> kLabels{};
  const std::vector<std::uint32_t> images(kLanes, 0);
  const TrainingGang gang{.images = images, .batch_size = kLanes};
  network.forward(workspace);
  network.forward_in_training(workspace, gang);
  classification_loss(LossFunction::kCrossEntropy, workspace.logits(), {.labels = kLabels}, 1.0f,
                      workspace.logits_gradient());
  std::vector<float> gradient(network.parameters().size());
  LaneVector record(network.record_size());
  network.backward(workspace, gradient, record, gang);
}

}  // namespace
}  // namespace inkling::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  const std::string_view text = text_of({data, size});
  if (is_large(text)) return 0;
  auto network =
      accepted<std::invalid_argument>([&] { return build_network(text, kImages, kClasses); });
  if (!network) return 0;
  const std::string told = network->architecture();
  require(build_network(told, kImages, kClasses).architecture() == told,
          "a network is built from its own text");
  if (network->multiplications() <= kMostMultiplications) pass_a_gang(*network);
  return 0;
}
