#include "app/version.h"

#include <fmt/format.h>

#include "app/commit.h"
#include "model/evaluation/prediction.h"
#include "model/lanes/instruction_set.h"

namespace inkling {

std::string version() { return INKLING_VERSION; }

std::string commit() { return INKLING_COMMIT; }

std::string compiler() {
#ifdef __clang__
  return __VERSION__;
#else
  return "g++ " __VERSION__;
#endif
}

std::string version_page() {
  return fmt::format(
      "inkling {}\ncommit        {}\ncompiler      {}\ninstructions  {}\nthreads       {}\n",
      version(), commit().empty() ? "unknown" : commit(), compiler(), instruction_set(),
      resolve_threads(0));
}

}  // namespace inkling
