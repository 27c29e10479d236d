#include "app/report/evaluation_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/terminal/evaluation_text.h"
#include "app/terminal/matrix_cells.h"
#include "app/terminal/table.h"
#include "io/pictures/canvas.h"

namespace inkling {
namespace {

constexpr Color kPaper = {255, 255, 255};
constexpr Color kInk = {32, 36, 42};
constexpr Color kFaintInk = {110, 118, 129};
constexpr Color kMistakeInk = {190, 60, 0};
constexpr Color kGrid = {225, 228, 232};
constexpr Color kEmpty = {248, 249, 250};
constexpr int kEdge = 24;         // white around everything
constexpr int kTitleHeight = 15;  // of capitals, like all heights of texts
constexpr int kNoteHeight = 10;
constexpr int kDetailHeight = 8;
constexpr int kHeader = 78;  // title and note
constexpr std::size_t kLongestName = 16;

int widest(const std::vector<std::string>& texts, int height) {
  int width = 0;
  for (const std::string& text : texts) width = std::max(width, Canvas::text_width(text, height));
  return width;
}

std::string errors_of(const Evaluation& evaluation) {
  return fmt::format("{} in {}", counted(evaluation.count - evaluation.correct, "error"),
                     counted(evaluation.count, "image"));
}

/// The layout of a plot of so many classes, in pixels.
struct PlotLayout {
  explicit PlotLayout(const std::vector<std::string>& names) {
    const int classes = static_cast<int>(names.size());
    // Ten classes get 56 pixels each, 47 get 29. Names that do not fit are left out.
    cell = std::clamp(1400 / classes, 3, 56);
    name_height = std::clamp(cell / 3, 6, 12);
    has_names = cell >= 9;
    const int name_width = has_names ? widest(names, name_height) : 0;
    upright_names = name_width > cell - 6;
    side = classes * cell;
    left = kEdge + 30 + name_width + 10;
    top = kEdge + kHeader + 24 + (upright_names ? name_width : name_height) + 12;
  }

