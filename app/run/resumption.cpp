#include "app/run/resumption.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace inkling {

void check_resumption(const CommandLine& line) {
  constexpr std::string_view kAllowed[] = {"--resume", "--threads", "--checkpoint-every", "--quiet",
                                           "--color"};
  for (const std::string& name : line.given()) {
    if (std::ranges::count(kAllowed, name) > 0) continue;
    throw UsageError(
        fmt::format("{0}: a resumed training run keeps its settings; --config "
                    "DIR/config.toml with {0} starts a new one (--resume allows {1} only)",
                    name, fmt::join(std::span(kAllowed).subspan(1), ", ")));
  }
}

}  // namespace inkling
