#include "app/report/evaluation_results.h"

#include <utility>

namespace inkling {

EvaluationResults evaluation_results(const Evaluation& evaluation,
                                     std::span<const std::string> class_names) {
  std::vector<ClassResult> classes;
  classes.reserve(class_names.size());
  for (std::size_t label = 0; label < class_names.size(); ++label) {
    classes.push_back({.name = class_names[label],
                       .scores = evaluation.classes[label],
                       .intervals = class_intervals(evaluation.confusion, label)});
  }
  return {.evaluation = evaluation,
          .errors = evaluation.count - evaluation.correct,
          .classes = std::move(classes)};
}

}  // namespace inkling
