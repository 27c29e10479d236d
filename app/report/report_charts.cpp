#include "app/report/report_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "app/terminal/table.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

// The plot inside a chart of curves.
constexpr double kLeft = 52;
constexpr double kRight = 340;
constexpr double kTop = 12;
constexpr double kBottom = 158;

std::string coordinate(double value) { return fmt::format("{:.1f}", value); }

/// The place of a value on an axis from `low` at `start` to `high` at `end`.
struct Scale {
  double low;
  double high;
  double start;
  double end;
  bool logarithmic = false;

  double operator()(double value) const {
    const auto position = [this](double x) { return logarithmic ? std::log(x) : x; };
    const double share = (position(value) - position(low)) / (position(high) - position(low));
    return start + (end - start) * share;
  }
};

/// Round numbers that cover `low` to `high`; they extend beyond both by less than a step.
std::vector<double> linear_ticks(double low, double high) {
  constexpr double kWanted = 4;
  const double rough = (high - low) / kWanted;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10.0 * power;
  for (const double factor : {5.0, 2.5, 2.0, 1.0}) {
    if (factor * power >= rough) step = factor * power;
  }
  std::vector<double> ticks;
  const double first = std::floor(low / step + 1e-6);
  const double last = std::ceil(high / step - 1e-6);
  for (double n = first; n <= last; ++n) ticks.push_back(n * step);
  return ticks;
}

/// 1, 2 and 5 times the powers of ten from below `low` to above `high`; only the powers if these
/// are far apart.
std::vector<double> logarithmic_ticks(double low, double high) {
  constexpr double kFarApart = 100.0;
  const std::vector<double> factors =
      high / low > kFarApart ? std::vector{1.0} : std::vector{1.0, 2.0, 5.0};
  std::vector<double> ticks;
  for (int power = static_cast<int>(std::floor(std::log10(low)));
       ticks.size() < 2 || ticks.back() < high; ++power) {
    for (const double factor : factors) {
      const double tick = factor * std::pow(10.0, power);
      if (tick <= low) ticks.clear();
      if (ticks.size() < 2 || ticks.back() < high) ticks.push_back(tick);
    }
  }
  return ticks;
}

/// At most about six epochs for the axis of a chart, including the first and the last.
std::vector<int> epoch_ticks(int first, int last) {
  constexpr int kMost = 6;
  const int step = std::max(1, (last - first + kMost - 1) / kMost);
  std::vector<int> ticks;
  for (int epoch = first; epoch + step / 2 < last; epoch += step) ticks.push_back(epoch);
  ticks.push_back(last);
  return ticks;
}

/// The data of one line of a chart.
struct Series {
  std::string name;
  std::string style;  // its CSS class in the template
  std::function<std::optional<double>(const EpochReport&)> value;
};

struct Chart {
  std::string title;
  std::string explanation;
  std::vector<Series> series;
  bool logarithmic = false;
  std::function<std::string(double)> label;
};

/// If there are very many epochs, only as many as are visible.
std::vector<const EpochReport*> thinned(const std::vector<EpochReport>& epochs) {
  constexpr std::size_t kMost = 200;
  const std::size_t step = (epochs.size() + kMost - 1) / kMost;
  std::vector<const EpochReport*> kept;
  for (std::size_t n = 0; n + 1 < epochs.size(); n += step) kept.push_back(&epochs[n]);
  kept.push_back(&epochs.back());
  return kept;
}

