// PNG files: what is accepted, written and read again, is the same picture.

#include <zlib.h>

#include <cstring>
#include <opencv2/core.hpp>

#include "io/digits/picture.h"
#include "io/pictures/png.h"
#include "io/pictures/png_writer.h"
#include "tests/fuzz/harness.h"

namespace inkling::fuzz {
namespace {

/// Larger pictures are read only: it would take too long to write many of them.
constexpr int kMostWrittenPixels = 1 << 16;

std::uint32_t big_endian(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
         std::uint32_t{bytes[2]} << 8 | bytes[3];
}

void require_same_after_writing(const cv::Mat& picture) {
  const Bytes pixels(picture.data, picture.data + picture.total() * picture.elemSize());
  const std::string file =
      encode_png(pixels, picture.rows, picture.cols, "written", picture.channels());
  const cv::Mat again =
      decode_png({reinterpret_cast<const std::uint8_t*>(file.data()), file.size()}, "written");
  require(again.size() == picture.size(), "a picture keeps its size");
  require(again.type() == picture.type() && cv::norm(again, picture, cv::NORM_INF) == 0,
          "a picture keeps its pixels");
}

}  // namespace
}  // namespace inkling::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  const auto picture = accepted([&] { return decode_png({data, size}, "fuzzed"); });
  if (!picture) return 0;
  require(picture->isContinuous() && (picture->type() == CV_8UC1 || picture->type() == CV_8UC3),
          "a picture is grey or has three colours");
  if (picture->total() <= kMostWrittenPixels) require_same_after_writing(*picture);
  return 0;
}

/// Lets the checksum of each chunk fit its bytes.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t limit,
                                    unsigned seed) {
  using namespace inkling::fuzz;
  size = LLVMFuzzerMutate(data, size, limit);
  if (seed % 4 == 0) return size;
  constexpr std::size_t kSignature = 8;
  constexpr std::size_t kFrame = 12;  // length, type, checksum
  for (std::size_t chunk = kSignature; chunk + kFrame <= size;) {
    const std::uint32_t length = big_endian(data + chunk);
    if (length > size - chunk - kFrame) break;
    const auto sum = static_cast<std::uint32_t>(crc32_z(0, data + chunk + 4, length + 4));
    std::uint8_t* const place = data + chunk + 8 + length;
    for (int n = 0; n < 4; ++n) place[n] = static_cast<std::uint8_t>(sum >> (24 - 8 * n));
    chunk += kFrame + length;
  }
  return size;
}
