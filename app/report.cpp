#include "app/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <string_view>

#include "app/evaluation_json.h"
#include "app/report_answers.h"
#include "app/report_charts.h"
#include "app/report_mistakes.h"
#include "app/report_template.h"
#include "app/table.h"
#include "io/digest.h"

// The page is made in two steps. First all that it shows becomes one JSON object of texts, lists
// and truth values, whose numbers come from `evaluation_json`, as those of --json do. Then the
// template is filled with it: there and nowhere else is HTML. The styles and scripts of the
// template hold no tag of the template, so that their hashes are known before it is filled.

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;
namespace mustache = kainjow::mustache;

constexpr int kManyLines = 8;  // of a fact, so that they stand in columns

/// Objects and lists stay what they are; everything else becomes text, false and null nothing.
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

/// A source of the content security policy: `content` alone, by its hash.
std::string hash_source(std::string_view content) {
  return fmt::format("'sha256-{}'", base64(sha256(content)));
}

/// The content of the template's first element that begins with `open`.
std::string_view content_of(std::string_view page, std::string_view open, std::string_view close) {
  const std::size_t begin = page.find(open) + open.size();
  return page.substr(begin, page.find(close, begin) - begin);
}

/// JSON that stands inside a script element, which no text in it can end.
std::string script_data(const Json& json) {
  std::string text;
  for (const char letter : json_text(json, -1)) {
    letter == '<' ? text += "\\u003c" : text += letter;
  }
  return text;
}

void add_answers(Json& view, const Report& report) {
  const Json numbers = evaluation_json(report.answers->evaluation, report.class_names);
  const Mistakes mistakes(*report.answers, report.class_names);
  view["answer"] = answer_view(numbers);
  view["findings"] = findings_view(numbers, *report.answers);
  view["matrix"] = matrix_view(numbers);
  view["scores"] = scores_view(numbers);
  view["reliability"] = reliability_view(numbers);
  view["pairs"] = mistakes.pairs_view(report.answers->evaluation.confusions);
  view["has_pairs"] = !view["pairs"].empty();
  view["gallery"] = mistakes.gallery_view();
  view["sprite"] = mistakes.style();
  view["data"] = script_data({{"evaluation", numbers}});
}

}  // namespace

std::string report_page(const Report& report) {
  Json view = {{"title", report.title},
               {"subtitle", report.subtitle},
               {"notice", report.notice.empty() ? Json() : Json(report.notice)},
               {"curves", curves_view(report.epochs, report.best_epoch)},
               {"sprite", ""},
               {"data", "{}"}};
  view["has_curves"] = !view["curves"].empty();
  if (report.best_epoch > 0) view["kept"] = report.best_epoch;
  if (report.answers) add_answers(view, report);
  Json facts = Json::array();
  for (const Fact& fact : report.facts) {
    const bool has_many_lines = std::ranges::count(fact.value, '\n') > kManyLines;
    facts.push_back({{"name", fact.name}, {"value", fact.value}, {"many", has_many_lines}});
  }
  view["facts"] = std::move(facts);
  view["style_sources"] = hash_source(content_of(kReportTemplate, "<style>", "</style>")) + " " +
                          hash_source(view["sprite"].get<std::string>());
  view["script_sources"] = hash_source(content_of(kReportTemplate, "<script>", "</script>"));

  mustache::mustache page{std::string(kReportTemplate)};
  // Through text, which has only UTF-8 in it.
  return page.render(mustache_data(Json::parse(json_text(view, -1))));
}

}  // namespace inkling
