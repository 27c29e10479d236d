#include "app/results/submission.h"

#include <gtest/gtest.h>

namespace inkling {
namespace {

const std::vector<std::string> kNames = {"0", "a,b"};

TEST(Submission, HasTheColumnsThatKaggleTakes) {
  Submission table(kNames, false);
  table.add("1", {.label = "a,b", .probabilities = {0.25f, 0.75f}});
  table.add("2", {.label = "0", .probabilities = {0.5f, 0.5f}});
  EXPECT_EQ(table.text(), "ImageId,Label\n1,\"a,b\"\n2,0\n");
}

TEST(Submission, HasAColumnForEachProbability) {
  Submission table(kNames, true);
  table.add("scan, 1.png", {.label = "0", .probabilities = {0.75f, 0.25f}});
  EXPECT_EQ(table.text(), "ImageId,Label,0,\"a,b\"\n\"scan, 1.png\",0,0.75,0.25\n");
}

TEST(Submission, AnImageWithoutAnAnswerKeepsItsRow) {
  Submission table(kNames, true);
  table.add("x.png", {.refusal = Refusal::kUnreadable});
  EXPECT_EQ(table.text(), "ImageId,Label,0,\"a,b\"\nx.png,?,,\n");
}

}  // namespace
}  // namespace inkling