std::vector<double> value_ticks(const Chart& chart, const std::vector<const EpochReport*>& epochs) {
  constexpr double kFinest = 1e-9;  // the smallest difference that is drawn, absolute and relative
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const EpochReport* epoch : epochs) {
    for (const Series& series : chart.series) {
      const double value = series.value(*epoch).value_or(low);
      if (!std::isfinite(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  if (chart.logarithmic && low > 0.0) return logarithmic_ticks(low, high);
  const bool are_alike = high - low <= std::max(kFinest, kFinest * high);
  const double room = are_alike ? std::max(0.005, 0.05 * high) : 0.0;
  return linear_ticks(std::max(0.0, low - room), high + room);
}

/// A line of a chart, in the units of the viewBox.
struct Line {
  std::string name;
  std::string style;
  std::string points;  ///< "x,y x,y ..."
  Json dots = Json::array();
  double end_y = 0.0;  ///< The height of the name at the right end.
};

/// Moves the names at the ends of two lines apart if they would overlap.
void part_names(std::vector<Line>& lines) {
  constexpr double kLineHeight = 13;
  if (lines.size() < 2) return;
  const double missing = kLineHeight - std::abs(lines[0].end_y - lines[1].end_y);
  if (missing <= 0.0) return;
  const double way = lines[0].end_y <= lines[1].end_y ? -missing / 2 : missing / 2;
  lines[0].end_y += way;
  lines[1].end_y -= way;
}

Line line_of(const Series& series, const std::vector<const EpochReport*>& epochs, const Scale& x,
             const Scale& y) {
  constexpr std::size_t kMostDots = 25;
  Line line{.name = series.name, .style = series.style, .points = {}};
  for (const EpochReport* epoch : epochs) {
    const std::optional<double> value = series.value(*epoch);
    if (!value) continue;
    const std::string place_x = coordinate(x(epoch->epoch));
    const std::string place_y = coordinate(y(*value));
    line.points += (line.points.empty() ? "" : " ") + place_x + "," + place_y;
    if (epochs.size() <= kMostDots) line.dots.push_back({{"x", place_x}, {"y", place_y}});
    line.end_y = y(*value);
  }
  return line;
}

std::vector<Line> lines_of(const Chart& chart, const std::vector<const EpochReport*>& epochs,
                           const Scale& x, const Scale& y) {
  std::vector<Line> lines;
  for (const Series& series : chart.series) {
    Line line = line_of(series, epochs, x, y);
    if (!line.points.empty()) lines.push_back(std::move(line));
  }
  part_names(lines);
  return lines;
}

Json chart_view(const Chart& chart, const std::vector<EpochReport>& all, int best_epoch) {
  const std::vector<const EpochReport*> epochs = thinned(all);
  const std::vector<double> ticks = value_ticks(chart, epochs);
  const int first = epochs.front()->epoch;
  const int last = epochs.back()->epoch;
  // A single epoch is in the middle.
  const double half = first == last ? 1.0 : 0.0;
  const Scale x{first - half, last + half, kLeft, kRight};
  const Scale y{.low = ticks.front(),
                .high = ticks.back(),
                .start = kBottom,
                .end = kTop,
                .logarithmic = chart.logarithmic && ticks.front() > 0.0};
  Json view = {{"title", chart.title},
               {"explanation", chart.explanation + (y.logarithmic ? " (log scale)" : "")}};
  view["rows"] = Json::array();
  for (const double tick : ticks) {
    view["rows"].push_back({{"y", coordinate(y(tick))}, {"label", chart.label(tick)}});
  }
  view["columns"] = Json::array();
  for (const int epoch : epoch_ticks(first, last)) {
    view["columns"].push_back({{"x", coordinate(x(epoch))}, {"label", std::to_string(epoch)}});
  }
  view["lines"] = Json::array();
  for (Line& line : lines_of(chart, epochs, x, y)) {
    view["lines"].push_back({{"name", std::move(line.name)},
                             {"style", std::move(line.style)},
                             {"dots", std::move(line.dots)},
                             {"end_y", line.end_y},
                             {"points", std::move(line.points)}});
  }
  if (best_epoch >= first && best_epoch <= last) view["best"] = {{"x", coordinate(x(best_epoch))}};
  return view;
}

}  // namespace

Json curves_view(const std::vector<EpochReport>& epochs, int best_epoch) {
  using Maybe = std::optional<double>;
  Json curves = Json::array();
  if (epochs.empty()) return curves;
  const auto number = [](double value) { return fmt::format("{:.4g}", value); };
  const auto share = [](double value) { return fmt::format("{:.4g} %", 100.0 * value); };
  const Chart charts[] = {
      {"Loss",
       "Mean loss per epoch",
       {{"training", "a", [](const EpochReport& e) -> Maybe { return e.training.loss; }},
        {"validation", "b",
         [](const EpochReport& e) { return e.validation ? Maybe(e.validation->loss) : Maybe(); }}},
       true,
       number},
      {"Accuracy",
       "Accuracy per epoch",
       {{"training", "a", [](const EpochReport& e) -> Maybe { return e.training.accuracy; }},
        {"validation", "b",
         [](const EpochReport& e) {
           return e.validation ? Maybe(e.validation->accuracy) : Maybe();
         }}},
       false,
       share},
      {"Learning rate",
       "Learning rate of the last step of each epoch",
       {{"", "a", [](const EpochReport& e) -> Maybe { return e.learning_rate; }}},
       false,
       number},
  };
  for (const Chart& chart : charts) curves.push_back(chart_view(chart, epochs, best_epoch));
  return curves;
}

Json reliability_view(std::span<const ConfidenceBin> bins) {
  constexpr double kBarsTop = 290;
  constexpr double kBarsBottom = 330;
  constexpr double kGap = 2;
  const Scale x{0.0, 1.0, 44, 404};
  const Scale y{0.0, 1.0, 270, 12};
  std::int64_t most = 1;
  for (const ConfidenceBin& bin : bins) most = std::max(most, bin.count);
  // On a logarithmic scale, because nearly all images are in the last bin.
  const Scale height{0.0, std::log1p(static_cast<double>(most)), 0, kBarsBottom - kBarsTop};

  Json view = {{"ticks", Json::array()}, {"bins", Json::array()}};
  for (int tick = 0; tick <= 4; ++tick) {
    const double share = 0.25 * tick;
    view["ticks"].push_back({{"x", coordinate(x(share))},
                             {"y", coordinate(y(share))},
                             {"label", fmt::format("{} %", 25 * tick)}});
  }
  for (const ConfidenceBin& bin : bins) {
    if (bin.count == 0) continue;
    const Interval interval = wilson_interval(bin.correct, bin.count);
    const auto count = static_cast<double>(bin.count);
    const double accuracy = static_cast<double>(bin.correct) / count;
    const double bar = height(std::log1p(count));
    const double left = x(bin.low);
    const double right = x(bin.high);
    view["bins"].push_back(
        {{"x", coordinate(x(bin.confidence))},
         {"y", coordinate(y(accuracy))},
         {"low", coordinate(y(interval.low))},
         {"high", coordinate(y(interval.high))},
         {"bar_x", coordinate(left + kGap / 2)},
         {"bar_width", coordinate(right - left - kGap)},
         {"bar_y", coordinate(kBarsBottom - bar)},
         {"bar_height", coordinate(bar)},
         {"bar_middle", coordinate((left + right) / 2)},
         {"count", grouped(bin.count)},
         {"text", fmt::format("{}, mean confidence {}: accuracy {} (95 % interval {:.2f} to {})",
                              counted(bin.count, "image"), percent(bin.confidence),
                              percent(accuracy), 100.0 * interval.low, percent(interval.high))}});
  }
  return view;
}

}  // namespace inkling
