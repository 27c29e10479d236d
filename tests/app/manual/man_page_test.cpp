#include "app/manual/man_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace inkling {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Command kCommands[] = {{"pack", "pack a basket", nullptr, nullptr},
                                 {"sell", "sell a basket", nullptr, nullptr}};

CommandDescription pack() {
  return {.name = "pack",
          .usage = "SHELF... [options]",
          .summary = "Packs a basket; prints its place.",
          .examples = {"inkling pack --count 3 'top shelf'"},
          .options = {{.name = "--count",
                       .placeholder = "N",
                       .text = "how many,\nor how much\n",
                       .default_value = "10",
                       .group = "what to pack"},
                      {.name = "SHELF", .text = "where to"},
                      {.name = "--help", .short_name = "-h", .text = "print this page"}}};
}

std::string page(std::string_view prose = "") { return man_page(pack(), prose, kCommands); }

TEST(ManPage, BeginsWithWhatWhatisShows) {
  EXPECT_THAT(page(), HasSubstr(".SH NAME\ninkling\\-pack \\- pack a basket\n"));
  EXPECT_THAT(page(), HasSubstr(".TH INKLING\\-PACK 1 "));
}

TEST(ManPage, ShowsSynopsisAndSummary) {
  EXPECT_THAT(page(), HasSubstr(".SH SYNOPSIS\n\\fBinkling pack\\fR SHELF... [options]\n"
                                ".SH DESCRIPTION\nPacks a basket; prints its place.\n"));
}

TEST(ManPage, HasAnEntryForEachOptionWithItsDefault) {
  EXPECT_THAT(page(), HasSubstr(".SH ARGUMENTS\n.TP\n\\fISHELF\\fR\nwhere to\n"
                                ".SH OPTIONS\n.SS what to pack\n"
                                ".TP\n\\fB\\-\\-count\\fR \\fIN\\fR\n"
                                "how many,\n.br\nor how much\n.br\n[10]\n"));
  EXPECT_THAT(page(), HasSubstr(".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\nprint this page\n"));
}

TEST(ManPage, EscapesWhatRoffWouldTakeForItsOwn) {
  EXPECT_THAT(page(), HasSubstr(".EX\ninkling pack \\-\\-count 3 \\(aqtop shelf\\(aq\n.EE\n"));
  EXPECT_THAT(page("# NOTES\n.so it\nback\\slash\n"), HasSubstr("\\&.so it\nback\\eslash\n"));
}

TEST(ManPage, TakesSectionsParagraphsLiteralsAndListsFromProse) {
  EXPECT_THAT(page("# FILES\nOne\ntwo.\n\nThree:\n  a  b\n  c\n\nmodel.onnx :: The network\n"
                   "and more.\nrest :: Else.\n"),
              HasSubstr(".SH FILES\n.PP\nOne\ntwo.\n.PP\nThree:\n.PP\n.EX\n  a  b\n  c\n.EE\n"
                        ".TP\n\\fBmodel.onnx\\fR\nThe network\nand more.\n"
                        ".TP\n\\fBrest\\fR\nElse.\n.SH EXAMPLES\n"));
}

TEST(ManPage, RefusesProseWithoutASection) {
  EXPECT_THROW(page("Lost words.\n"), std::invalid_argument);
}

TEST(ManPage, PointsToTheOtherPages) {
  EXPECT_THAT(page(), HasSubstr(".SH SEE ALSO\n\\fBinkling\\fR(1), \\fBinkling\\-sell\\fR(1)\n"));
  EXPECT_THAT(page(), Not(HasSubstr(".SH COMMANDS")));
}

TEST(ManPage, OfTheProgramListsTheCommands) {
  CommandDescription program = pack();
  program.name = "";
  EXPECT_THAT(man_page(program, "", kCommands),
              HasSubstr(".SH COMMANDS\n.TP\n\\fBinkling\\-pack\\fR(1)\npack a basket\n"));
}

}  // namespace
}  // namespace inkling
