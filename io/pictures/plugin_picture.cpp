#include "io/pictures/plugin_picture.h"

#include <dlfcn.h>
#include <stdlib.h>

#include <mutex>
#include <opencv2/core.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "io/files/error.h"
#include "io/files/own_folder.h"
#include "io/pictures/picture_check.h"
#include "io/pictures/picture_header.h"
#include "io/pictures/pictures_plugin.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

/// Where the plugin may be, relative to the program and to the shared library, in the build folder
/// and installed.
std::vector<fs::path> plugin_places() {
  const fs::path folder = own_folder();
  return {folder / "lib" / kPicturesPlugin, folder / kPicturesPlugin,
          folder / "inkling" / kPicturesPlugin,
          (folder / INKLING_PLUGIN_FOLDER / kPicturesPlugin).lexically_normal()};
}

FileError cannot_load(const std::string& reason, std::string_view format, const fs::path& path) {
  return FileError(
      {.path = path.string(),
       .problem = "the plugin that reads " + std::string(format) + " files cannot be loaded",
       .found = reason,
       .next = "apt-get install libopencv-imgcodecs-dev libheif-dev libgif-dev, build Inkling "
               "again, or "
               "save the picture as PNG"});
}

InklingDecodePicture load_plugin(std::string_view format, const fs::path& path) {
  std::error_code ignored;
  for (const fs::path& place : plugin_places()) {
    if (!fs::exists(place, ignored)) continue;
    void* library = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* function = library == nullptr ? nullptr : ::dlsym(library, kDecodePicture);
    if (function == nullptr) throw cannot_load(::dlerror(), format, path);
    return reinterpret_cast<InklingDecodePicture>(function);
  }
  throw cannot_load("no " + plugin_places().back().string(), format, path);
}

std::uint8_t* allocate(void* context, int height, int width, int channels) {
  try {
    auto& pixels = *static_cast<cv::Mat*>(context);
    pixels.create(height, width, CV_8UC(channels));
    return pixels.data;
  } catch (const std::exception&) {
    return nullptr;  // no exception may pass the C interface
  }
}

}  // namespace

void limit_plugin() {
  // OpenCV reads this when it is loaded.
  ::setenv("OPENCV_IO_MAX_IMAGE_PIXELS", std::to_string(kMostPixels).c_str(), 1);
}

cv::Mat decode_with_plugin(std::span<const std::uint8_t> bytes, const fs::path& path,
                           bool* has_more) {
  const bool more = check_picture_header(bytes, path);
  if (has_more != nullptr) *has_more = more;
  const std::string_view format = picture_format(bytes);
  static std::mutex turn;
  const std::lock_guard lock(turn);
  static const InklingDecodePicture decode = load_plugin(format, path);
  cv::Mat pixels;
  const char* problem = decode(bytes.data(), bytes.size(), allocate, &pixels);
  if (problem != nullptr) throw damaged_picture(path, std::string(format), problem);
  return pixels;
}

}  // namespace inkling
