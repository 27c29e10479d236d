#include "app/report/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/report/evaluation_json.h"
#include "app/report/evaluation_results.h"
#include "app/report/explanation.h"
#include "app/report/report_answers.h"
#include "app/report/report_charts.h"
#include "app/report/report_cloud.h"
#include "app/report/report_matrix.h"
#include "app/report/report_mistakes.h"
#include "app/templates.h"
#include "model/evaluation/mistakes.h"

// The page is made in two steps. First everything it shows is collected in one JSON object of
// texts, lists and Boolean values; its numbers come from `EvaluationResults`, like those of --json.
// Then the template is filled in. Only the template contains HTML.

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

// Sizes in bytes: of gallery and explanation together, of the explanation, and of the heat maps.
constexpr std::size_t kRoom = 190'000;
constexpr std::size_t kRoomOfExplanation = 120'000;
constexpr std::size_t kRoomOfMaps = 50'000;
constexpr std::size_t kRoomOfCloud = 290'000;  // the points of the images, without their script

/// Explains the most confident mistake, or the first image if there are no mistakes. Returns the
/// size in bytes. Fewer maps are shown if they are large.
std::size_t explain_one(Json& view, const Report& report) {
  const auto mistakes = list_mistakes(report.answers->probabilities, report.answers->labels);
  const std::size_t row = mistakes.empty() ? 0 : mistakes.front().image;
  const std::uint32_t index = report.answers->indices[row];
  const std::string caption = fmt::format(
      "image {} ({})", index, mistakes.empty() ? "the first image" : "the most confident error");
  for (ExplanationLimits limits = kLimitsInReport;; limits.maps /= 2) {
    add_explanation(view, *report.model, report.answers->images.image(index), caption, limits,
                    report.answers->labels[row]);
    const std::size_t size = json_text(view["explanation"], -1).size();
    if (size <= kRoomOfExplanation || limits.maps <= 1) return size;
  }
}

void add_answers(Json& view, const Report& report) {
  const Evaluation& evaluation = report.answers->evaluation;
  const EvaluationResults results = evaluation_results(evaluation, report.class_names);
  const ReportMatrix matrix(evaluation, report.class_names);
  const bool can_explain = report.model != nullptr && !report.answers->indices.empty();
  const std::size_t explained = can_explain ? explain_one(view, report) : 0;
  const Mistakes mistakes(
      *report.answers, report.class_names, report.model,
      {.images = kRoom - std::min(explained, kRoomOfExplanation), .maps = kRoomOfMaps});
  view["answer"] = answer_view(results);
  view["findings"] = findings_view(results, *report.answers);
  view["reliability"] = reliability_view(evaluation.confidence_bins);
  view["pairs"] = mistakes.pairs_view(evaluation.confusions, matrix);
  view["has_pairs"] = !view["pairs"].empty();
  view["gallery"] = mistakes.gallery_view(matrix);
  view["sprite"] = mistakes.style();
  Cloud cloud = make_cloud(report, kRoomOfCloud);
  if (!cloud.view.is_null()) {
    view["cloud"] = std::move(cloud.view);
    view["cloud_script"] = kCloudScript;
    view["sprite"] = mistakes.style() + cloud.style;
  }
  if (matrix.empty()) return;
  view["matrix"] = matrix.view();
  view["scores"] = scores_view(results, matrix.classes());
  view["data"] = script_data({{"evaluation", matrix.numbers()}});
}

}  // namespace

std::string report_page(const Report& report) {
  Json view = {{"title", report.title},
               {"subtitle", report.subtitle},
               {"notice", report.notice.empty() ? Json() : Json(report.notice)},
               {"curves", curves_view(report.epochs, report.best_epoch)},
               {"report_style", kReportStyle},
               {"report_script", kReportScript},
               {"sprite", ""},
               {"data", "{}"}};
  view["has_curves"] = !view["curves"].empty();
  if (report.best_epoch > 0) view["kept"] = report.best_epoch;
  if (report.answers) add_answers(view, report);
  view["facts"] = facts_view(report.facts);
  return fill_page(kReportTemplate, std::move(view));
}

}  // namespace inkling
