#pragma once

#include <string>
#include <vector>

namespace inkling {

/// The commands. Each takes the arguments behind its name, writes results to stdout and everything
/// else to stderr, and returns the exit code. They throw UsageError and other
/// std::invalid_argument where the arguments make no sense, FileError and other std::runtime_error
/// where the work fails; the message is for the user.
int run_train(const std::vector<std::string>& arguments);
int run_evaluate(const std::vector<std::string>& arguments);
int run_classify(const std::vector<std::string>& arguments);
int run_info(const std::vector<std::string>& arguments);

}  // namespace inkling
