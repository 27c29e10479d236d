#include "app/report/report_mistakes.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/report/page.h"
#include "app/terminal/table.h"
#include "io/files/digest.h"
#include "io/files/error.h"
#include "io/pictures/png_writer.h"

namespace inkling {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kColumns = 20;
constexpr std::size_t kBytesOfAMistake = 380;  // its HTML

std::size_t rows_for(std::size_t images) { return (images + kColumns - 1) / kColumns; }

/// The images of the first `count` mistakes in rows and columns, as a PNG file.
std::string contact_sheet(const Answers& answers, const std::vector<Mistake>& mistakes,
                          std::size_t count) {
  const auto height = static_cast<std::size_t>(answers.images.shape.height);
  const auto width = static_cast<std::size_t>(answers.images.shape.width);
  const std::size_t rows = rows_for(count);
  std::vector<std::uint8_t> pixels(rows * height * kColumns * width);
  for (std::size_t index = 0; index < count; ++index) {
    const auto image = answers.images.image(answers.indices[mistakes[index].image]);
    const std::size_t corner =
        index / kColumns * height * kColumns * width + index % kColumns * width;
    for (std::size_t i = 0; i < height; ++i) {
      std::ranges::copy(
          image.subspan(i * width, width),
          pixels.begin() + static_cast<std::ptrdiff_t>(corner + i * kColumns * width));
    }
  }
  return encode_png(pixels, static_cast<int>(rows * height), static_cast<int>(kColumns * width),
                    "the images of the report");
}

/// The background position that shows image `index` of `count`.
double position(std::size_t index, std::size_t count) {
  return count > 1 ? 100.0 * static_cast<double>(index) / static_cast<double>(count - 1) : 0.0;
}

std::string style_sheet(const std::string& png, const Shape& shape, std::size_t count) {
  const std::size_t rows = rows_for(count);
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
                   std::size_t room)
    : answers_(answers),
      class_names_(class_names),
      mistakes_(list_mistakes(answers.probabilities, answers.labels)),
      shown_(std::min(room / kBytesOfAMistake, mistakes_.size())) {
  while (shown_ > 0) {
    const std::string png = contact_sheet(answers_, mistakes_, shown_);
    const std::size_t bytes = png.size() * 4 / 3 + shown_ * kBytesOfAMistake;
    if (bytes <= room) {
      style_ = style_sheet(png, answers_.images.shape, shown_);
      return;
    }
    // All images have about the same size; a little less is safer.
    shown_ = std::min(shown_ - 1, shown_ * (room * 97 / 100) / bytes);
  }
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
  return view;
}

Json Mistakes::gallery_view(const ReportMatrix& matrix) const {
  Json shown = Json::array();
  for (std::size_t index = 0; index < shown_; ++index) {
    shown.push_back(mistake_view(index, matrix));
  }
  const auto size = [](std::size_t count) { return grouped(static_cast<std::int64_t>(count)); };
  return {{"mistakes", std::move(shown)},
          {"any", !mistakes_.empty()},
          {"count", size(shown_)},
          {"all", size(mistakes_.size())},
          {"is_cut", shown_ < mistakes_.size()}};
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
