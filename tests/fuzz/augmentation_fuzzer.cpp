// Augmentation texts: what is accepted, written and read again, is the same.

#include "model/augmentation/augmentation_options.h"
#include "tests/fuzz/harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  const auto options = accepted<std::invalid_argument>([&] {
    return parse_augmentation(text_of({data, size}));
  });
  if (!options) return 0;
  require(parse_augmentation(to_text(*options)) == *options, "a text keeps the numbers");
  return 0;
}
