#include "app/report/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>

#include "app/report/evaluation_json.h"
#include "app/templates.h"
#include "io/files/digest.h"

// The hashes are computed from the template and from Inkling's own files, not from the finished
// page: if a script were ever injected, it would stay forbidden.

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;
namespace mustache = kainjow::mustache;

constexpr int kManyLines = 8;  // of a fact, which is then shown in columns

/// Objects and lists are kept; everything else becomes text, and false and null become nothing.
mustache::data mustache_data(const Json& json) {
  if (json.is_object()) {
    mustache::data object(mustache::data::type::object);
    for (const auto& [name, value] : json.items()) object.set(name, mustache_data(value));
    return object;
  }
  if (json.is_array()) {
    mustache::data list(mustache::data::type::list);
    for (const Json& value : json) list.push_back(mustache_data(value));
    return list;
  }
  if (json.is_string()) return json.get<std::string>();
  if (json.is_boolean()) return json.get<bool>();
  return json.is_null() ? mustache::data(false) : mustache::data(json.dump());
}

/// The source in a content security policy that allows only `content`.
std::string hash_source(std::string_view content) {
  return fmt::format("'sha256-{}'", base64(sha256(content)));
}

/// The sources of all elements of the template that begin with `open`. One that is a tag without a
/// value in the view is not in the page, and has none.
std::string sources(std::string_view page_template, std::string_view open, std::string_view close,
                    const Json& view) {
  std::string result;
  for (std::size_t begin = page_template.find(open); begin != std::string_view::npos;
       begin = page_template.find(open, begin)) {
    begin += open.size();
    std::string_view content =
        page_template.substr(begin, page_template.find(close, begin) - begin);
    if (content.starts_with("{{{")) {
      const auto value = view.find(std::string(content.substr(3, content.size() - 6)));
      if (value == view.end()) continue;
      content = value->get_ref<const std::string&>();
    }
    if (!result.empty()) result += ' ';
    result += hash_source(content);
  }
  return result;
}

}  // namespace

std::string fill_page(std::string_view page_template, Json view) {
  view["base_style"] = kBaseStyle;
  view["base_script"] = kBaseScript;
  view["style_sources"] = sources(page_template, "<style>", "</style>", view);
  view["script_sources"] = sources(page_template, "<script>", "</script>", view);
  mustache::mustache page{std::string(page_template)};
  // Through text, which is then valid UTF-8.
  mustache::data data = mustache_data(Json::parse(json_text(view, -1)));
  const auto add_part = [&data](const std::string& name, std::string_view part) {
    data.set(name, mustache::data(mustache::partial([part] { return std::string(part); })));
  };
  add_part("explanation_part", kExplanationTemplate);
  add_part("facts_part", kFactsTemplate);
  return page.render(data);
}

Json formula_view(std::string formula) {
  for (std::size_t comma = formula.find(", "); comma != std::string::npos;
       comma = formula.find(", ", comma)) {
    formula.replace(comma, 2, ",\u00a0");
  }
  constexpr std::string_view kSum = "Σ(";
  Json pieces = Json::array();
  std::size_t begin = 0;
  for (std::size_t sum = formula.find(kSum); sum != std::string::npos;
       sum = formula.find(kSum, begin)) {
    const std::size_t open = sum + kSum.size();
    const std::size_t close = formula.find(')', open);
    pieces.push_back({{"text", formula.substr(begin, open - 1 - begin)},
                      {"under", formula.substr(open, close - open)}});
    begin = close + 1;
  }
  pieces.push_back({{"text", formula.substr(begin)}, {"under", nullptr}});
  return pieces;
}

Json facts_view(const std::vector<Fact>& facts) {
  Json view = Json::array();
  for (const Fact& fact : facts) {
    const bool has_many_lines = std::ranges::count(fact.value, '\n') > kManyLines;
    view.push_back({{"name", fact.name}, {"value", fact.value}, {"many", has_many_lines}});
  }
  return view;
}

std::string script_data(const Json& json) {
  std::string text;
  for (const char letter : json_text(json, -1)) {
    letter == '<' ? text += "\\u003c" : text += letter;
  }
  return text;
}

}  // namespace inkling
