#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// Fills bytes in order; returns how many, which is fewer only at the end.
using ByteSource = std::function<std::size_t(std::span<std::uint8_t>)>;

/// Where an array of NumPy's format NPY is.
struct NumpyFile {
  std::string path;                  ///< For errors: a file, and the array's name if it has one.
  std::function<ByteSource()> open;  ///< Begins to read it.
  std::optional<std::uint64_t> length = {};  ///< How many bytes it has, if known.
};

/// Reads an array as images: of shape N x height x width, N x height x width x 1 or
/// N x 1 x height x width, or N x pixels, with `size` as for `read_pixel_table`. It may have
/// integers, Boolean values or floats of 32 or 64 bits, in C or Fortran order, which are pixels
/// from 0 to 255 or, if none is above 1, from 0 to 1. Only the result is in memory. Throws
/// FileError, also for an array of objects, which would be a pickle.
ImageSet read_numpy_images(const NumpyFile& file, const std::optional<Shape>& size);

/// Reads an array of shape N or N x 1 as labels: whole numbers from 0 to 65535. Throws FileError.
std::vector<std::uint16_t> read_numpy_labels(const NumpyFile& file);

/// The file at `path`, plain or gzip. Throws FileError when it is opened.
NumpyFile numpy_file(const std::string& path);

}  // namespace inkling
