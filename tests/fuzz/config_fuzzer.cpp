// Config files: the settings that one gives, written and read again, are the same.

#include "app/options/config_file.h"
#include "app/options/train_options.h"
#include "tests/fuzz/harness.h"

namespace inkling::fuzz {
namespace {

/// What the configuration file `content` makes of the options of `inkling train`; nothing where it
/// names no data.
std::optional<Settings> settings_of(std::string_view content) {
  const MemoryFile file(content);
  TrainOptions options;
  CommandLine line("inkling train", "", "", {});
  options.add_to(line);
  line.parse({"--config", file.path()});
  if (options.data.name().empty()) return std::nullopt;
  return options.settings(options.validation.value_or(0));
}

}  // namespace
}  // namespace inkling::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  const auto read = [](std::string_view content) -> std::optional<Settings> {
    // Outer: the file is refused; inner: what it says goes not together.
    const auto settings =
        accepted([&] { return accepted<UsageError>([&] { return settings_of(content); }); });
    return settings && *settings ? **settings : std::nullopt;
  };
  const auto first = read(text_of({data, size}));
  if (!first) return 0;
  const auto again = read(config_text(*first));
  require(again && *again == *first, "a config file keeps the settings");
  return 0;
}
