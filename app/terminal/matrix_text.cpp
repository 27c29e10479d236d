#include "app/terminal/matrix_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <vector>

#include "app/terminal/matrix_cells.h"
#include "app/terminal/table.h"

namespace inkling {
namespace {

constexpr std::string_view kTruth = "true   ";
constexpr std::string_view kOthers = "other";
constexpr std::size_t kShortName = 3;

// Those of the usual 256 colours, from faint to strong, that are closest to MatrixCells' and have
// the same hue.
constexpr std::array kRight256 = {189, 153, 110, 68, 25};
constexpr std::array kMistake256 = {223, 216, 209, 202, 166};
constexpr std::size_t kFirstStrong256 = 3;  // from here on, text is white
constexpr int kBlack256 = 16;
constexpr int kWhite256 = 231;

constexpr std::size_t kFewestClasses = 2;

/// A matrix with the names of its rows and columns; the first `named` are classes.
class MatrixTable {
 public:
  MatrixTable(const ConfusionMatrix& confusion, std::size_t named, std::vector<std::string> names,
              bool numbered, std::size_t gap, CellUnit unit)
      : cells_(confusion, unit, named),
        rows_(std::move(names)),
        columns_(rows_),
        numbered_(numbered),
        gap_(gap) {
    if (numbered) number_columns(named);
    for (const std::string& name : rows_) row_width_ = std::max(row_width_, width_of(name));
    // Classes have columns of one width; the sums over the others may need a wider one.
    std::size_t width = 0;
    for (std::size_t n = 0; n < columns_.size(); ++n) {
      width = n < named ? std::max(width, widest_text(n)) : widest_text(n);
      column_widths_.push_back(width + gap);
    }
    std::fill_n(column_widths_.begin(), named, column_widths_[named - 1]);
  }

  std::size_t width() const {
    return std::reduce(column_widths_.begin(), column_widths_.end(), kTruth.size() + row_width_);
  }

  std::string text(ColorDepth colors) const {
    const std::string margin(kTruth.size(), ' ');
    std::string text = margin + std::string(row_width_ + gap_, ' ') + "predicted" +
                       (numbered_ ? ", numbered like the rows\n" : "\n") + margin +
                       std::string(row_width_, ' ');
    for (std::size_t n = 0; n < columns_.size(); ++n) {
      text += padded_left(columns_[n], column_widths_[n]);
    }
    text += "\n";
    for (std::size_t truth = 0; truth < rows_.size(); ++truth) {
      text += truth == 0 ? kTruth : margin;
      text += numbered_ ? padded_right(rows_[truth], row_width_)
                        : padded_left(rows_[truth], row_width_);
      for (std::size_t n = 0; n < columns_.size(); ++n) text += cell(truth, n, colors);
      text += "\n";
    }
    return text;
  }

 private:
  std::size_t widest_text(std::size_t column) const {
    std::size_t width = width_of(columns_[column]);
    for (std::size_t truth = 0; truth < rows_.size(); ++truth) {
      width = std::max(width, cells_.text(truth, column).size());
    }
    return width;
  }

  void number_columns(std::size_t named) {
    const std::size_t digits = std::to_string(named).size();
    for (std::size_t n = 0; n < rows_.size(); ++n) {
      const std::string number = n < named ? std::to_string(n + 1) : "";
      if (n < named) columns_[n] = number;
      rows_[n] = padded_left(number, digits) + " " + rows_[n];
    }
  }

  std::string cell(std::size_t truth, std::size_t prediction, ColorDepth colors) const {
    const std::string text = cells_.text(truth, prediction);
    const std::size_t width = column_widths_[prediction];
    if (text.empty()) {
      return styled(colors != ColorDepth::kNone, fmt::emphasis::faint, padded_left(".", width));
    }
    if (colors == ColorDepth::kNone || !cells_.is_colored(truth, prediction)) {
      return padded_left(text, width);
    }
    // The first space is not coloured, so that neighbouring cells are separate.
    return fmt::format(" {}", colored(padded_left(text, width - 1), truth, prediction, colors));
  }

