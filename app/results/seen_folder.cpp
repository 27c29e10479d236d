#include "app/results/seen_folder.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>
#include <vector>

#include "io/files/file_descriptor.h"
#include "io/pictures/png_writer.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

/// The beginning of `name`, cut between UTF-8 characters so that there is room for a number and an
/// extension.
std::string shortened(const std::string& name) {
  constexpr std::size_t kMostBytes = 200;  // a file name has at most 255
  if (name.size() <= kMostBytes) return name;
  std::size_t end = kMostBytes;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return name.substr(0, end);
}

}  // namespace

SeenFolder::SeenFolder(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (!error && !fs::is_directory(folder_))
    error = std::make_error_code(std::errc::not_a_directory);
  if (error) {
    throw system_error(folder_, "cannot be made", error.value(),
                       "choose another folder for --save-seen");
  }
}

std::string SeenFolder::save(const std::string& picture_path, const cv::Mat& image) {
  const fs::path path = unused_path(
      picture_path == "-" ? "stdin" : shortened(fs::path(picture_path).stem().string()));
  const std::vector<std::uint8_t> pixels(image.begin<std::uint8_t>(), image.end<std::uint8_t>());
  write_png(path, pixels, image.rows, image.cols);
  return path.string();
}

fs::path SeenFolder::unused_path(const std::string& stem) {
  for (;;) {
    const int number = ++last_numbers_[stem];
    const std::string name = number == 1 ? stem + ".png" : fmt::format("{}-{}.png", stem, number);
    std::error_code ignored;  // an error shows when the file is written
    if (!fs::exists(fs::symlink_status(folder_ / name, ignored))) return folder_ / name;
  }
}

}  // namespace inkling
