#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>
#include <vector>

namespace inkling {

/// Reads the picture in a file as bytes: CV_8UC1 where it is grey, CV_8UC3 (red, green, blue) where
/// it has colours. What is transparent lets white paper show through;
/// in a PNG of which all that can be seen is light, black paper.
/// A PNG, JPEG, BMP, TIFF (the first page), WebP, GIF (the first frame), HEIC, PBM, PGM or PPM
/// file; photos are turned upright. If `has_more` is given, it becomes whether there are more pages
/// or frames. Throws FileError if the file is of another kind, not whole, an animated WebP, or has
/// more than 64 million pixels. All formats but PNG come from a plugin: see `decode_with_plugin`.
cv::Mat read_picture_file(const std::filesystem::path& path, bool* has_more = nullptr);

/// The same for the bytes of a file; `path` is for the error.
cv::Mat decode_picture(std::span<const std::uint8_t> bytes, const std::filesystem::path& path,
                       bool* has_more = nullptr);

/// The same for what comes on standard input, up to its end. Errors call it "standard input".
cv::Mat read_picture_stdin();

/// Whether the name at the end of `path` is that of a picture file: it ends in .png, .jpg, .jpeg,
/// .bmp, .tif, .tiff, .webp, .gif, .heic, .heif, .pbm, .pgm or .ppm, in small or capital letters.
bool has_picture_name(const std::filesystem::path& path);

/// The picture files in `folder` itself, by their names, sorted; hidden ones do not count.
/// Throws FileError where the folder cannot be listed.
std::vector<std::filesystem::path> list_pictures(const std::filesystem::path& folder);

/// The brightness that the eye sees in a picture, CV_8UC1. A grey picture is returned as it is.
cv::Mat brightness(const cv::Mat& picture);

}  // namespace inkling
