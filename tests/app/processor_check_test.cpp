#include "app/processor_check.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace inkling {
namespace {

/// The sentence about `features`; empty where nothing is lacking.
std::string sentence(const std::vector<ProcessorFeature>& features, bool portable = false) {
  std::array<char, 256> text;
  return describe_lack(features, portable, text) ? text.data() : "";
}

TEST(ProcessorCheck, IsSilentWhereTheProcessorHasEverything) {
  EXPECT_EQ(sentence({{"AVX2", true, true}, {"FMA", true, true}}), "");
}

TEST(ProcessorCheck, DoesNotAskForWhatWasNotCompiledIn) {
  EXPECT_EQ(sentence({{"AVX512F", false, false}}), "");
}

TEST(ProcessorCheck, NamesAllThatIsLackingAndHowToBuildForIt) {
  EXPECT_EQ(sentence({{"AVX2", true, true}, {"AVX512F", true, false}, {"AVX512BW", true, false}}),
            "error: this inkling was compiled for a processor with AVX512F, AVX512BW, which this "
            "one does not have; build it with cmake -DINKLING_PORTABLE=ON\n");
}

TEST(ProcessorCheck, DoesNotAdviseAPortableBuildToAPortableBuild) {
  EXPECT_EQ(sentence({{"SSE4.2", true, false}}, true),
            "error: this inkling was compiled for a processor with SSE4.2, which this one does not "
            "have; an x86-64-v2 processor (SSE4.2) is the least that inkling runs on\n");
}

TEST(ProcessorCheck, CutsASentenceThatIsTooLong) {
  const std::array features = {ProcessorFeature{"AVX2", true, false}};
  std::array<char, 8> text;
  EXPECT_TRUE(describe_lack(features, false, text));
  EXPECT_STREQ(text.data(), "error: ");
}

TEST(ProcessorCheck, LetsThisProcessorPass) { check_processor(); }

}  // namespace
}  // namespace inkling
