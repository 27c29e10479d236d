#include "model/lanes/instruction_set.h"

namespace inkling {

const char* instruction_set() {
#if defined(__AVX512F__)
  return "AVX-512";
#elif defined(__AVX2__)
  return "AVX2";
#elif defined(__aarch64__)
  return "NEON";
#elif defined(__SSE4_2__)
  return "SSE4.2";
#else
  return "unknown";
#endif
}

}  // namespace inkling
