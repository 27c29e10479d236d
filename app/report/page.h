#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace inkling {

/// A line in the last section of a page, which says how to reproduce the page.
struct Fact {
  std::string name;
  std::string value;
};

/// The maximum length of a class name in tables and lists.
inline constexpr std::size_t kLongestNameOnPage = 14;

/// Fills in `page_template`, HTML with mustache tags, from `view`, an object of texts, lists and
/// Boolean values. User input is escaped, and bytes that are not valid UTF-8 become U+FFFD.
///
/// The tags `style_sources` and `script_sources` become the hashes of all `<style>` and `<script>`
/// elements of the template, for the content security policy. Each of these elements contains
/// either no tags or a single tag `{{{name}}}`, whose value is in the view or shared by all pages.
std::string fill_page(std::string_view page_template, nlohmann::ordered_json view);

/// A formula in pieces: text, and the indices below a sum sign, which must stay on one line.
nlohmann::ordered_json formula_view(std::string formula);

/// Facts for the template: name, value, and whether the value has many lines.
nlohmann::ordered_json facts_view(const std::vector<Fact>& facts);

/// JSON for a script element, escaped so that no text in it can close the element.
std::string script_data(const nlohmann::ordered_json& json);

}  // namespace inkling
