#include "io/data/square_images.h"

#include <cmath>

#include "io/files/error.h"

namespace inkling {

std::optional<Shape> image_shape(std::size_t pixels, const std::optional<Shape>& size) {
  if (size) return pixels == size->size() ? size : std::nullopt;
  const auto side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(pixels))));
  if (pixels == 0 || side * side != pixels) return std::nullopt;
  return Shape{.channels = 1, .height = static_cast<int>(side), .width = static_cast<int>(side)};
}

Shape require_image_shape(std::size_t pixels, const std::optional<Shape>& size,
                          const std::string& path, const std::string& what) {
  if (const std::optional<Shape> shape = image_shape(pixels, size)) return *shape;
  const std::string expected =
      size ? std::to_string(size->size()) + ", as in --image-size " + to_string(*size)
           : "a square number, such as 784 for images of 28x28";
  throw FileError({.path = path,
                   .problem = "its " + what + " are no images",
                   .expected = expected + "; for labels, one more",
                   .found = std::to_string(pixels) + " " + what + " of pixels",
                   .next = "name the size of the images: --image-size HEIGHTxWIDTH"});
}

}  // namespace inkling
