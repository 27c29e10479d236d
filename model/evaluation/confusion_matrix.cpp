#include "model/evaluation/confusion_matrix.h"

#include <set>

namespace inkling {
Eigen::MatrixXd cell_values(const ConfusionMatrix& confusion, CellUnit unit) {
  const Eigen::Matrix<std::int64_t, Eigen::Dynamic, 1> rows = confusion.rowwise().sum();
  const Eigen::Matrix<std::int64_t, 1, Eigen::Dynamic> columns = confusion.colwise().sum();
  const std::int64_t all = rows.sum();
  const auto whole = [&](Eigen::Index truth, Eigen::Index prediction) -> std::int64_t {
    switch (unit) {
      case CellUnit::kCount:
        break;
      case CellUnit::kShareOfTruth:
        return rows(truth);
      case CellUnit::kShareOfPrediction:
        return columns(prediction);
      case CellUnit::kShareOfAll:
        return all;
    }
    return 1;
  };
  Eigen::MatrixXd values = Eigen::MatrixXd::Zero(confusion.rows(), confusion.cols());
  for (Eigen::Index truth = 0; truth < confusion.rows(); ++truth) {
    for (Eigen::Index prediction = 0; prediction < confusion.cols(); ++prediction) {
      const std::int64_t count = confusion(truth, prediction);
      if (count == 0) continue;
      values(truth, prediction) =
          static_cast<double>(count) / static_cast<double>(whole(truth, prediction));
    }
  }
  return values;
}

std::vector<std::size_t> most_confused_classes(std::span<const Confusion> confusions,
                                               std::size_t count) {
  std::set<std::size_t> chosen;
  for (const Confusion& pair : confusions) {
    const std::size_t more =
        (chosen.contains(pair.truth) ? 0 : 1u) + (chosen.contains(pair.prediction) ? 0 : 1u);
    if (chosen.size() + more <= count) chosen.insert({pair.truth, pair.prediction});
  }
  return {chosen.begin(), chosen.end()};
}

ConfusionMatrix gather_others(const ConfusionMatrix& confusion,
                              std::span<const std::size_t> chosen) {
  const auto others = static_cast<Eigen::Index>(chosen.size());
  std::vector<Eigen::Index> place(static_cast<std::size_t>(confusion.rows()), others);
  for (Eigen::Index n = 0; n < others; ++n) place[chosen[static_cast<std::size_t>(n)]] = n;
  ConfusionMatrix gathered = ConfusionMatrix::Zero(others + 1, others + 1);
  for (Eigen::Index truth = 0; truth < confusion.rows(); ++truth) {
    for (Eigen::Index prediction = 0; prediction < confusion.cols(); ++prediction) {
      gathered(place[static_cast<std::size_t>(truth)],
               place[static_cast<std::size_t>(prediction)]) += confusion(truth, prediction);
    }
  }
  return gathered;
}

}  // namespace inkling
