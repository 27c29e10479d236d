#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>

namespace inkling {

/// Decodes the bytes of a file of one of the formats that `picture_format` names, as described at
/// `read_picture_file`, by OpenCV's imgcodecs, giflib or libheif. These are in a plugin, which is
/// loaded for the first such file: linked to the program, they would make every start take ten
/// times as long.
///
/// The plugin is lib/libinkling_pictures.so beside the program, or where it is installed.
/// Throws FileError if it is missing or the file is damaged, too large or animated; `path` is for
/// the error. Threads take turns.
cv::Mat decode_with_plugin(std::span<const std::uint8_t> bytes, const std::filesystem::path& path,
                           bool* has_more);

/// Makes the plugin itself refuse pictures of more than `kMostPixels`. This sets an environment
/// variable of the process, so call it before there are threads.
void limit_plugin();

}  // namespace inkling
