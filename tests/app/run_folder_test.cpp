#include "app/run_folder.h"

#include <gtest/gtest.h>

namespace inkling {
namespace {

EpochReport report() {
  EpochReport report{.epoch = 2, .training = {.loss = 0.25, .accuracy = 0.9375}, .validation = {}};
  report.seconds = 1.5;
  report.learning_rate = 0.05;
  report.images_per_second = 25000.4;
  return report;
}

TEST(MetricsLine, HasACellForEachColumn) {
  EpochReport validated = report();
  validated.validation = Score{.loss = 0.125, .accuracy = 0.96875};
  EXPECT_EQ(metrics_line(validated), "2,1.500,0.05,0.250000,0.937500,0.125000,0.968750,25000\n");
}

TEST(MetricsLine, LeavesCellsEmptyWithoutValidation) {
  EXPECT_EQ(metrics_line(report()), "2,1.500,0.05,0.250000,0.937500,,,25000\n");
}

}  // namespace
}  // namespace inkling
