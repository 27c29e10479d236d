#include "model/augmentation/augmentation_options.h"

#include <gtest/gtest.h>

#include "tests/model/expect_refusal.h"

namespace inkling {
namespace {

void expect_parse_error(const std::string& text, const std::string& message) {
  expect_refusal([&] { parse_augmentation(text); }, message);
}

TEST(AugmentationOptions, NoneVariesNothing) {
  EXPECT_EQ(parse_augmentation("none"), AugmentationOptions{});
  EXPECT_FALSE(parse_augmentation("none").any());
}

TEST(AugmentationOptions, LightTurnsScalesAndShiftsALittle) {
  EXPECT_EQ(parse_augmentation("light"), parse_augmentation("rotate 6, scale 0.06, shift 0.6"));
}

TEST(AugmentationOptions, StrongBendsToo) {
  EXPECT_EQ(parse_augmentation("strong"),
            parse_augmentation("rotate 10, scale 0.1, shear 0.1, shift 1, elastic 15 4"));
}

TEST(AugmentationOptions, EachPartSetsItsNumber) {
  EXPECT_EQ(parse_augmentation("rotate 1, scale 2, shear 3, shift 4, elastic 5 6, thickness 0.5"),
            (AugmentationOptions{.rotation = 1,
                                 .scale = 2,
                                 .shear = 3,
                                 .shift = 4,
                                 .elastic = 5,
                                 .elastic_sigma = 6,
                                 .thickness = 0.5f}));
}

TEST(AugmentationOptions, SpacesDoNotMatter) {
  EXPECT_EQ(parse_augmentation("  shift   2,rotate 3 "), parse_augmentation("shift 2, rotate 3"));
}

TEST(AugmentationOptions, ElasticHasSigmaFourWhereNoneIsGiven) {
  EXPECT_EQ(parse_augmentation("elastic 20").elastic_sigma, 4.0f);
}

TEST(AugmentationOptions, AnyPartAloneIsSomething) {
  for (const char* part :
       {"rotate 1", "scale 1", "shear 1", "shift 1", "elastic 1", "thickness 1"}) {
    EXPECT_TRUE(parse_augmentation(part).any()) << part;
  }
}

TEST(AugmentationOptions, TheTextSaysWhatIsNotAsInNone) {
  EXPECT_EQ(to_text(parse_augmentation("none")), "none");
  EXPECT_EQ(to_text(parse_augmentation("strong")),
            "rotate 10, scale 0.1, shear 0.1, shift 1, elastic 15 4");
}

TEST(AugmentationOptions, TheTextIsReadToTheSameNumbers) {
  const AugmentationOptions options{.rotation = 0.1f,
                                    .scale = 1.0f / 3.0f,
                                    .shear = 1e-7f,
                                    .shift = 123.456f,
                                    .elastic = 0.0f,
                                    .elastic_sigma = 0.7f,
                                    .thickness = 1.0f};
  EXPECT_EQ(parse_augmentation(to_text(options)), options);
}

TEST(AugmentationOptions, RefusesAnUnknownPart) {
  expect_parse_error("shift 1, turn 3",
                     "augmentation \"turn 3\": expects one of rotate, scale, shear, shift, "
                     "elastic, thickness, or only one of none, light, strong");
}

TEST(AugmentationOptions, RefusesNothingAtAll) {
  expect_parse_error("",
                     "augmentation \"\": expects one of rotate, scale, shear, shift, elastic, "
                     "thickness, or only one of none, light, strong");
}

TEST(AugmentationOptions, RefusesANameAmongParts) {
  expect_parse_error("light, shift 1",
                     "augmentation \"light\": expects one of rotate, scale, shear, shift, "
                     "elastic, thickness, or only one of none, light, strong");
}

TEST(AugmentationOptions, RefusesAPartWithoutItsNumber) {
  expect_parse_error("rotate", "augmentation \"rotate\": expects rotate X: degrees from 0 to 180");
}

TEST(AugmentationOptions, RefusesANumberTooMany) {
  expect_parse_error("shift 1 2",
                     "augmentation \"shift 1 2\": expects shift X: pixels from 0 to 1000");
}

TEST(AugmentationOptions, RefusesANumberOutOfRange) {
  expect_parse_error("thickness 1.5",
                     "augmentation \"thickness 1.5\": expects thickness X: from 0 to 1");
  expect_parse_error("scale -1", "augmentation \"scale -1\": expects scale X: from 0 to 10");
  expect_parse_error("shear nan", "augmentation \"shear nan\": expects shear X: from 0 to 10");
}

TEST(AugmentationOptions, RefusesAnElasticSigmaOfZero) {
  expect_parse_error("elastic 15 0",
                     "augmentation \"elastic 15 0\": expects elastic X [SIGMA]: pixels from 0 to "
                     "1000, SIGMA from 0.1 to 100 (4)");
}

TEST(AugmentationOptions, RefusesAPartThatStandsTwice) {
  expect_parse_error("shift 1, shift 2", "augmentation \"shift 2\": expects shift only once");
}

}  // namespace
}  // namespace inkling
