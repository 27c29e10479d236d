#include "io/pictures/picture_check.h"

namespace inkling {

void check_pixel_count(std::uint64_t width, std::uint64_t height,
                       const std::filesystem::path& path) {
  // The division keeps hostile sizes from overflowing the product.
  if (width == 0 || height <= kMostPixels / width) return;
  throw FileError({.path = path.string(),
                   .problem = "too many pixels",
                   .expected = "at most 64 million",
                   .found = std::to_string(width) + "x" + std::to_string(height),
                   .next = "cut the digit out, or make the picture smaller"});
}

FileError damaged_picture(const std::filesystem::path& path, const std::string& format,
                          const std::string& found) {
  return FileError({.path = path.string(),
                    .problem = "damaged " + format + " file",
                    .expected = "a complete " + format + " file",
                    .found = found,
                    .next = "open it in a picture viewer and save it again"});
}

}  // namespace inkling
