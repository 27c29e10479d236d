#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cli/program.h"

namespace inkling {

/// Trainings by the real program in a folder with data.
class Train : public testing::Test {
 protected:
  Train() { place_.write_idx_data(); }

  /// Runs a short training of a small network, with `more` arguments.
  Outcome train(const std::vector<std::string>& more = {}) {
    return inkling_run(place_, words(more));
  }

  static std::vector<std::string> words(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"train", "--data",    "data", "--model",
                                      "mlp",   "--epochs",  "3",    "--batch-size",
                                      "10",    "--augment", "none"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  Workplace place_;
};

}  // namespace inkling
