#include "app/options/command_line.h"

#include <gtest/gtest.h>

#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

enum class Fruit { kApple, kPear };
constexpr Choice<Fruit> kFruits[] = {{"apple", Fruit::kApple}, {"pear", Fruit::kPear}};

/// A command with an option of every kind.
struct Basket {
  int count = 10;
  double weight = 0.5;
  Fruit fruit = Fruit::kApple;
  bool washed = false;
  std::string owner;
  std::vector<std::string> shelves;
  CommandLine line{"pack", "[options]", "Packs a basket.", {"inkling pack --count 3"}};

  Basket() {
    line.group("options");
    line.whole("--count", count, 1, 100, "how many");
    line.real(
        "--weight", weight, "from 0 to below 1", [](double x) { return x >= 0 && x < 1; }, "kilo");
    line.choice<Fruit>("--fruit", fruit, kFruits, "which");
    line.flag("--washed", washed, "clean");
    line.text("--owner", owner, "NAME", "whose");
    line.positional("SHELF", shelves, "where to");
  }
};

void expect_refusal_of(const std::vector<std::string>& arguments, const std::string& message) {
  expect_refusal([&] { Basket().line.parse(arguments); }, message);
}

TEST(CommandLine, ReadsOptionsOfAllKinds) {
  Basket basket;
  EXPECT_TRUE(basket.line.parse({"--count", "3", "--weight=0.25", "--fruit", "pear", "--washed",
                                 "--owner", "me", "left", "right"}));
  EXPECT_EQ(basket.count, 3);
  EXPECT_EQ(basket.weight, 0.25);
  EXPECT_EQ(basket.fruit, Fruit::kPear);
  EXPECT_TRUE(basket.washed);
  EXPECT_EQ(basket.owner, "me");
  EXPECT_EQ(basket.shelves, (std::vector<std::string>{"left", "right"}));
}

TEST(CommandLine, LeavesDefaultsWhereNothingIsSaid) {
  Basket basket;
  EXPECT_TRUE(basket.line.parse({}));
  EXPECT_EQ(basket.count, 10);
  EXPECT_EQ(basket.fruit, Fruit::kApple);
}

TEST(CommandLine, TakesTheLastOfARepeatedOption) {
  Basket basket;
  EXPECT_TRUE(basket.line.parse({"--count", "3", "--count", "4"}));
  EXPECT_EQ(basket.count, 4);
}

TEST(CommandLine, ReadsALeadingZeroAsDecimal) {
  Basket basket;
  EXPECT_TRUE(basket.line.parse({"--count", "010"}));
  EXPECT_EQ(basket.count, 10);
}

TEST(CommandLine, SuggestsTheOptionThatWasMeant) {
  expect_refusal_of({"--cuont", "3"}, "unknown option --cuont; did you mean --count?");
}

TEST(CommandLine, SuggestsTheOptionThatWasMeantBeforeAnEqualsSign) {
  expect_refusal_of({"--weigth=0.1"}, "unknown option --weigth; did you mean --weight?");
}

TEST(CommandLine, PointsToTheHelpWhereNoOptionIsNear) {
  expect_refusal_of({"--zzzzzz"}, "unknown option --zzzzzz; see inkling pack --help");
}

TEST(CommandLine, RefusesANumberOutsideItsRange) {
  expect_refusal_of({"--count", "0"}, "--count: '0' is not a whole number from 1 to 100");
  expect_refusal_of({"--weight", "1"}, "--weight: '1' is not a number from 0 to below 1");
}

TEST(CommandLine, RefusesWhatIsNoNumber) {
  expect_refusal_of({"--count", "3x"}, "--count: '3x' is not a whole number from 1 to 100");
  expect_refusal_of({"--weight", "nan"}, "--weight: 'nan' is not a number from 0 to below 1");
}

TEST(CommandLine, RefusesANegativeNumberByItsRange) {
  expect_refusal_of({"--weight", "-1"}, "--weight: '-1' is not a number from 0 to below 1");
}

TEST(CommandLine, SuggestsTheWordThatWasMeant) {
  expect_refusal_of({"--fruit", "aple"},
                    "--fruit: 'aple' is not one of apple, pear; did you mean apple?");
}

TEST(CommandLine, NamesTheOptionThatLacksItsValue) {
  expect_refusal_of({"--count"}, "--count needs a value");
}

TEST(CommandLine, RefusesAnEmptyValue) {
  expect_refusal_of({"--owner", ""}, "--owner has an empty value");
  expect_refusal_of({"--owner=", "left"}, "--owner has an empty value");
}

TEST(CommandLine, RefusesAnEmptyNameOfTheSettingsFile) {
  CommandLine line("pack", "[options]", "Packs a basket.", {"inkling pack"});
  line.config();
  expect_refusal([&] { line.parse({"--config", ""}); }, "--config has an empty value");
}

TEST(CommandLine, DescribesEveryOption) {
  const CommandDescription description = Basket().line.describe();
  EXPECT_EQ(description.name, "pack");
  EXPECT_EQ(description.usage, "[options]");
  EXPECT_EQ(description.examples, (std::vector<std::string>{"inkling pack --count 3"}));
  std::vector<std::string> names;
  for (const OptionDescription& option : description.options) names.push_back(option.name);
  EXPECT_EQ(names, (std::vector<std::string>{"--count", "--weight", "--fruit", "--washed",
                                             "--owner", "SHELF", "--help"}));
  const OptionDescription& fruit = description.options[2];
  EXPECT_EQ(fruit.placeholder, "WORD");
  EXPECT_EQ(fruit.text, "which");
  EXPECT_EQ(fruit.default_value, "apple");
  EXPECT_EQ(fruit.group, "options");
  EXPECT_EQ(fruit.words, (std::vector<std::string>{"apple", "pear"}));
  EXPECT_FALSE(fruit.repeatable);
  EXPECT_TRUE(description.options[5].is_positional());
  EXPECT_TRUE(description.options[5].repeatable);
  EXPECT_TRUE(description.options[3].is_flag());
  EXPECT_EQ(description.options[6].short_name, "-h");
}

TEST(CommandLine, DescribesWordsThatAnOptionSuggests) {
  std::string colour;
  CommandLine line("paint", "[options]", "Paints.", {});
  line.suggest(line.text("--colour", colour, "TEXT|FILE", "which"), {"red", "blue"});
  const OptionDescription option = line.describe().options.front();
  EXPECT_EQ(option.words, (std::vector<std::string>{"red", "blue"}));
}

TEST(CommandLine, ShowsExamplesBeforeOptionsAndEveryDefault) {
  EXPECT_EQ(Basket().line.help(),
            "inkling pack [options]\n"
            "Packs a basket.\n"
            "\n"
            "  inkling pack --count 3\n"
            "\n"
            "  SHELF                 where to\n"
            "\n"
            "options\n"
            "  --count N             how many [10]\n"
            "  --weight X            kilo [0.5]\n"
            "  --fruit WORD          which [apple]\n"
            "  --washed              clean [off]\n"
            "  --owner NAME          whose\n"
            "  -h,--help             print this help\n");
}

TEST(WordFor, FindsTheWordOfAValue) { EXPECT_EQ(word_for<Fruit>(Fruit::kPear, kFruits), "pear"); }

}  // namespace
}  // namespace inkling
