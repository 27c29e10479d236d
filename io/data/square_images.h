#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "model/shape.h"

namespace inkling {

/// The shape of grey images of `pixels` pixels each: that of `size`, if they are as many, otherwise
/// a square. Empty if they are not as many, or without `size` no square.
std::optional<Shape> image_shape(std::size_t pixels, const std::optional<Shape>& size);

/// The same, but throws FileError about `path`, whose `what` ("columns") are the pixels.
Shape require_image_shape(std::size_t pixels, const std::optional<Shape>& size,
                          const std::string& path, const std::string& what);

}  // namespace inkling
