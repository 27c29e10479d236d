#include "app/augmented_sheet.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "io/png_writer.h"
#include "model/augmented_images.h"

namespace inkling {
namespace {

constexpr std::size_t kRows = 12;
constexpr std::uint32_t kEpochs = 11;
constexpr int kZoom = 3;            // pixels of the sheet for one of an image, each way
constexpr int kGap = 4;             // pixels of the sheet between images
constexpr std::uint8_t kGrey = 96;  // of the gaps

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

/// Cells for images of one shape, side by side on grey.
class Sheet {
 public:
  Sheet(Shape image, int rows, int columns)
      : image_(image),
        height_(rows * cell(image.height) + kGap),
        width_(columns * cell(image.width) + kGap),
        pixels_(static_cast<std::size_t>(height_) * static_cast<std::size_t>(width_), kGrey) {}

  void draw(std::span<const std::uint8_t> image, int row, int column) {
    const int top = row * cell(image_.height) + kGap;
    const int left = column * cell(image_.width) + kGap;
    for (int i = 0; i < image_.height * kZoom; ++i) {
      for (int j = 0; j < image_.width * kZoom; ++j) {
        pixels_[static_cast<std::size_t>(top + i) * static_cast<std::size_t>(width_) +
                static_cast<std::size_t>(left + j)] = brightness(image, i / kZoom, j / kZoom);
      }
    }
  }

  void write(const std::filesystem::path& path) const { write_png(path, pixels_, height_, width_); }

 private:
  static int cell(int image_side) { return image_side * kZoom + kGap; }

  /// The mean over the channels.
  std::uint8_t brightness(std::span<const std::uint8_t> image, int i, int j) const {
    int sum = 0;
    for (int c = 0; c < image_.channels; ++c) {
      sum += image[static_cast<std::size_t>((c * image_.height + i) * image_.width + j)];
    }
    return static_cast<std::uint8_t>(sum / image_.channels);
  }

  Shape image_;
  int height_;
  int width_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace

void write_augmented_sheet(const Dataset& data, std::span<const std::uint32_t> training,
                           const AugmentationOptions& options, std::uint64_t seed,
                           const std::filesystem::path& path) {
  const std::vector<std::uint32_t> chosen = spread_over_classes(data, training);
  const int rows = static_cast<int>(chosen.size());
  Sheet sheet(data.images.shape, rows, 1 + static_cast<int>(kEpochs));
  for (int row = 0; row < rows; ++row) {
    sheet.draw(data.images.image(chosen[static_cast<std::size_t>(row)]), row, 0);
  }
  for (std::uint32_t epoch = 1; epoch <= kEpochs; ++epoch) {
    const ImageSet varied = augmented_images(data.images, chosen, options, seed, epoch);
    for (int row = 0; row < rows; ++row) {
      sheet.draw(varied.image(static_cast<std::size_t>(row)), row, static_cast<int>(epoch));
    }
  }
  sheet.write(path);
}

}  // namespace inkling
