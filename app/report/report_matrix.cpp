#include "app/report/report_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "app/report/evaluation_json.h"
#include "app/report/page.h"
#include "app/terminal/table.h"
#include "io/files/error.h"
#include "model/evaluation/confusion_matrix.h"

// A page with a cell for each pair of a thousand classes needs a gigabyte and helps nobody.

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostOfNormalSize = 20;  // classes
constexpr std::size_t kMostBesideOthers = 12;
constexpr std::size_t kMostUpright = 4;
constexpr std::size_t kLevels = 5;

std::string tenths(double fraction) { return fmt::format("{:.1f}", 100.0 * fraction); }

/// The level of a count, from 1 to `kLevels` for `most`.
std::size_t level(std::int64_t count, std::int64_t most) {
  const double share = most > 0 ? static_cast<double>(count) / static_cast<double>(most) : 1.0;
  return static_cast<std::size_t>(
      std::clamp(std::ceil(share * kLevels), 1.0, static_cast<double>(kLevels)));
}

}  // namespace

ReportMatrix::ReportMatrix(const Evaluation& evaluation, std::vector<std::string> class_names)
    : evaluation_(evaluation) {
  if (class_names.size() <= kMostWhole) {
    chosen_.resize(class_names.size());
    std::iota(chosen_.begin(), chosen_.end(), std::size_t{0});
    names_ = std::move(class_names);
    confusion_ = evaluation.confusion;
  } else {
    chosen_ = most_confused_classes(evaluation.confusions, kMostChosen);
    for (const std::size_t label : chosen_) names_.push_back(std::move(class_names[label]));
    names_.emplace_back("other");
    confusion_ = gather_others(evaluation.confusion, chosen_);
  }
  const auto shown = static_cast<Eigen::Index>(chosen_.size());
  for (Eigen::Index truth = 0; truth < shown; ++truth) {
    for (Eigen::Index prediction = 0; prediction < shown; ++prediction) {
      std::int64_t& most = truth == prediction ? most_hits_ : most_mistakes_;
      most = std::max(most, confusion_(truth, prediction));
    }
  }
}

std::size_t ReportMatrix::place(std::size_t label) const {
  const auto found = std::ranges::lower_bound(chosen_, label);
  const bool is_chosen = found != chosen_.end() && *found == label;
  return is_chosen ? static_cast<std::size_t>(found - chosen_.begin()) : chosen_.size();
}

Json ReportMatrix::cell(std::size_t truth, std::size_t prediction) const {
  const std::int64_t count =
      confusion_(static_cast<Eigen::Index>(truth), static_cast<Eigen::Index>(prediction));
  if (count == 0) return {{"empty", true}};
  if (truth == prediction) {
    if (truth == chosen_.size()) return {{"sum", count}};
    return {{"hit", {{"count", count}, {"level", level(count, most_hits_)}}}};
  }
  return {{"mistake",
           {{"count", count},
            {"level", level(count, most_mistakes_)},
            {"truth", truth},
            {"prediction", prediction},
            {"text", fmt::format("{} classified as {}: {}", printable(names_[truth]),
                                 printable(names_[prediction]), counted(count, "image"))}}}};
}

Json ReportMatrix::view() const {
  std::size_t longest = 0;
  Json columns = Json::array();
  Json rows = Json::array();
  for (std::size_t row = 0; row < names_.size(); ++row) {
    const std::string name = printable(names_[row]);
    longest = std::max(longest, width_of(name));
    const Json names = {{"name", shorten(name, kLongestNameOnPage)}, {"full_name", name}};
    Json cells = Json::array();
    for (std::size_t column = 0; column < names_.size(); ++column) {
      cells.push_back(cell(row, column));
    }
    columns.push_back(names);
    rows.push_back(names);
    rows.back()["cells"] = std::move(cells);
    const bool is_class = row < chosen_.size();
    const ClassScores scores = is_class ? evaluation_.classes[chosen_[row]] : ClassScores();
    columns.back()["precision"] = is_class ? tenths(scores.precision) : "";
    rows.back()["recall"] = is_class ? tenths(scores.recall) : "";
  }
  Json view = {{"columns", std::move(columns)},
               {"rows", std::move(rows)},
               {"size", names_.size()},
               {"accuracy", tenths(evaluation_.accuracy)},
               {"most_hits", grouped(most_hits_)},
               {"most_mistakes", grouped(most_mistakes_)},
               {"has_mistakes", most_mistakes_ > 0},
               {"wide", names_.size() > kMostBesideOthers},
               {"dense", names_.size() > kMostOfNormalSize},
               {"turned", longest > kMostUpright}};
  if (is_part()) {
    view["part"] = fmt::format("Showing the {} most often confused of {} classes.", chosen_.size(),
                               grouped(evaluation_.confusion.rows()));
  }
  return view;
}

Json ReportMatrix::numbers() const {
  return {{"class_names", names_},
          {"confusion_matrix", matrix_json(confusion_)},
          {"others", is_part() ? Json(chosen_.size()) : Json()}};
}

}  // namespace inkling
