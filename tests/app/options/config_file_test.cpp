#include "app/options/config_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "app/options/command_line.h"
#include "io/files/error.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

/// A command whose settings can come from a file.
struct Command {
  int epochs = 10;
  std::string data;
  bool nesterov = false;
  CommandLine line{"run", "", "", {}};

  Command() {
    line.whole("--epochs", epochs, 1, 100, "");
    line.text("--data", data, "DATA", "");
    line.flag("--nesterov", nesterov, "");
    line.config();
  }
};

class ConfigFileTest : public testing::Test {
 protected:
  void read(Command& command, const std::string& content, std::vector<std::string> more = {}) {
    std::ofstream(path_) << content;
    more.insert(more.end(), {"--config", path_});
    command.line.parse(more);
  }

  /// The message with which `content` is refused, without the path before it.
  std::string refusal(const std::string& content) {
    Command command;
    try {
      read(command, content);
    } catch (const FileError& error) {
      EXPECT_EQ(error.facts().path, path_);
      return error.facts().problem;
    }
    return "";
  }

  ScratchFolder folder_;
  std::string path_ = folder_.path() / "config.toml";
};

TEST_F(ConfigFileTest, GivesBackWhatConfigTextWrote) {
  const std::string hard = "a, b # \"c\" 'd' = \\ [e] ü";
  Command command;
  read(command, config_text({{"epochs", 3}, {"data", hard}, {"nesterov", true}}));
  EXPECT_EQ(command.epochs, 3);
  EXPECT_EQ(command.data, hard);
  EXPECT_TRUE(command.nesterov);
}

TEST_F(ConfigFileTest, YieldsToTheCommandLine) {
  Command command;
  read(command, "epochs = 3\n", {"--epochs", "4"});
  EXPECT_EQ(command.epochs, 4);
}

TEST_F(ConfigFileTest, SkipsCommentsAndEmptyLines) {
  Command command;
  read(command, "# a run\n\n  epochs = 3  # short\n");
  EXPECT_EQ(command.epochs, 3);
}

TEST_F(ConfigFileTest, LeavesAFlagOffWhereItSaysFalse) {
  Command command;
  read(command, "nesterov = false\n");
  EXPECT_FALSE(command.nesterov);
}

TEST_F(ConfigFileTest, SuggestsTheSettingThatWasMeant) {
  EXPECT_EQ(refusal("# first\nepoch = 3\n"), "line 2: unknown setting epoch; did you mean epochs?");
}

TEST_F(ConfigFileTest, RefusesALineWithoutAnEqualsSign) {
  EXPECT_EQ(refusal("epochs\n"), "line 1: not a setting");
}

TEST_F(ConfigFileTest, RefusesATextWithoutQuotes) {
  EXPECT_EQ(refusal("data = mnist\n"), "line 1: cannot read the value of data");
}

TEST_F(ConfigFileTest, RefusesTextBehindTheValue) {
  EXPECT_EQ(refusal("epochs = 3 4\n"), "line 1: cannot read the value of epochs");
}

TEST_F(ConfigFileTest, RefusesAList) {
  EXPECT_EQ(refusal("epochs = [3]\n"), "line 1: cannot read the value of epochs");
}

TEST_F(ConfigFileTest, TellsTheLineOfAValueThatAnOptionRefuses) {
  EXPECT_EQ(refusal("data = \"d\"\nepochs = 0\n"),
            "line 2: --epochs: '0' is not a whole number from 1 to 100");
}

TEST_F(ConfigFileTest, TellsTheLineOfAFlagThatIsNoTruthValue) {
  EXPECT_EQ(refusal("nesterov = 3\n"), "line 1: nesterov is either true or false");
}

TEST_F(ConfigFileTest, DoesNotJudgeAValueThatTheCommandLineReplaces) {
  Command command;
  read(command, "epochs = 0\n", {"--epochs", "4"});
  EXPECT_EQ(command.epochs, 4);
}

TEST_F(ConfigFileTest, CannotSetAnotherConfigFile) {
  EXPECT_EQ(refusal("config = \"x\"\n"), "line 1: unknown setting config");
}

TEST_F(ConfigFileTest, ThatIsMissingIsNamed) {
  Command command;
  try {
    command.line.parse({"--config", "no/such.toml"});
    FAIL() << "was accepted";
  } catch (const FileError& error) {
    EXPECT_EQ(error.headline(), "no/such.toml: not a file that can be read");
  }
}

struct ListCommand {
  std::vector<std::string> data;
  CommandLine line{"run", "", "", {}};

  ListCommand() {
    line.texts("--data", data, "DATA", "");
    line.config();
  }
  std::vector<std::string> read(const ScratchFolder& folder, const std::string& content) {
    line.parse({"--config", folder.write("lists.toml", content).string()});
    return data;
  }
};

TEST_F(ConfigFileTest, AnOptionThatMayBeRepeatedTakesAListOfTexts) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(ListCommand().read(folder_, "data = [\"a, b\", \"c]\"] # two\n"),
            (Texts{"a, b", "c]"}));
  EXPECT_EQ(ListCommand().read(folder_, "data = \"a, b\"\n"), Texts{"a, b"});
  for (const char* wrong : {"[]", "[1]", "[\"a\"", "[[\"a\"]]"}) {
    EXPECT_THROW(ListCommand().read(folder_, std::string("data = ") + wrong + "\n"), FileError)
        << wrong;
  }
}

TEST_F(ConfigFileTest, AnOptionThatIsGivenOnceTakesNoList) {
  EXPECT_EQ(refusal("data = [\"a\", \"b\"]\n"), "line 1: cannot read the value of data");
}

}  // namespace
}  // namespace inkling
