#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace inkling {

/// A line of the last section of a page: something that is needed to make the page again.
struct Fact {
  std::string name;
  std::string value;
};

/// The most characters of a class's name where a page has many of them.
inline constexpr std::size_t kLongestNameOnPage = 14;

/// Fills `page_template`, HTML with mustache tags, from `view`, an object of texts, lists and truth
/// values. Whatever comes from users is escaped, and bytes that are no UTF-8 become U+FFFD.
///
/// The tags `style_sources` and `script_sources` become what a content security policy must allow:
/// the hashes of each `<style>` and `<script>` of the template. The content of these elements is
/// either free of tags or one tag, `{{{name}}}`, of the view or of what all pages share.
std::string fill_page(std::string_view page_template, nlohmann::ordered_json view);

/// Facts for the template: names and values, and whether a value has many lines.
nlohmann::ordered_json facts_view(const std::vector<Fact>& facts);

/// JSON that stands inside a script element, which no text in it can end.
std::string script_data(const nlohmann::ordered_json& json);

}  // namespace inkling
