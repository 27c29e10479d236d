#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

// The pages at the top of the repository lead to files and, by the names of test suites, to tests.

namespace inkling {
namespace {

struct Link {
  std::string text;
  std::string target;
};

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string page(const std::string& name) {
  return content_of(std::filesystem::path(INKLING_SOURCE_DIR) / name);
}

/// All [text](target) but those that lead elsewhere in the world.
std::vector<Link> links_of(const std::string& text) {
  static const std::regex kLink(R"(\[([^\]]*)\]\(([^)#:]+)\))");
  std::vector<Link> links;
  for (std::sregex_iterator match(text.begin(), text.end(), kLink), end; match != end; ++match) {
    links.push_back({(*match)[1], (*match)[2]});
  }
  return links;
}

class Page : public testing::TestWithParam<const char*> {};

TEST_P(Page, LinksToFilesThatExist) {
  const std::vector<Link> links = links_of(page(GetParam()));
  EXPECT_FALSE(links.empty());
  for (const Link& link : links) {
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(INKLING_SOURCE_DIR) / link.target))
        << link.target;
  }
}

INSTANTIATE_TEST_SUITE_P(Top, Page, testing::Values("README.md", "TEXTBOOK.md"),
                         [](const testing::TestParamInfo<const char*>& test) {
                           return std::filesystem::path(test.param).stem().string();
                         });

/// The names of all suites of this program, without that of an instantiation before them.
std::set<std::string> suites() {
  std::set<std::string> names;
  const testing::UnitTest& program = *testing::UnitTest::GetInstance();
  for (int n = 0; n < program.total_test_suite_count(); ++n) {
    const std::string name = program.GetTestSuite(n)->name();
    names.insert(name.substr(name.find('/') == std::string::npos ? 0 : name.find('/') + 1));
  }
  return names;
}

/// The parts of `text` that match.
std::vector<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match) {
    found.push_back(match->str());
  }
  return found;
}

TEST(TextbookPage, NamesNoTestThatIsNotInTheFileBehindIt) {
  const std::set<std::string> all = suites();
  int names = 0;
  for (const Link& link : links_of(page("TEXTBOOK.md"))) {
    if (!link.target.starts_with("tests/") || !link.target.ends_with("_test.cpp")) continue;
    const std::string file = page(link.target);
    // Names of suites begin with a capital letter, other words do not.
    for (const std::string& name : matches(link.text, "\\b[A-Z]\\w+")) {
      ++names;
      EXPECT_TRUE(std::ranges::any_of(all, [&](const std::string& suite) {
        const bool is_numbered = suite.starts_with(name + "_");  // Exercise_10_2_1 and so on
        return suite.substr(0, suite.find('/')) == name || is_numbered;
      })) << name;
      EXPECT_NE(file.find("(" + name), std::string::npos) << name << " in " << link.target;
    }
  }
  EXPECT_GE(names, 30);
}

TEST(TextbookPage, HasNoFilterThatFindsNothing) {
  const std::set<std::string> all = suites();
  int filters = 0;
  for (const std::string& option : matches(page("TEXTBOOK.md"), "--gtest_filter='[^']*'")) {
    for (const std::string& filter : matches(option, "\\w+\\*")) {
      const std::string begin = filter.substr(0, filter.size() - 1);
      ++filters;
      EXPECT_TRUE(std::ranges::any_of(all, [&](const std::string& suite) {
        return suite.find(begin) != std::string::npos;
      })) << filter;
    }
  }
  EXPECT_GE(filters, 10);
}

TEST(TextbookPage, LeadsToConvolutionFromItsDefinition) {
  EXPECT_NE(page("TEXTBOOK.md")
                .find("| 10.1.3 | convolution | [`Convolution`](model/layers/convolution.h)"),
            std::string::npos);
}

TEST(TextbookPage, IsLinkedFromTheReadme) {
  EXPECT_NE(page("README.md").find("](TEXTBOOK.md)"), std::string::npos);
}

}  // namespace
}  // namespace inkling
