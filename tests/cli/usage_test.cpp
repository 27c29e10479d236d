#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "app/terminal/table.h"
#include "tests/cli/program.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class Usage : public testing::Test {
 protected:
  /// The one line with which wrong arguments are refused: exit code 2, nothing on stdout.
  std::string refusal(const std::vector<std::string>& arguments) {
    const Outcome outcome = inkling_run(place_, arguments);
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.error.begin(), outcome.error.end(), '\n'), 1) << outcome.error;
    return outcome.error;
  }

  /// The page on stdout of a call that asks for one.
  std::string page(const std::vector<std::string>& arguments) {
    const Outcome outcome = inkling_run(place_, arguments);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.error, "");
    return outcome.out;
  }

  Workplace place_;
};

TEST_F(Usage, WithoutACommandIsRefusedWithTheHelpOnStderr) {
  const Outcome outcome = inkling_run(place_, {});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.error, HasSubstr("commands\n  train "));
}

TEST_F(Usage, VersionShowsWhatWasBuiltAndWhatItRunsOn) {
  EXPECT_THAT(page({"--version"}), MatchesRegex("inkling [0-9]+\\.[0-9]+\\.[0-9]+\n"
                                                "commit        ([0-9a-f]{10,}(-dirty)?|unknown)\n"
                                                "compiler      .*[0-9]+.*\n"
                                                "instructions  AVX(2|-512)\n"
                                                "threads       [0-9]+\n"));
}

TEST_F(Usage, HelpShowsTheCommandsAndThreeExamples) {
  const std::string help = page({"--help"});
  for (const char* command : {"train", "evaluate", "classify", "info"}) {
    EXPECT_THAT(help, HasSubstr(std::string("\n  ") + command));
  }
  EXPECT_THAT(help, HasSubstr("\n\n  inkling train --data mnist\n"
                              "  inkling evaluate runs/lenet5-1/model.onnx --data mnist\n"
                              "  inkling classify five.png\n"));
}

TEST_F(Usage, HelpOfEveryCommandFitsAPageExamplesFirst) {
  for (const char* command : {"train", "evaluate", "classify", "info"}) {
    const std::string help = page({command, "--help"});
    EXPECT_LT(help.find(std::string("  inkling ") + command), help.find("--help")) << help;
    // Training has a page of its own size: all that the textbook's readers may vary.
    const int most_lines = command == std::string("train") ? 78 : 60;
    EXPECT_LE(std::count(help.begin(), help.end(), '\n'), most_lines) << help;
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(width_of(line), 80u) << line;
  }
}

TEST_F(Usage, HelpOfTrainHasEveryDefault) {
  const std::string help = page({"train", "--help"});
  for (const char* text : {"[lenet5]", "[30]", "[64]", "[0.05]", "[one-cycle]", "[0.9]", "[0.0002]",
                           "[5000, or a tenth", "[runs/<model>-<n>]", "[auto]"}) {
    EXPECT_THAT(help, HasSubstr(text));
  }
}

TEST_F(Usage, SuggestsTheCommandThatWasMeant) {
  EXPECT_EQ(refusal({"trian"}), "error: unknown command trian; did you mean train?\n");
}

TEST_F(Usage, SuggestsTheTopLevelOptionThatWasMeant) {
  EXPECT_EQ(refusal({"--hlep"}), "error: unknown option --hlep; did you mean --help?\n");
}

TEST_F(Usage, SuggestsTheOptionThatWasMeant) {
  EXPECT_EQ(refusal({"train", "--epoch", "3"}),
            "error: unknown option --epoch; did you mean --epochs?\n");
}

TEST_F(Usage, SuggestsTheScheduleThatWasMeant) {
  EXPECT_EQ(refusal({"train", "--schedule", "one-cylce"}),
            "error: --schedule: 'one-cylce' is not one of constant, cosine, one-cycle; did you "
            "mean one-cycle?\n");
}

TEST_F(Usage, ShowsControlBytesOfWhatItQuotesAsText) {
  EXPECT_EQ(refusal({"train", "--epochs", "1\n\x1b[31m"}),
            "error: --epochs: '1\\x0a\\x1b[31m' is not a whole number from 1 to 100000\n");
}

TEST_F(Usage, RefusesNumbersOutsideTheirRange) {
  EXPECT_EQ(refusal({"train", "--epochs", "0"}),
            "error: --epochs: '0' is not a whole number from 1 to 100000\n");
  EXPECT_EQ(refusal({"train", "--momentum", "1"}),
            "error: --momentum: '1' is not a number from 0 to below 1\n");
  EXPECT_EQ(refusal({"train", "--learning-rate", "fast"}),
            "error: --learning-rate: 'fast' is not a number above 0 and at most 100\n");
}

TEST_F(Usage, AsksForData) {
  EXPECT_EQ(refusal({"train"}), "error: no data given: --data DATA, or --images and --labels\n");
}

TEST_F(Usage, AsksForTheModelToEvaluate) {
  EXPECT_EQ(refusal({"evaluate", "--data", "x"}),
            "error: MODEL is required; see inkling evaluate --help\n");
}

TEST_F(Usage, AsksForAnImageToClassify) {
  EXPECT_EQ(refusal({"classify"}), "error: no pictures given: IMAGE..., or --data DATA\n");
}

TEST_F(Usage, RefusesTwoKindsOfData) {
  EXPECT_EQ(refusal({"train", "--data", "d", "--images", "i", "--labels", "l"}),
            "error: --data cannot be used together with --images\n");
}

TEST_F(Usage, FailsWhereStdoutIsAFullDisk) {
  const Outcome outcome = Program(place_, {"info"}, "/dev/full").finish();
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.error, "error: stdout cannot be written: No space left on device\n");
}

}  // namespace
}  // namespace inkling
