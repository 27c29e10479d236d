#pragma once

#include "model/evaluation/evaluation.h"

namespace inkling {

/// An evaluation of images of three classes, of which `evaluate` was told label and prediction: six
/// of class 0, two of which were taken for 2, and one of class 1. Class 2 has no image.
inline Evaluation small_evaluation() {
  const std::vector<std::uint16_t> labels = {0, 0, 0, 0, 0, 0, 1};
  const std::vector<int> predictions = {0, 0, 0, 0, 2, 2, 1};
  Probabilities probabilities(7, 3);
  probabilities.setConstant(0.125f);
  for (std::size_t image = 0; image < labels.size(); ++image) {
    probabilities(static_cast<Eigen::Index>(image), predictions[image]) = 0.75f;
  }
  return evaluate(probabilities, labels);
}

/// An evaluation in which `confusion` counts the images, of which rows are the truth.
inline Evaluation evaluation_of(const ConfusionMatrix& confusion) {
  std::vector<std::uint16_t> labels;
  std::vector<Eigen::Index> predictions;
  for (Eigen::Index truth = 0; truth < confusion.rows(); ++truth) {
    for (Eigen::Index prediction = 0; prediction < confusion.cols(); ++prediction) {
      labels.insert(labels.end(), static_cast<std::size_t>(confusion(truth, prediction)),
                    static_cast<std::uint16_t>(truth));
      predictions.resize(labels.size(), prediction);
    }
  }
  Probabilities probabilities =
      Probabilities::Zero(static_cast<Eigen::Index>(labels.size()), confusion.cols());
  for (std::size_t image = 0; image < labels.size(); ++image) {
    probabilities(static_cast<Eigen::Index>(image), predictions[image]) = 1.0f;
  }
  return evaluate(probabilities, labels);
}

}  // namespace inkling
