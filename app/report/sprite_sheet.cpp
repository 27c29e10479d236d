#include "app/report/sprite_sheet.h"

#include <algorithm>

namespace inkling {

SpriteSheet::SpriteSheet(Shape image, std::size_t count, std::size_t columns, std::uint8_t blank)
    : image_(image),
      columns_(columns),
      rows_((count + columns - 1) / columns),
      pixels_(rows_ * columns * image.size(), blank) {}

void SpriteSheet::put(std::size_t index, std::span<const std::uint8_t> image) {
  const auto height = static_cast<std::size_t>(image_.height);
  const auto width = static_cast<std::size_t>(image_.width);
  const std::size_t corner = index / columns_ * columns_ * image.size() + index % columns_ * width;
  for (std::size_t i = 0; i < height; ++i) {
    std::ranges::copy(image.subspan(i * width, width),
                      pixels_.begin() + static_cast<std::ptrdiff_t>(corner + i * columns_ * width));
  }
}

}  // namespace inkling
