#include "io/picture_file.h"

#include <opencv2/imgproc.hpp>
#include <string>

#include "io/atomic_file.h"
#include "io/error.h"
#include "io/file_kind.h"
#include "io/png.h"

namespace inkling {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 29;

FileError not_a_png(const std::filesystem::path& path, std::span<const std::uint8_t> beginning) {
  const std::string kind = describe_kind(beginning);
  return FileError({.path = path.string(),
                    .problem = "not a PNG file",
                    .expected = "a file that begins with the bytes 0x89 PNG",
                    .found = kind.empty() ? "a file of another kind" : kind,
                    .next = "if it is a picture: magick " + path.string() + " FILE.png"});
}

}  // namespace

cv::Mat decode_picture(std::span<const std::uint8_t> bytes, const std::filesystem::path& path) {
  if (!is_png(bytes)) throw not_a_png(path, bytes);
  return decode_png(bytes, path);
}

cv::Mat read_picture_file(const std::filesystem::path& path) {
  const std::string content = read_file(path, kLargestFile);
  return decode_picture({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()},
                        path);
}

cv::Mat brightness(const cv::Mat& picture) {
  if (picture.channels() == 1) return picture;
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_RGB2GRAY);
  return grey;
}

}  // namespace inkling
