#include "app/results/submission.h"

#include "io/files/csv_reader.h"
#include "model/text.h"

namespace inkling {

Submission::Submission(const std::vector<std::string>& class_names, bool has_probabilities)
    : probability_columns_(has_probabilities ? class_names.size() : 0), text_("ImageId,Label") {
  for (std::size_t n = 0; n < probability_columns_; ++n) text_ += "," + csv_field(class_names[n]);
  text_ += "\n";
}

void Submission::add(const std::string& image, const Answer& answer) {
  text_ += csv_field(image) + "," + (answer.label.empty() ? "?" : csv_field(answer.label));
  for (std::size_t n = 0; n < probability_columns_; ++n) {
    text_ += ",";
    if (!answer.probabilities.empty()) text_ += shortest_text(answer.probabilities[n]);
  }
  text_ += "\n";
}

}  // namespace inkling
