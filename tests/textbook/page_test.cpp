#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
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

TEST(TextbookPage, NamesNoTestThatIsNotInTheFileBehindIt) {
  static const std::regex kSuite(R"((Definition|Equation|Example|Exercise|Exercises|Section)_\w+)");
  int suites = 0;
  for (const Link& link : links_of(page("TEXTBOOK.md"))) {
    const std::string file = page(link.target);
    for (std::sregex_iterator suite(link.text.begin(), link.text.end(), kSuite), end; suite != end;
         ++suite, ++suites) {
      EXPECT_NE(file.find(suite->str()), std::string::npos)
          << suite->str() << " in " << link.target;
    }
  }
  EXPECT_GE(suites, 20);
}

TEST(TextbookPage, LeadsToConvolutionFromItsDefinition) {
  EXPECT_NE(
      page("TEXTBOOK.md").find("| 10.1.3 | convolution | [`Convolution`](model/convolution.h)"),
      std::string::npos);
}

TEST(TextbookPage, IsLinkedFromTheReadme) {
  EXPECT_NE(page("README.md").find("](TEXTBOOK.md)"), std::string::npos);
}

}  // namespace
}  // namespace inkling
