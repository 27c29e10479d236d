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

/// Predictions for labelled images. The images have one channel.
struct Answers {
  const ImageSet& images;
  std::span<const std::uint32_t> indices;  ///< The images that were classified.
  std::span<const std::uint16_t> labels;   ///< One for each index.
  const Probabilities& probabilities;      ///< One row for each index.
  const Evaluation& evaluation;            ///< Of these probabilities and labels.
};

/// The content of a report page.
struct Report {
  std::string title = {};
  std::string subtitle = {};
  std::string notice = {};  ///< Shown at the top; may be empty.
  std::vector<std::string> class_names = {};
  std::optional<Answers> answers = {};   ///< Empty without validation or test images.
  const Model* model = nullptr;          ///< Explained with images; null for an ensemble.
  int threads = 0;                       ///< For the points of the images; 0 is all cores.
  std::vector<EpochReport> epochs = {};  ///< The training history; may be empty.
  int best_epoch = 0;                    ///< The epoch whose parameters were kept; 0 if unknown.
  std::vector<Fact> facts = {};          ///< How to reproduce the page.
};

/// The report as a single HTML page that needs no other file: `assets/report.html`, filled in.
///
/// Its content security policy forbids all requests, and all scripts and styles except its own.
/// With few classes the page is smaller than 650 kB, 300 kB of it for the points of the images: if
/// there are too many mistakes, it shows only the most confident ones. User input is escaped, and
/// bytes that are not valid UTF-8 become U+FFFD.
std::string report_page(const Report& report);

}  // namespace inkling
