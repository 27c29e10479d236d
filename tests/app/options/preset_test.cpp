#include "app/options/preset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "model/network/architecture.h"

namespace inkling {
namespace {

TEST(Presets, TellWhatTheyReachAndHowLongItTakes) {
  for (const Preset& preset : presets()) {
    EXPECT_THAT(std::string(preset.reaches),
                testing::ContainsRegex("[0-9]+[.][0-9] % accuracy .* in [0-9.]+ (s|min)$"));
  }
}

TEST(Presets, BeginWithTheDefault) { EXPECT_EQ(presets().front().name, "default"); }

TEST(Presets, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Preset& preset : presets()) names.insert(preset.name);
  EXPECT_EQ(names.size(), presets().size());
}

TEST(Presets, HaveNetworksForImagesOfMnist) {
  for (const Preset& preset : presets()) {
    const Network network =
        build_network(preset.model, {.channels = 1, .height = 28, .width = 28}, 10);
    EXPECT_EQ(network.class_count(), 10u) << preset.name;
  }
}

TEST(Presets, HaveNetworksForAnyNumberOfClasses) {
  for (const Preset& preset : presets()) {
    EXPECT_EQ(
        build_network(preset.model, {.channels = 1, .height = 28, .width = 28}, 47).class_count(),
        47u)
        << preset.name;
  }
}

TEST(Presets, LeaveSeedAndThreadsToTheUser) {
  for (const Preset& preset : presets()) {
    EXPECT_EQ(preset.training.seed, 0u) << preset.name;
    EXPECT_EQ(preset.training.threads, 0) << preset.name;
  }
}

}  // namespace
}  // namespace inkling
