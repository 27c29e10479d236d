#include "app/run/provenance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/lanes/instruction_set.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

TEST(ShellCommand, IsTheCommandAsItWasGiven) {
  EXPECT_EQ(shell_command("evaluate", {"a.onnx", "--data", "mnist/", "--fail-under=0.9"}),
            "inkling evaluate a.onnx --data mnist/ --fail-under=0.9");
}

TEST(ShellCommand, QuotesWhatAShellWouldChange) {
  EXPECT_EQ(shell_command("train", {"my data", "", "it's", "a$b"}),
            "inkling train 'my data' '' 'it'\\''s' 'a$b'");
}

TEST(DataFact, ListsFewFilesAsSha256sumDoes) {
  const ScratchFolder folder;
  DataOptions data;
  data.images = folder.write("images", "abc").string();
  data.labels = folder.write("labels", "").string();
  EXPECT_EQ(data_fact(data).value,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  " + data.images +
                "\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  " +
                data.labels);
}

TEST(DataFact, HasOneHashForManyFiles) {
  const ScratchFolder folder;
  for (int n = 0; n < 20; ++n)
    folder.write(std::to_string(n % 2) + "/" + std::to_string(n) + ".png", "");
  DataOptions data;
  data.data = {folder.path().string()};
  EXPECT_THAT(data_fact(data).value,
              MatchesRegex(".*: 20 files\nSHA-256 [0-9a-f]+ of the list of their hashes"));
}

TEST(Circumstances, TellVersionCompilerAndMachine) {
  const std::vector<Fact> facts = circumstances(3);
  ASSERT_EQ(facts.size(), 3u);
  EXPECT_THAT(facts[0].value, MatchesRegex("inkling [0-9.]+,.* compiled with .*[0-9]+.*, " +
                                           std::string(instruction_set())));
  EXPECT_THAT(facts[1].value, HasSubstr("3 threads"));
  EXPECT_THAT(facts[2].value, MatchesRegex("....-..-.. ..:.. UTC"));
}

}  // namespace
}  // namespace inkling
