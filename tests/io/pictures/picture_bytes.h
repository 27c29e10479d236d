#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <utility>
#include <vector>

namespace inkling {

/// `picture` (grey, or blue, green, red and perhaps alpha) as OpenCV encodes it for `ending`;
/// `parameters` are those of cv::imwrite. Empty, with a failure, if it cannot.
inline std::string encoded_picture(const std::string& ending, const cv::Mat& picture,
                                   const std::vector<int>& parameters = {}) {
  using Encode = bool (*)(const char*, const cv::Mat&, const std::vector<int>&, std::string&);
  void* library = dlopen(INKLING_PICTURE_ENCODER, RTLD_NOW | RTLD_LOCAL);
  void* function = library == nullptr ? nullptr : dlsym(library, "inkling_encode_picture");
  std::string file;
  if (function == nullptr) {
    ADD_FAILURE() << dlerror();
  } else {
    EXPECT_TRUE(reinterpret_cast<Encode>(function)(ending.c_str(), picture, parameters, file));
  }
  return file;
}

inline std::string number_bytes(std::uint32_t number, int length, bool big_endian = false) {
  std::string bytes;
  for (int n = 0; n < length; ++n) {
    bytes += static_cast<char>(number >> 8 * (big_endian ? length - 1 - n : n) & 0xff);
  }
  return bytes;
}

/// A page of a TIFF file without compression, all rows in one strip.
struct TiffPage {
  std::uint32_t width = 1;
  std::uint32_t height = 1;
  std::uint32_t bits = 8;
  std::uint32_t samples = 1;
  std::uint32_t photometric = 1;  ///< 0: 0 is white; 1: 0 is black; 2: red, green, blue.
  int extra_sample = -1;          ///< 1: premultiplied alpha; 2: alpha.
  std::vector<std::uint8_t> data = {};
};

/// The bytes of the file. The pixels of a page are after its fields.
inline std::string tiff_bytes(const std::vector<TiffPage>& pages, bool big_endian = false) {
  const auto number = [&](std::uint32_t value, int length) {
    return number_bytes(value, length, big_endian);
  };
  std::string file = (big_endian ? "MM" : "II") + number(42, 2) + number(8, 4);
  for (std::size_t n = 0; n < pages.size(); ++n) {
    const TiffPage& page = pages[n];
    std::vector<std::pair<std::uint32_t, std::uint32_t>> fields = {
        {256, page.width},
        {257, page.height},
        {258, page.bits},
        {259, 1},
        {262, page.photometric},
        {273, 0},
        {277, page.samples},
        {278, page.height},
        {279, static_cast<std::uint32_t>(page.data.size())}};
    if (page.extra_sample >= 0) {
      fields.emplace_back(338, static_cast<std::uint32_t>(page.extra_sample));
    }
    const auto fields_end = static_cast<std::uint32_t>(file.size() + 2 + 12 * fields.size() + 4);
    const std::uint32_t pixels = fields_end + 2 * page.samples;
    fields[5].second = pixels;
    file += number(static_cast<std::uint32_t>(fields.size()), 2);
    for (const auto& [tag, value] : fields) {
      const bool list = tag == 258 && page.samples > 2;  // one number for each sample, elsewhere
      const bool is_short = tag == 258 || tag == 259 || tag == 262 || tag == 277 || tag == 338;
      const std::uint32_t count = tag == 258 ? page.samples : 1;
      file += number(tag, 2) + number(is_short ? 3 : 4, 2) + number(count, 4);
      file += list       ? number(fields_end, 4)
              : is_short ? number(value, 2) + number(count == 2 ? value : 0, 2)
                         : number(value, 4);
    }
    const auto end = static_cast<std::uint32_t>(pixels + page.data.size());
    file += number(n + 1 < pages.size() ? end : 0, 4);
    for (std::uint32_t sample = 0; sample < page.samples; ++sample) file += number(page.bits, 2);
    file.append(page.data.begin(), page.data.end());
  }
  return file;
}

/// A BMP file of 24 or 32 bits a pixel, 24 with a width that is a multiple of 4. `data` has the
/// lowest row first, and of each pixel blue, green, red.
inline std::string bmp_bytes(std::uint32_t width, std::uint32_t height, std::uint32_t bits,
                             const std::vector<std::uint8_t>& data) {
  constexpr std::uint32_t kHeaders = 54;
  const auto size = static_cast<std::uint32_t>(kHeaders + data.size());
  return "BM" + number_bytes(size, 4) + number_bytes(0, 4) + number_bytes(kHeaders, 4) +
         number_bytes(40, 4) + number_bytes(width, 4) + number_bytes(height, 4) +
         number_bytes(1, 2) + number_bytes(bits, 2) + std::string(24, '\0') +
         std::string(data.begin(), data.end());
}

/// A JPEG file of `width` by `height` without any pixels: one segment for its size, one that begins
/// a scan, and the end.
inline std::string jpeg_frame(std::uint32_t width, std::uint32_t height, int scans = 1,
                              bool progressive = false) {
  std::string file = std::string("\xff\xd8\xff") + (progressive ? "\xc2" : "\xc0");
  file += number_bytes(17, 2, true) + "\x08" + number_bytes(height, 2, true) +
          number_bytes(width, 2, true) + "\x03";
  for (char component = 1; component <= 3; ++component) {
    file += component + std::string("\x11\0", 2);
  }
  for (int scan = 0; scan < scans; ++scan)
    file += std::string("\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\x3f\0", 14);
  return file + "\xff\xd9";
}

/// The canvas of a GIF file, and then its blocks.
inline std::string gif_bytes(std::uint32_t width, std::uint32_t height, const std::string& blocks) {
  return "GIF89a" + number_bytes(width, 2) + number_bytes(height, 2) + std::string(3, '\0') +
         blocks;
}

/// A frame without a colour table and with one piece of data.
inline std::string gif_frame(std::uint32_t width, std::uint32_t height) {
  return "," + std::string(4, '\0') + number_bytes(width, 2) + number_bytes(height, 2) +
         std::string("\0\x02\x01\0\0", 5);
}

/// The boxes of a HEIC file that say how large the picture is, without its data.
inline std::string heic_bytes(std::uint32_t width, std::uint32_t height) {
  const auto box = [](const std::string& name, const std::string& content) {
    return number_bytes(static_cast<std::uint32_t>(8 + content.size()), 4, true) + name + content;
  };
  const std::string size =
      std::string(4, '\0') + number_bytes(width, 4, true) + number_bytes(height, 4, true);
  return box("ftyp", "heic" + std::string(4, '\0')) +
         box("meta", std::string(4, '\0') + box("iprp", box("ipco", box("ispe", size))));
}

}  // namespace inkling
