#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/cli/program.h"

namespace inkling {
namespace {

/// A picture that a person drew, as a line of the manifest tells: file, label and, eighth, its
/// tags.
struct OwnDigit {
  std::string path;
  std::string label;
  std::vector<std::string> tags;
};

std::vector<OwnDigit> read_manifest(const std::string& folder) {
  constexpr std::size_t kTags = 7;
  std::ifstream manifest(folder + "/manifest.csv");
  std::string line;
  std::getline(manifest, line);  // the names of the columns
  std::vector<OwnDigit> digits;
  while (std::getline(manifest, line)) {
    std::vector<std::string> columns;
    std::istringstream rest(line);
    for (std::string column; std::getline(rest, column, ',');) columns.push_back(column);
    OwnDigit digit{.path = folder + "/" + columns.at(0), .label = columns.at(1), .tags = {"all"}};
    std::istringstream tags(columns.at(kTags));
    for (std::string tag; tags >> tag;) digit.tags.push_back(tag);
    digits.push_back(digit);
  }
  return digits;
}

/// The label of each file that got one.
std::map<std::string, std::string> labels_in(const std::string& out) {
  std::map<std::string, std::string> labels;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t');
    labels[line.substr(0, tab)] = line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1);
  }
  return labels;
}

TEST(OwnDigits, AreNamedOfAllKinds) {
  const char* folder = std::getenv("INKLING_OWN_DIGITS");
  if (folder == nullptr) GTEST_SKIP() << "INKLING_OWN_DIGITS names no folder of people's digits";
  const std::vector<OwnDigit> digits = read_manifest(folder);
  ASSERT_FALSE(digits.empty());
  std::vector<std::string> words = {"classify"};
  for (const OwnDigit& digit : digits) words.push_back(digit.path);
  const std::map<std::string, std::string> labels = labels_in(inkling_run(Workplace(), words).out);

  std::map<std::string, int> count;
  std::map<std::string, int> right;
  for (const OwnDigit& digit : digits) {
    const auto found = labels.find(digit.path);
    for (const std::string& tag : digit.tags) {
      ++count[tag];
      right[tag] += found != labels.end() && found->second == digit.label ? 1 : 0;
    }
  }
  for (const auto& [tag, all] : count)
    EXPECT_GE(right[tag], (tag == "all" ? 0.97 : 0.93) * all) << tag;
}

}  // namespace
}  // namespace inkling
