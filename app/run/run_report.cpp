#include "app/run/run_report.h"

#include <fmt/format.h>

#include <utility>

#include "app/run/provenance.h"
#include "app/terminal/table.h"
#include "io/files/atomic_file.h"
#include "model/evaluation/prediction.h"

namespace inkling {
namespace {

constexpr std::chrono::seconds kInterval{2};
constexpr int kShare = 20;                   // pages take at most 1/20 of the time
constexpr std::size_t kMostClasses = 4'096;  // with more, the confusion matrix takes gigabytes
constexpr std::int64_t kMostWork = 20'000'000'000;  // multiplications, a fraction of a second

}  // namespace

RunReport::RunReport(const TrainOptions& options, std::string command, Fact data_hashes,
                     const Dataset& data, const TrainingSplit& split, const Model& model,
                     const RunFolder& folder)
    : options_(options),
      command_(std::move(command)),
      data_hashes_(std::move(data_hashes)),
      data_(data),
      split_(split),
      model_(model),
      folder_(folder),
      next_(Clock::now() + kInterval) {
  for (const std::uint32_t index : split.validation) labels_.push_back(data.labels[index]);
}

void RunReport::after_epoch(const EpochReport& report) {
  const Clock::time_point start = Clock::now();
  if (start < next_ || report.epoch == options_.training.epochs) return;
  Report page;
  page.notice = fmt::format(
      "This page shows {} of {} epochs. While the training is running, reload it to see later "
      "epochs.",
      report.epoch, options_.training.epochs);
  write(std::move(page));
  const Clock::duration taken = Clock::now() - start;
  next_ = start + taken + std::max<Clock::duration>(kInterval, (kShare - 1) * taken);
}

void RunReport::finish(int best_epoch, bool interrupted) {
  Report page;
  page.best_epoch = best_epoch;
  page.facts = {model_fact(model_, folder_.model_path()), data_hashes_};
  std::string without_answers;
  if (interrupted) {
    page.notice = "The training was interrupted and can be resumed.";
    // The user who interrupted the training is waiting.
    const std::int64_t work =
        model_.network.multiplications() * static_cast<std::int64_t>(labels_.size());
    if (work > kMostWork) without_answers = "inkling evaluate --report shows the results";
  }
  write(std::move(page), without_answers);
}

void RunReport::write(Report report, std::string without_answers) {
  const auto count = [](const auto& indices) { return static_cast<std::int64_t>(indices.size()); };
  if (split_.validation.empty()) {
    without_answers = "no validation images, training curves only";
  } else if (data_.class_count() > kMostClasses) {
    without_answers = "too many classes to show results for each";
  }
  const std::string measured =
      without_answers.empty()
          ? "measured on " + counted(count(split_.validation), "validation image")
          : without_answers;
  report.title = "Training report";
  report.subtitle = fmt::format("{} · trained on {} · {}", folder_.path().string(),
                                counted(count(split_.training), "image"), measured);
  report.class_names = data_.class_names;
  report.model = &model_;
  report.threads = options_.training.threads;
  report.epochs = read_metrics(folder_.path());
  report.facts.insert(report.facts.begin(), {"Command", command_});
  report.facts.push_back(settings_fact(model_.settings));
  for (Fact& fact : circumstances(options_.training.threads)) report.facts.push_back(fact);

  if (!without_answers.empty()) {
    write_file(folder_.report_path(), report_page(report));
    return;
  }
  const Probabilities probabilities =
      predict(model_.network, data_.images, split_.validation, options_.training.threads);
  const Evaluation evaluation = evaluate(probabilities, labels_);
  report.answers.emplace(Answers{.images = data_.images,
                                 .indices = split_.validation,
                                 .labels = labels_,
                                 .probabilities = probabilities,
                                 .evaluation = evaluation});
  write_file(folder_.report_path(), report_page(report));
}

}  // namespace inkling
