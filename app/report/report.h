#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/report/page.h"
#include "model/evaluation/evaluation.h"
#include "model/training/trainer.h"

namespace inkling {

/// What was found out about labelled images. The images have one channel.
struct Answers {
  const ImageSet& images;
  std::span<const std::uint32_t> indices;  ///< Which of the images; the others are left alone.
  std::span<const std::uint16_t> labels;   ///< One for each index.
  const Probabilities& probabilities;      ///< One row for each index.
  const Evaluation& evaluation;            ///< Of these probabilities and labels.
};

/// Everything that a report tells.
struct Report {
  std::string title = {};
  std::string subtitle = {};
  std::string notice = {};  ///< What to know before reading on; may be empty.
  std::vector<std::string> class_names = {};
  std::optional<Answers> answers = {};  ///< Nothing where no image is labelled but for training.
  const Model* model = nullptr;         ///< Whose work one image explains; nothing for an ensemble.
  std::vector<EpochReport> epochs = {};  ///< Of the training; may be empty.
  int best_epoch = 0;                    ///< The one whose parameters were kept; 0 where not known.
  std::vector<Fact> facts = {};          ///< What is needed to run it again.
};

/// The report as one HTML page that needs no other file: `assets/report.html`, filled.
///
/// Its content security policy forbids every request and every script and style but its own. The
/// page stays below 300 kB where classes are few: of very many mistakes it shows the most confident
/// ones. Whatever comes from users is escaped, and bytes that are no UTF-8 become U+FFFD.
std::string report_page(const Report& report);

}  // namespace inkling
