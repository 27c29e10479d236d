#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <span>
#include <vector>

namespace inkling {

/// Reads the picture in a file as bytes: CV_8UC1 if it is grey, CV_8UC3 (red, green, blue) if it
/// has colours. Transparent pixels are blended over white paper, or over black paper in a PNG whose
/// visible pixels are all light. A PNG, JPEG, BMP, TIFF (the first page), WebP, GIF (the first
/// frame), HEIC, PBM, PGM or PPM file; photos are turned upright. If `has_more` is given, it
/// becomes whether there are more pages or frames. Throws FileError if the file is of another kind,
/// damaged, an animated WebP, or has more than 64 million pixels. All formats but PNG come from a
/// plugin: see `decode_with_plugin`.
cv::Mat read_picture_file(const std::filesystem::path& path, bool* has_more = nullptr);

/// The same for the bytes of a file; `path` is for the error.
cv::Mat decode_picture(std::span<const std::uint8_t> bytes, const std::filesystem::path& path,
                       bool* has_more = nullptr);

/// The same for standard input, up to its end. Errors call it "standard input".
cv::Mat read_picture_stdin();

/// Whether the file name of `path` is that of a picture: it ends in .png, .jpg, .jpeg, .bmp, .tif,
/// .tiff, .webp, .gif, .heic, .heif, .pbm, .pgm or .ppm, in lower or upper case.
bool has_picture_name(const std::filesystem::path& path);

/// The picture files in `folder` (not below it), sorted by name, without hidden ones. Throws
/// FileError if the folder cannot be listed.
std::vector<std::filesystem::path> list_pictures(const std::filesystem::path& folder);

/// The perceived brightness of a picture, CV_8UC1. A grey picture is returned unchanged.
cv::Mat brightness(const cv::Mat& picture);

}  // namespace inkling