  int cell = 0;
  int name_height = 0;
  bool has_names = true;
  bool upright_names = false;
  int side = 0;
  int left = 0;
  int top = 0;
};

void draw_names(Canvas& canvas, const PlotLayout& plot, const std::vector<std::string>& names) {
  const int middle = plot.side / 2;
  canvas.text("predicted class", plot.left + middle, kEdge + kHeader + 6, kNoteHeight, kFaintInk,
              Canvas::Anchor::kCenter);
  canvas.upward_text("true class", kEdge + 8, plot.top + middle, kNoteHeight, kFaintInk,
                     Canvas::Anchor::kCenter);
  if (!plot.has_names) return;
  for (std::size_t label = 0; label < names.size(); ++label) {
    const int at = static_cast<int>(label) * plot.cell + plot.cell / 2;
    canvas.text(names[label], plot.left - 8, plot.top + at, plot.name_height, kInk,
                Canvas::Anchor::kRight);
    if (plot.upright_names) {
      canvas.upward_text(names[label], plot.left + at, plot.top - 8, plot.name_height, kInk);
    } else {
      canvas.text(names[label], plot.left + at, plot.top - 8 - plot.name_height / 2,
                  plot.name_height, kInk, Canvas::Anchor::kCenter);
    }
  }
}

void draw_cells(Canvas& canvas, const PlotLayout& plot, const MatrixCells& cells,
                std::size_t classes) {
  const int line = plot.cell >= 9 ? 1 : 0;
  std::vector<std::string> texts;
  for (std::size_t cell = 0; cell < classes * classes; ++cell) {
    texts.push_back(cells.text(cell / classes, cell % classes));
  }
  int height = std::clamp(plot.cell / 4, 4, 13);
  while (height > 4 && widest(texts, height) > plot.cell - 10) --height;
  const bool has_texts = widest(texts, height) <= plot.cell - 3;
  canvas.fill(plot.left - line, plot.top - line, plot.side + line, plot.side + line, kGrid);
  for (std::size_t cell = 0; cell < texts.size(); ++cell) {
    const std::size_t truth = cell / classes;
    const std::size_t prediction = cell % classes;
    const int left = plot.left + static_cast<int>(prediction) * plot.cell;
    const int top = plot.top + static_cast<int>(truth) * plot.cell;
    const bool colored = cells.is_colored(truth, prediction);
    const Color color = colored ? cells.color(truth, prediction) : kEmpty;
    canvas.fill(left, top, plot.cell - line, plot.cell - line, color);
    if (!has_texts || texts[cell].empty()) continue;
    canvas.text(texts[cell], left + plot.cell / 2, top + plot.cell / 2, height,
                MatrixCells::ink_on(color), Canvas::Anchor::kCenter);
  }
}

}  // namespace

void write_matrix_plot(const Evaluation& evaluation, std::span<const std::string> class_names,
                       CellUnit unit, const std::filesystem::path& path) {
  const std::vector<std::string> names = shown_names(class_names, kLongestName);
  const PlotLayout plot(names);
  const std::string title = "Confusion matrix" + unit_words(unit);
  const std::string note = "accuracy " + accuracy_text(evaluation);
  const std::string colors = errors_of(evaluation) + "; blue: correct, orange: errors";
  const int header =
      std::max({Canvas::text_width(title, kTitleHeight), widest({note, colors}, kNoteHeight)});
  Canvas canvas(std::max(plot.left + plot.side, kEdge + header) + kEdge,
                plot.top + plot.side + kEdge, kPaper);
  canvas.text(title, kEdge, kEdge + 8, kTitleHeight, kInk);
  canvas.text(note, kEdge, kEdge + 34, kNoteHeight, kFaintInk);
  canvas.text(colors, kEdge, kEdge + 54, kNoteHeight, kFaintInk);
  draw_names(canvas, plot, names);
  draw_cells(canvas, plot, MatrixCells(evaluation.confusion, unit, names.size()), names.size());
  canvas.write(path);
}

void write_mistake_sheet(const Measurement& measurement, const std::filesystem::path& path) {
  constexpr std::size_t kMost = 300;
  constexpr int kWidth = 1000;    // about, of all columns
  constexpr int kImageSide = 84;  // about
  constexpr int kGap = 16;        // between columns, and between rows
  constexpr int kCaption = 3 * 19;
  const ImageSet& images = measurement.data.images;
  const std::vector<std::string> names = shown_names(measurement.data.class_names, kLongestName);
  const std::span mistakes = measurement.mistakes;
  const auto shown = mistakes.first(std::min(kMost, mistakes.size()));

  const int zoom = std::max(1, kImageSide / std::max(images.shape.height, images.shape.width));
  const int caption = Canvas::text_width("as ", kNoteHeight) + widest(names, kNoteHeight);
  const int column = std::max({images.shape.width * zoom, caption, kImageSide}) + kGap;
  const int row = images.shape.height * zoom + kCaption + kGap;
  const int columns = std::max(1, kWidth / column);
  const int rows = (static_cast<int>(shown.size()) + columns - 1) / columns;
  const std::string order = mistakes.size() > kMost
                                ? fmt::format("The {} most confident errors", kMost)
                                : "The most confident errors first";
  Canvas canvas(2 * kEdge + std::max(columns * column - kGap, kWidth - kGap),
                kEdge + kHeader + rows * row, kPaper);
  canvas.text(errors_of(measurement.evaluation), kEdge, kEdge + 8, kTitleHeight, kInk);
  canvas.text(order + "; below each: true class, predicted class, index and probability", kEdge,
              kEdge + 34, kNoteHeight, kFaintInk);
  for (std::size_t n = 0; n < shown.size(); ++n) {
    const Mistake& mistake = shown[n];
    const int left = kEdge + static_cast<int>(n) % columns * column;
    const int top = kEdge + kHeader + static_cast<int>(n) / columns * row;
    const int below = top + images.shape.height * zoom;
    canvas.image(images.image(mistake.image), images.shape, left, top, zoom);
    canvas.text(names[mistake.truth], left, below + 13, kNoteHeight, kInk);
    canvas.text("as " + names[mistake.prediction], left, below + 32, kNoteHeight, kMistakeInk);
    canvas.text(fmt::format("#{}  {:.0f} %", mistake.image, 100.0 * mistake.confidence), left,
                below + 50, kDetailHeight, kFaintInk);
  }
  canvas.write(path);
}

}  // namespace inkling
