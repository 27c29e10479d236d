#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

#include "model/network/architecture.h"
#include "model/training/descent.h"
#include "tests/model/synthetic_images.h"

// The whole test program allocates through the operators below. They count while a test wants it.
// The address sanitizer has operators of its own, so there is nothing of this file in its build.
#ifndef __SANITIZE_ADDRESS__

namespace {

std::atomic<bool> counting = false;
std::atomic<int> allocations = 0;

void* allocate(std::size_t size, std::size_t alignment) {
  if (counting) ++allocations;
  // The size must be a multiple of the alignment, and not 0.
  const std::size_t whole = (size / alignment + 1) * alignment;
  if (void* memory = std::aligned_alloc(alignment, whole)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// The array forms of the library call these. They are not inlined, or g++ warns where it sees one
// side of a pair as malloc or free and the other as new or delete.
[[gnu::noinline]] void* operator new(std::size_t size) {
  return allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  std::free(memory);
}

namespace inkling {
namespace {

/// How often `work` allocates, on all threads together.
template <typename Work>
int allocations_of(Work work) {
  allocations = 0;
  counting = true;
  work();
  counting = false;
  return allocations;
}

constexpr int kBatch = 32;  // two gangs, so that two threads have work

class DescentAllocations : public testing::TestWithParam<int> {
 protected:
  /// How often `steps` steps allocate.
  int of_steps(std::size_t steps) {
    std::vector<std::uint32_t> order(steps * std::size_t{kBatch});
    for (std::size_t n = 0; n < order.size(); ++n) order[n] = static_cast<std::uint32_t>(n % 60);
    return allocations_of([&] { descent_.run(1, order, control_); });
  }

  Dataset data_ = synthetic_images(60);
  Network network_ = build_network(
      "pad 1, conv 4x3x3, batchnorm, leaky-relu 0.1, residual(conv 4x1x1), pool 2, dropout 0.2, "
      "fc 20, tanh, fc 3",
      data_.images.shape, data_.class_count());
  TrainingOptions options_{.batch_size = kBatch,
                           .sgd = {.clip = 0.7},
                           .average_decay = 0.99,
                           .augmentation = parse_augmentation("strong"),
                           .threads = GetParam()};
  ClassificationObjective objective_{network_, data_, {}, options_};
  Descent descent_{network_, objective_, options_};
  StepControl control_{.learning_rate = [](std::int64_t) { return 0.01; },
                       .after_step = [](std::int64_t, const ScoreSum&) { return true; }};
};

TEST_P(DescentAllocations, AreAsManyForFiftyStepsAsForTwo) {
  network_.initialize(1);
  EXPECT_EQ(of_steps(50), of_steps(2));
}

TEST_P(DescentAllocations, AreCountedWhereItIsConstructed) {
  const auto construct = [&] { Descent(network_, objective_, options_); };
  EXPECT_GT(allocations_of(construct), 0);
}

TEST_P(DescentAllocations, AreAsManyForFiftySearchedStepsAsForTwo) {
  options_.sgd = {.step = StepRule::kArmijo, .momentum = 0.0};
  Descent searching(network_, objective_, options_);
  const auto of_searched = [&](std::size_t steps) {
    const std::vector<std::uint32_t> order(steps * std::size_t{kBatch}, 0);
    return allocations_of([&] { searching.run(1, order, control_); });
  };
  network_.initialize(1);
  EXPECT_EQ(of_searched(50), of_searched(2));
}

INSTANTIATE_TEST_SUITE_P(Threads, DescentAllocations, testing::Values(1, 2));

}  // namespace
}  // namespace inkling

#endif  // __SANITIZE_ADDRESS__
