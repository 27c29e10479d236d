#include "app/report/report_mistakes.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/report/page.h"
#include "app/report/sprite_sheet.h"
#include "app/terminal/table.h"
#include "io/files/digest.h"
#include "io/files/error.h"
#include "io/pictures/png_writer.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kColumns = 20;
constexpr std::size_t kBytesOfAMistake = 380;  // its HTML

/// The images of the first `count` mistakes in rows and columns.
SpriteSheet contact_sheet(const Answers& answers, const std::vector<Mistake>& mistakes,
                          std::size_t count) {
  SpriteSheet sheet(answers.images.shape, count, kColumns);
  for (std::size_t index = 0; index < count; ++index) {
    sheet.put(index, answers.images.image(answers.indices[mistakes[index].image]));
  }
  return sheet;
}

/// The background position that shows image `index` of `count`.
double position(std::size_t index, std::size_t count) {
  return count > 1 ? 100.0 * static_cast<double>(index) / static_cast<double>(count - 1) : 0.0;
}

std::string style_sheet(const std::string& png, const Shape& shape, std::size_t count,
                        std::size_t rows) {
  std::string style = fmt::format(
      ".d{{aspect-ratio:{}/{};background-size:{}% {}%;"
      "background-image:url(data:image/png;base64,{})}}\n",
      shape.width, shape.height, 100 * kColumns, 100 * rows, base64(png));
  for (std::size_t column = 0; column < std::min(kColumns, count); ++column) {
    style +=
        fmt::format(".x{}{{background-position-x:{:.4f}%}}\n", column, position(column, kColumns));
  }
  for (std::size_t row = 0; row < rows; ++row) {
    style += fmt::format(".y{}{{background-position-y:{:.4f}%}}\n", row, position(row, rows));
  }
  return style;
}

}  // namespace

Mistakes::Mistakes(const Answers& answers, const std::vector<std::string>& class_names,
                   const Model* model, const Rooms& rooms)
    : answers_(answers),
      class_names_(class_names),
      mistakes_(list_mistakes(answers.probabilities, answers.labels)),
      shown_(std::min(rooms.images / kBytesOfAMistake, mistakes_.size())) {
  while (shown_ > 0) {
    const SpriteSheet sheet = contact_sheet(answers_, mistakes_, shown_);
    const std::string png =
        encode_png(sheet.pixels(), sheet.height(), sheet.width(), "the images of the report");
    const std::size_t bytes = png.size() * 4 / 3 + shown_ * kBytesOfAMistake;
    if (bytes <= rooms.images) {
      style_ = style_sheet(png, answers_.images.shape, shown_, sheet.rows());
      break;
    }
    // All images have about the same size; a little less is safer.
    shown_ = std::min(shown_ - 1, shown_ * (rooms.images * 97 / 100) / bytes);
  }
  if (model == nullptr || shown_ == 0) return;
  maps_ = GalleryMaps(model->network, answers_, std::span(mistakes_).first(shown_), kColumns,
                      rooms.maps);
  style_ += maps_.style();
}

std::string Mistakes::name(std::size_t label) const {
  return shorten(printable(class_names_[label]), kLongestNameOnPage);
}

Json Mistakes::place_view(std::size_t index) const {
  return {{"x", index % kColumns}, {"y", index / kColumns}};
}

Json Mistakes::mistake_view(std::size_t index, const ReportMatrix& matrix) const {
  const Mistake& mistake = mistakes_[index];
  Json view = place_view(index);
  view["truth"] = matrix.place(mistake.truth);
  view["prediction"] = matrix.place(mistake.prediction);
  view["truth_name"] = name(mistake.truth);
  view["prediction_name"] = name(mistake.prediction);
  view["confidence"] = fmt::format("{:.1f}", 100.0 * mistake.confidence);
  view["truth_probability"] = fmt::format("{:.1f}", 100.0 * mistake.truth_probability);
  view["index"] = answers_.indices[mistake.image];
  view["maps"] = maps_.sums_view(index);
  return view;
}

Json Mistakes::gallery_view(const ReportMatrix& matrix) const {
  Json shown = Json::array();
  for (std::size_t index = 0; index < shown_; ++index) {
    shown.push_back(mistake_view(index, matrix));
  }
  const auto size = [](std::size_t count) { return grouped(static_cast<std::int64_t>(count)); };
  return {{"mistakes", std::move(shown)},  {"any", !mistakes_.empty()},
          {"heat", maps_.view()},          {"count", size(shown_)},
          {"all", size(mistakes_.size())}, {"is_cut", shown_ < mistakes_.size()}};
}

Json Mistakes::pairs_view(const std::vector<Confusion>& confusions,
                          const ReportMatrix& matrix) const {
  constexpr std::size_t kMostPairs = 8;
  constexpr std::size_t kMostImages = 7;
  Json pairs = Json::array();
  for (const Confusion& pair : confusions) {
    if (pairs.size() == kMostPairs) break;
    Json images = Json::array();
    for (std::size_t index = 0; index < shown_ && images.size() < kMostImages; ++index) {
      const Mistake& mistake = mistakes_[index];
      if (mistake.truth != pair.truth || mistake.prediction != pair.prediction) continue;
      images.push_back(place_view(index));
    }
    pairs.push_back({{"truth", matrix.place(pair.truth)},
                     {"prediction", matrix.place(pair.prediction)},
                     {"truth_name", name(pair.truth)},
                     {"prediction_name", name(pair.prediction)},
                     {"count", grouped(pair.count)},
                     {"images", std::move(images)}});
  }
  return pairs;
}

}  // namespace inkling
