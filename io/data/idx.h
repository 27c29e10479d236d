#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// Reads an IDX image file, plain or gzip, the format of MNIST. All numbers are big-endian:
///
///     0x00000803, images, rows, columns (four bytes each), then one byte for each pixel
///
/// The header is compared with the length of the file before memory is allocated for the pixels.
/// There must be at least one image, with sides of 1 to 65535 pixels. Throws FileError.
ImageSet read_idx_images(const std::filesystem::path& path);

/// Reads an IDX label file, plain or gzip: 0x00000801, labels, then one byte for each label. There
/// must be at least one label. Throws FileError.
std::vector<std::uint16_t> read_idx_labels(const std::filesystem::path& path);

}  // namespace inkling