  std::string colored(const std::string& text, std::size_t truth, std::size_t prediction,
                      ColorDepth colors) const {
    const bool right = truth == prediction;
    const double shade = cells_.shade(truth, prediction);
    if (colors == ColorDepth::kBasic) {
      const auto mistake = shade < 0.5 ? fmt::terminal_color::yellow : fmt::terminal_color::red;
      return styled(true, fmt::fg(right ? fmt::terminal_color::green : mistake), text);
    }
    if (colors == ColorDepth::k256) {
      const auto& scale = right ? kRight256 : kMistake256;
      const std::size_t step = std::min(
          scale.size() - 1, static_cast<std::size_t>(shade * static_cast<double>(scale.size())));
      return fmt::format("\x1b[38;5;{};48;5;{}m{}\x1b[0m",
                         step < kFirstStrong256 ? kBlack256 : kWhite256, scale[step], text);
    }
    const Color paper = cells_.color(truth, prediction);
    const Color ink = MatrixCells::ink_on(paper);
    return styled(true,
                  fmt::fg(fmt::rgb(ink.red, ink.green, ink.blue)) |
                      fmt::bg(fmt::rgb(paper.red, paper.green, paper.blue)),
                  text);
  }

  MatrixCells cells_;
  std::vector<std::string> rows_;
  std::vector<std::string> columns_;
  bool numbered_;
  std::size_t gap_;
  std::size_t row_width_ = 0;
  std::vector<std::size_t> column_widths_;
};

/// The whole matrix, with names if they fit, then with numbers, then closer together.
std::optional<MatrixTable> whole_matrix(const Evaluation& evaluation,
                                        const std::vector<std::string>& names,
                                        const TextLook& look) {
  if (2 * names.size() > look.columns) return std::nullopt;
  for (const std::size_t gap : {2u, 1u}) {
    for (const bool numbered : {false, true}) {
      MatrixTable table(evaluation.confusion, names.size(), names, numbered, gap, look.unit);
      if (table.width() <= look.columns) return table;
    }
  }
  return std::nullopt;
}

/// The largest part of the matrix that fits.
std::string part_of_matrix(const Evaluation& evaluation, const std::vector<std::string>& names,
                           const TextLook& look) {
  const bool numbered = std::ranges::any_of(
      names, [](const std::string& name) { return width_of(name) > kShortName; });
  const std::size_t room = std::max(kFewestClasses, look.columns / 2);
  for (std::size_t most = std::min(names.size(), room);; --most) {
    const auto chosen = most_confused_classes(evaluation.confusions, most);
    std::vector<std::string> shown;
    for (const std::size_t label : chosen) shown.push_back(names[label]);
    shown.emplace_back(kOthers);
    const MatrixTable table(gather_others(evaluation.confusion, chosen), chosen.size(), shown,
                            numbered, 2, look.unit);
    if (table.width() > look.columns && most > kFewestClasses) continue;
    return fmt::format("the {} most often confused of {} classes; --csv FILE writes all\n",
                       chosen.size(), names.size()) +
           table.text(look.colors);
  }
}

}  // namespace

std::string matrix_text(const Evaluation& evaluation, std::span<const std::string> names,
                        const TextLook& look) {
  const std::vector<std::string> shown(names.begin(), names.end());
  const std::string title = "confusion matrix" + unit_words(look.unit) + "\n";
  const auto whole = whole_matrix(evaluation, shown, look);
  if (whole) return title + whole->text(look.colors);
  if (evaluation.confusions.empty()) {
    return fmt::format(
        "The confusion matrix of {} classes is diagonal: no images were misclassified.\n",
        names.size());
  }
  return title + part_of_matrix(evaluation, shown, look);
}

}  // namespace inkling
