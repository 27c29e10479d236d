#include "app/terminal/terminal.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

namespace inkling {
namespace {

/// Sets an environment variable, or removes it where `value` is null, until it is destroyed.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    set(value);
  }
  ~Environment() { set(old_ ? old_->c_str() : nullptr); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  void set(const char* value) {
    if (value == nullptr) {
      unsetenv(name_);
    } else {
      setenv(name_, value, 1);
    }
  }

  const char* name_;
  std::optional<std::string> old_;
};

/// A stream to a terminal, 100 columns wide, that says nothing about itself but "xterm".
class Terminal : public testing::Test {
 protected:
  Terminal() {
    const winsize size{.ws_row = 24, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
    int stream_end = -1;
    EXPECT_EQ(openpty(&our_end_, &stream_end, nullptr, nullptr, &size), 0);
    stream_ = fdopen(stream_end, "w");
  }
  ~Terminal() override {
    std::fclose(stream_);
    close(our_end_);
  }

  Environment term_{"TERM", "xterm"};
  Environment colorterm_{"COLORTERM", nullptr};
  Environment no_color_{"NO_COLOR", nullptr};
  int our_end_ = -1;
  std::FILE* stream_ = nullptr;
};

TEST_F(Terminal, HasTheBasicColorsWhereItSaysNothingElse) {
  EXPECT_EQ(color_depth(ColorMode::kAuto, stream_), ColorDepth::kBasic);
}

TEST_F(Terminal, HasTheColorsThatTermTells) {
  const Environment term("TERM", "xterm-256color");
  EXPECT_EQ(color_depth(ColorMode::kAuto, stream_), ColorDepth::k256);
}

TEST_F(Terminal, HasTheColorsThatColortermTells) {
  const Environment colorterm("COLORTERM", "truecolor");
  EXPECT_EQ(color_depth(ColorMode::kAuto, stream_), ColorDepth::kAll);
}

TEST_F(Terminal, IsNotColoredWhereNoColorIsSet) {
  const Environment no_color("NO_COLOR", "1");
  EXPECT_FALSE(use_color(ColorMode::kAuto, stream_));
  EXPECT_EQ(color_depth(ColorMode::kAuto, stream_), ColorDepth::kNone);
}

TEST_F(Terminal, IsColoredWhereNoColorIsEmpty) {
  const Environment no_color("NO_COLOR", "");
  EXPECT_TRUE(use_color(ColorMode::kAuto, stream_));
}

TEST_F(Terminal, ObeysTheCommandLineBeforeNoColor) {
  const Environment no_color("NO_COLOR", "1");
  EXPECT_TRUE(use_color(ColorMode::kAlways, stream_));
}

TEST_F(Terminal, IsNotColoredWhereTheCommandLineForbidsIt) {
  EXPECT_EQ(color_depth(ColorMode::kNever, stream_), ColorDepth::kNone);
}

TEST_F(Terminal, TellsItsWidth) { EXPECT_EQ(terminal_columns(stream_), 100); }

TEST_F(Terminal, OfNoTerminalHasNoColorsAndEightyColumns) {
  std::FILE* file = std::tmpfile();
  EXPECT_EQ(color_depth(ColorMode::kAuto, file), ColorDepth::kNone);
  EXPECT_EQ(terminal_columns(file), 80);
  std::fclose(file);
}

}  // namespace
}  // namespace inkling
