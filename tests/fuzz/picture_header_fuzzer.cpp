// The headers of pictures other than PNG, which are checked before a decoder sees them.

#include "io/pictures/picture_header.h"
#include "tests/fuzz/harness.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  if (picture_format({data, size}).empty()) return 0;
  accepted([&] {
    check_picture_header({data, size}, "fuzzed");
    return true;
  });
  return 0;
}
