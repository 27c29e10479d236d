#include "app/report/augmented_sheet.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "io/pictures/canvas.h"
#include "model/augmentation/augmented_images.h"

namespace inkling {
namespace {

constexpr std::size_t kRows = 12;
constexpr std::uint32_t kEpochs = 11;
constexpr int kZoom = 3;  // pixels of the sheet for a pixel of an image, in each direction
constexpr int kGap = 4;   // pixels of the sheet between images
constexpr Color kGrey = {96, 96, 96};  // of the gaps

/// The first training image of each class, then the second of each, until there are enough.
std::vector<std::uint32_t> spread_over_classes(const Dataset& data,
                                               std::span<const std::uint32_t> training) {
  std::vector<std::size_t> seen(data.class_count());
  std::vector<std::pair<std::size_t, std::uint32_t>> turns;  // with the image
  for (const std::uint32_t image : training) {
    const std::size_t label = data.labels[image];
    turns.emplace_back(seen[label]++ * data.class_count() + label, image);
  }
  std::ranges::sort(turns);
  std::vector<std::uint32_t> chosen;
  for (const auto& [turn, image] : turns) {
    if (chosen.size() < kRows) chosen.push_back(image);
  }
  return chosen;
}

}  // namespace

void write_augmented_sheet(const Dataset& data, std::span<const std::uint32_t> training,
                           const AugmentationOptions& options, std::uint64_t seed,
                           const std::filesystem::path& path) {
  const std::vector<std::uint32_t> chosen = spread_over_classes(data, training);
  const int rows = static_cast<int>(chosen.size());
  const int columns = 1 + static_cast<int>(kEpochs);
  const Shape shape = data.images.shape;
  const int cell_width = shape.width * kZoom + kGap;
  const int cell_height = shape.height * kZoom + kGap;
  Canvas sheet(columns * cell_width + kGap, rows * cell_height + kGap, kGrey);
  const auto draw = [&](std::span<const std::uint8_t> image, int row, int column) {
    sheet.image(image, shape, column * cell_width + kGap, row * cell_height + kGap, kZoom);
  };
  for (int row = 0; row < rows; ++row) {
    draw(data.images.image(chosen[static_cast<std::size_t>(row)]), row, 0);
  }
  for (std::uint32_t epoch = 1; epoch <= kEpochs; ++epoch) {
    const ImageSet varied = augmented_images(data.images, chosen, options, seed, epoch);
    for (int row = 0; row < rows; ++row) {
      draw(varied.image(static_cast<std::size_t>(row)), row, static_cast<int>(epoch));
    }
  }
  sheet.write(path);
}

}  // namespace inkling
