#include "app/terminal/matrix_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace inkling {
namespace {

constexpr Color kFaintRight = {222, 235, 247};
constexpr Color kStrongRight = {33, 113, 181};
constexpr Color kFaintMistake = {254, 237, 205};
constexpr Color kStrongMistake = {217, 71, 1};

double at(const Eigen::MatrixXd& matrix, std::size_t truth, std::size_t prediction) {
  return matrix(static_cast<Eigen::Index>(truth), static_cast<Eigen::Index>(prediction));
}

}  // namespace

MatrixCells::MatrixCells(const ConfusionMatrix& confusion, CellUnit unit, std::size_t named)
    : values_(cell_values(confusion, unit)),
      recalls_(cell_values(confusion, CellUnit::kShareOfTruth)),
      unit_(unit),
      named_(named) {
  for (std::size_t truth = 0; truth < named; ++truth) {
    for (std::size_t prediction = 0; prediction < named; ++prediction) {
      if (truth == prediction) continue;
      largest_mistake_ = std::max(largest_mistake_, at(values_, truth, prediction));
    }
  }
}

std::string MatrixCells::text(std::size_t truth, std::size_t prediction) const {
  const double value = at(values_, truth, prediction);
  if (value == 0.0) return "";
  return unit_ == CellUnit::kCount ? fmt::format("{:.0f}", value)
                                   : fmt::format("{:.1f}", 100.0 * value);
}

bool MatrixCells::is_colored(std::size_t truth, std::size_t prediction) const {
  return std::max(truth, prediction) < named_ && at(values_, truth, prediction) > 0.0;
}

double MatrixCells::shade(std::size_t truth, std::size_t prediction) const {
  if (!is_colored(truth, prediction)) return 0.0;
  if (truth == prediction) return at(recalls_, truth, prediction);
  return std::sqrt(at(values_, truth, prediction) / largest_mistake_);
}

Color MatrixCells::color(std::size_t truth, std::size_t prediction) const {
  const double share = shade(truth, prediction);
  return truth == prediction ? mix(kFaintRight, kStrongRight, share)
                             : mix(kFaintMistake, kStrongMistake, share);
}

Color MatrixCells::ink_on(Color color) {
  const double brightness = 0.299 * color.red + 0.587 * color.green + 0.114 * color.blue;
  return brightness < 140.0 ? Color{255, 255, 255} : Color{20, 20, 20};
}

std::string unit_words(CellUnit unit) {
  switch (unit) {
    case CellUnit::kCount:
      return "";
    case CellUnit::kShareOfTruth:
      return ", % of each true class";
    case CellUnit::kShareOfPrediction:
      return ", % of each predicted class";
    case CellUnit::kShareOfAll:
      return ", % of all images";
  }
  return "";
}

}  // namespace inkling
