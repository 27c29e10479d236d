#include "io/pictures/pictures_plugin.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "io/files/byte_view.h"
#include "io/pictures/picture_check.h"
#include "io/pictures/plugin_gif.h"
#include "io/pictures/plugin_heic.h"

// The plugin is a separate library because OpenCV's imgcodecs depends on 139 libraries, and loading
// them takes ten times as long as classifying a digit. The caller must have checked the size of the
// picture (see check_picture_header); the plugin trusts nothing else in the bytes.

namespace inkling {
namespace {

/// OpenCV's last error message. The plugin serves one call at a time.
std::string& last_problem() {
  static std::string problem;
  return problem;
}

int note_problem(int, const char*, const char* message, const char*, int, void*) {
  last_problem() = message;
  return 0;
}

/// Stops OpenCV and the codecs from printing warnings about a file.
class Silence {
 public:
  Silence() : stderr_(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)) {
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) {
      ::dup2(nowhere, STDERR_FILENO);
      ::close(nowhere);
    }
    previous_ = cv::redirectError(note_problem);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() {
    cv::redirectError(previous_);
    if (stderr_ >= 0) {
      ::dup2(stderr_, STDERR_FILENO);
      ::close(stderr_);
    }
  }

 private:
  int stderr_;
  cv::ErrorCallback previous_ = nullptr;
};

bool begins_as_gif(const cv::Mat& file) { return file.at<std::uint8_t>(0) == 'G'; }

/// The name of the first box, which follows its length.
bool begins_as_heic(const cv::Mat& file) {
  return ByteView({file.data, file.total()}, true).contains("ftyp", 4);
}

bool begins_as_jpeg(const cv::Mat& file) { return file.at<std::uint8_t>(0) == 0xff; }

bool begins_as_tiff(const cv::Mat& file) {
  const std::uint8_t first = file.at<std::uint8_t>(0);
  return first == 'I' || first == 'M';
}

/// Blends blue, green, red and alpha over white paper. `premultiplied` colours are already
/// multiplied by alpha.
void blend_over_white(cv::Mat& pixels, bool premultiplied) {
  for (cv::Vec4b& pixel : cv::Mat_<cv::Vec4b>(pixels)) {
    for (int channel = 0; channel < 3; ++channel) {
      pixel[channel] = premultiplied
                           ? cv::saturate_cast<std::uint8_t>(pixel[channel] + 255 - pixel[3])
                           : over_white(pixel[channel], pixel[3]);
    }
  }
}

/// PBM, PGM and PPM with numbers as text.
bool is_pnm_text(const cv::Mat& file) {
  const std::uint8_t kind = file.at<std::uint8_t>(1);
  return file.at<std::uint8_t>(0) == 'P' && kind >= '1' && kind <= '3';
}

/// OpenCV needs a byte after the last number.
cv::Mat decode_pnm_text(const cv::Mat& file) {
  std::vector<std::uint8_t> text(file.begin<std::uint8_t>(), file.end<std::uint8_t>());
  text.push_back('\n');
  return cv::imdecode(text, cv::IMREAD_UNCHANGED);
}

/// The pixels of the file as its decoder gives them.
cv::Mat decode_pixels(const cv::Mat& file) {
  const std::span bytes(file.data, file.total());
  if (begins_as_gif(file)) return decode_gif(bytes);
  if (begins_as_heic(file)) return decode_heic(bytes);
  if (is_pnm_text(file)) return decode_pnm_text(file);
  // IMREAD_UNCHANGED keeps transparency, but does not turn pictures upright. JPEG files have no
  // transparency.
  return cv::imdecode(file, begins_as_jpeg(file) ? cv::IMREAD_ANYCOLOR : cv::IMREAD_UNCHANGED);
}

/// The picture in bytes, in OpenCV's order: grey, or blue, green, red and perhaps alpha.
cv::Mat decode(const cv::Mat& file) {
  cv::Mat pixels = decode_pixels(file);
  if (pixels.empty()) return pixels;
  const bool bytes = pixels.depth() == CV_8U;
  if (!bytes) {
    if (pixels.depth() != CV_16U) {
      CV_Error(cv::Error::StsNotImplemented, "pixels of another type than 8 and 16 bits");
    }
    constexpr double kBytesOfSixteenBits = 255.0 / 65535.0;
    pixels.convertTo(pixels, CV_8U, kBytesOfSixteenBits);
  }
  if (pixels.channels() == 4) blend_over_white(pixels, begins_as_tiff(file) && bytes);
  return pixels;
}

/// Copies the picture to the caller's memory in the caller's order.
bool deliver(const cv::Mat& pixels, InklingAllocate allocate, void* context) {
  const int channels = pixels.channels() == 1 ? 1 : 3;
  std::uint8_t* memory = allocate(context, pixels.rows, pixels.cols, channels);
  if (memory == nullptr) return false;
  cv::Mat target(pixels.size(), CV_8UC(channels), memory);
  switch (pixels.channels()) {
    case 1:
      pixels.copyTo(target);
      break;
    case 3:
      cv::cvtColor(pixels, target, cv::COLOR_BGR2RGB);
      break;
    default:
      cv::cvtColor(pixels, target, cv::COLOR_BGRA2RGB);
  }
  return true;
}

}  // namespace
}  // namespace inkling

extern "C" __attribute__((visibility("default"))) const char* inkling_decode_picture(
    const std::uint8_t* bytes, std::size_t size, InklingAllocate allocate, void* context) {
  using namespace inkling;
  std::string& problem = last_problem();
  problem = "data that cannot be decoded";
  try {
    const Silence silence;
    const cv::Mat file(1, static_cast<int>(size), CV_8U, const_cast<std::uint8_t*>(bytes));
    const cv::Mat pixels = decode(file);
    if (!pixels.empty() && deliver(pixels, allocate, context)) return nullptr;
  } catch (const std::runtime_error& error) {  // of giflib and libheif
    if (dynamic_cast<const cv::Exception*>(&error) == nullptr) problem = error.what();
  } catch (const std::exception&) {
    // OpenCV has passed its reason to note_problem. Everything else is a lack of memory.
  }
  return problem.c_str();
}
