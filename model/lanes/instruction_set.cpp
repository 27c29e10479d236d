#include "model/lanes/instruction_set.h"

namespace inkling {

const char* instruction_set() {
#ifdef __AVX512F__
  return "AVX-512";
#else
  return "AVX2";
#endif
}

}  // namespace inkling
