#include "io/data/numpy_array.h"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <utility>

#include "io/data/data_parts.h"
#include "io/data/pixel_range.h"
#include "io/data/square_images.h"
#include "io/files/byte_reader.h"
#include "io/files/byte_view.h"
#include "io/files/error.h"
#include "model/text.h"

namespace inkling {
namespace {

using Shape64 = std::vector<std::uint64_t>;

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kLongestHeader = 1 << 16;
constexpr std::uint64_t kMostNumbers = std::uint64_t{1} << 40;
constexpr std::uint64_t kLargestSide = 65535;
constexpr std::size_t kNumbersAtATime = 1 << 14;

[[noreturn]] void fail(const NumpyFile& file, const std::string& problem,
                       const std::string& expected, const std::string& found) {
  throw FileError({.path = file.path,
                   .problem = problem,
                   .expected = expected,
                   .found = found,
                   .next = "write the array again: numpy.savez(\"FILE.npz\", images=X, labels=y)"});
}

/// The numbers of an array.
struct NumberType {
  char kind = 'u';  // u unsigned, i signed, b Boolean, f floating point
  std::size_t size = 1;
  bool big_endian = false;
};

struct Header {
  NumberType type;
  bool fortran_order = false;
  Shape64 shape;
  std::uint64_t count = 1;  // of the numbers
  std::size_t length = 0;   // of the header in bytes
};

std::string shape_text(const Shape64& shape) {
  std::string text;
  for (const std::uint64_t side : shape) {
    text.append(text.empty() ? "" : "x").append(std::to_string(side));
  }
  return text.empty() ? "one number" : text;
}

/// The text after `'key':` in the header's dictionary.
std::string_view value_of(const NumpyFile& file, std::string_view header, std::string_view key) {
  const std::size_t at = header.find(std::string(1, '\'').append(key).append("'"));
  const std::size_t colon = header.find(':', at == std::string_view::npos ? header.size() : at);
  if (colon == std::string_view::npos) {
    fail(file, "a damaged NPY header", "descr, fortran_order and shape",
         std::string("no ").append(key));
  }
  return trimmed(header.substr(colon + 1));
}

NumberType read_type(const NumpyFile& file, std::string_view value) {
  const std::string expected = "integers, Boolean values, or floats of 32 or 64 bits";
  const char quote = value.empty() ? '\0' : value.front();
  const std::size_t end = value.find(quote, 1);
  if ((quote != '\'' && quote != '"') || end == std::string_view::npos) {
    fail(file, "an array of records", expected, printable(std::string(value.substr(0, 40))));
  }
  const std::string_view text = value.substr(1, end - 1);
  if (text.find('O') != std::string_view::npos) {
    fail(file, "an array of Python objects, which is a pickle and could run code", expected,
         "dtype=object");
  }
  NumberType type;
  const bool has_order =
      text.size() == 3 && std::string_view("<>|=").find(text[0]) != std::string_view::npos;
  if (has_order && read_number(text.substr(2), type.size)) {
    type.kind = text[1];
    type.big_endian = text[0] == '>';
    const bool is_whole = type.kind == 'u' || type.kind == 'i';
    const bool is_known = (is_whole && std::has_single_bit(type.size) && type.size <= 8) ||
                          (type.kind == 'f' && (type.size == 4 || type.size == 8)) ||
                          (type.kind == 'b' && type.size == 1);
    if (is_known) return type;
  }
  fail(file, "an array of another type", expected, printable(std::string(text)));
}

Shape64 read_shape(const NumpyFile& file, std::string_view value) {
  Shape64 shape;
  const std::size_t end = value.find(')');
  if (!value.starts_with('(') || end == std::string_view::npos) {
    fail(file, "a damaged NPY header", "a shape such as (60000, 28, 28)",
         printable(std::string(value.substr(0, 40))));
  }
  std::string_view list = value.substr(1, end - 1);
  while (!trimmed(list).empty()) {
    const std::size_t comma = list.find(',');
    std::uint64_t side = 0;
    if (shape.size() == 8 || !read_number(trimmed(list.substr(0, comma)), side)) {
      fail(file, "a damaged NPY header", "a shape such as (60000, 28, 28)",
           printable(std::string(value.substr(0, std::min<std::size_t>(end + 1, 80)))));
    }
    shape.push_back(side);
    list = comma == std::string_view::npos ? "" : list.substr(comma + 1);
  }
  return shape;
}

void read_all(const NumpyFile& file, const ByteSource& source, std::span<std::uint8_t> bytes,
              const std::string& what) {
  const std::size_t count = source(bytes);
  if (count == bytes.size()) return;
  fail(file, "too short for its header", std::to_string(bytes.size()) + " more bytes of " + what,
       std::to_string(count));
}

Header read_header(const NumpyFile& file, const ByteSource& source) {
  std::array<std::uint8_t, 8> begin{};
  if (source(begin) < begin.size() || !ByteView(begin, false).contains(kMagic, 0)) {
    fail(file, "not an array of NumPy", "\\x93NUMPY in the first six bytes", "other bytes");
  }
  const std::size_t length_size = begin[6] == 1 ? 2 : 4;
  std::array<std::uint8_t, 4> length_bytes{};
  read_all(file, source, std::span(length_bytes).first(length_size), "the header");
  const std::size_t length = ByteView(length_bytes, false).number(0, static_cast<int>(length_size));
  if (begin[6] < 1 || begin[6] > 3 || length > kLongestHeader) {
    fail(file, "an unknown version of NPY", "version 1, 2 or 3, and a header of at most 64 KiB",
         "version " + std::to_string(begin[6]) + ", " + std::to_string(length) + " bytes");
  }
  std::string text(length, '\0');
  read_all(file, source, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()}, "the header");
  Header header{.type = read_type(file, value_of(file, text, "descr")),
                .fortran_order = value_of(file, text, "fortran_order").starts_with("True"),
                .shape = read_shape(file, value_of(file, text, "shape"))};
  header.length = begin.size() + length_size + length;
  for (const std::uint64_t side : header.shape) {
    if (side == 0) fail(file, "an empty array", "at least one number", shape_text(header.shape));
    if (header.count > kMostNumbers / side) {
      fail(file, "too large", "at most 2^40 numbers", shape_text(header.shape));
    }
    header.count *= side;
  }
  const std::uint64_t expected = header.length + header.count * header.type.size;
  if (file.length && *file.length != expected) {
    fail(file, *file.length < expected ? "too short for its header" : "too long for its header",
         std::to_string(expected) + " bytes for " + shape_text(header.shape),
         std::to_string(*file.length) + " bytes");
  }
  return header;
}

template <typename Number>
double decode(const std::uint8_t* bytes, bool big_endian) {
  std::array<std::uint8_t, sizeof(Number)> here{};
  std::copy_n(bytes, here.size(), here.begin());
  if (big_endian != (std::endian::native == std::endian::big)) std::ranges::reverse(here);
  return static_cast<double>(std::bit_cast<Number>(here));
}

using Decode = double (*)(const std::uint8_t* bytes, bool big_endian);

Decode decoder(const NumberType& type) {
  const bool is_signed = type.kind == 'i';
  if (type.kind == 'f') return type.size == 4 ? decode<float> : decode<double>;
  if (type.size == 1) return is_signed ? decode<std::int8_t> : decode<std::uint8_t>;
  if (type.size == 2) return is_signed ? decode<std::int16_t> : decode<std::uint16_t>;
  if (type.size == 4) return is_signed ? decode<std::int32_t> : decode<std::uint32_t>;
  return is_signed ? decode<std::int64_t> : decode<std::uint64_t>;
}

/// Calls `take` with each number in the order of the file, until it returns false. Returns whether
/// it never did.
bool for_each_number(const NumpyFile& file, const ByteSource& source, const Header& header,
                     const auto& take) {
  const Decode decode_one = decoder(header.type);
  std::vector<std::uint8_t> bytes(kNumbersAtATime * header.type.size);
  for (std::uint64_t done = 0; done < header.count; done += kNumbersAtATime) {
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(kNumbersAtATime, header.count - done));
    const std::span<std::uint8_t> here = std::span(bytes).first(count * header.type.size);
    read_all(file, source, here, "numbers");
    for (std::size_t n = 0; n < count; ++n) {
      if (!take(decode_one(here.data() + n * header.type.size, header.type.big_endian))) {
        return false;
      }
    }
  }
  // Reading on to the end also compares the checksum of a compressed file.
  if (source(std::span(bytes).first(1)) > 0) {
    fail(file, "too long for its header",
         std::to_string(header.length + header.count * header.type.size) + " bytes",
         "more than that");
  }
  return true;
}

/// Goes through the places of an array's numbers as a file has them: in Fortran order, the first
/// index changes fastest, but the places are those of C order.
class Places {
 public:
  explicit Places(const Header& header) : header_(header), index_(header.shape.size(), 0) {
    strides_.resize(index_.size());
    std::uint64_t stride = 1;
    for (std::size_t n = index_.size(); n-- > 0; stride *= header.shape[n]) strides_[n] = stride;
  }

  std::uint64_t place() const { return place_; }

  void advance() {
    if (!header_.fortran_order) {
      ++place_;
      return;
    }
    for (std::size_t n = 0; n < index_.size(); ++n) {
      place_ += strides_[n];
      if (++index_[n] < header_.shape[n]) return;
      place_ -= strides_[n] * header_.shape[n];
      index_[n] = 0;
    }
  }

 private:
  const Header& header_;
  Shape64 index_;
  Shape64 strides_;
  std::uint64_t place_ = 0;
};

/// The shape of the images in an array.
Shape shape_of_images(const NumpyFile& file, Shape64 shape, const std::optional<Shape>& size) {
  const std::string found = shape_text(shape);
  if (shape.size() == 4 && shape[3] == 1) {
    shape.pop_back();
  } else if (shape.size() == 4 && shape[1] == 1) {
    shape.erase(shape.begin() + 1);
  }
  if (shape.size() == 2) {
    const auto pixels = static_cast<std::size_t>(shape[1]);
    return require_image_shape(pixels, size, file.path, "columns");
  }
  if (shape.size() != 3 || shape[1] > kLargestSide || shape[2] > kLargestSide) {
    fail(file, "an array that is no set of grey images",
         "images x height x width, or images x pixels", found);
  }
  return {.channels = 1, .height = static_cast<int>(shape[1]), .width = static_cast<int>(shape[2])};
}

/// Reads the array as if its pixels had this range. Returns nothing if they do not.
std::optional<ImageSet> read_images(const NumpyFile& file, const std::optional<Shape>& size,
                                    PixelRange range) {
  const ByteSource source = file.open();
  const Header header = read_header(file, source);
  ImageSet images{.shape = shape_of_images(file, header.shape, size), .pixels = {}};
  if (header.fortran_order) images.pixels.resize(header.count);
  Places places(header);
  const bool in_range = for_each_number(file, source, header, [&](double value) {
    const auto number = static_cast<float>(value);
    if (!is_pixel(number, range)) {
      if (range == PixelRange::kUnit && is_pixel(number, PixelRange::kByte)) return false;
      fail(file, "a number that is no pixel", "from 0 to 255, or from 0 to 1",
           shortest_text(number));
    }
    const std::uint8_t pixel = pixel_byte(number, range);
    if (header.fortran_order) {
      images.pixels[places.place()] = pixel;
      places.advance();
    } else {
      images.pixels.push_back(pixel);
    }
    return true;
  });
  if (!in_range) return std::nullopt;
  return images;
}

}  // namespace

ImageSet read_numpy_images(const NumpyFile& file, const std::optional<Shape>& size) {
  if (std::optional<ImageSet> images = read_images(file, size, PixelRange::kUnit)) return *images;
  return *read_images(file, size, PixelRange::kByte);
}

std::vector<std::uint16_t> read_numpy_labels(const NumpyFile& file) {
  const ByteSource source = file.open();
  const Header header = read_header(file, source);
  const bool is_column =
      header.shape.size() == 1 || (header.shape.size() == 2 && header.shape[1] == 1);
  if (!is_column) {
    fail(file, "an array that is no list of labels", "one whole number for each image",
         shape_text(header.shape));
  }
  std::vector<std::uint16_t> labels;
  for_each_number(file, source, header, [&](double value) {
    if (!is_label(value)) {
      fail(file, "a number that is no label", "whole numbers from 0 to 65535",
           shortest_text(static_cast<float>(value)));
    }
    labels.push_back(static_cast<std::uint16_t>(value));
    return true;
  });
  return labels;
}

NumpyFile numpy_file(const std::string& path) {
  return {.path = path, .open = [path]() -> ByteSource {
            auto reader = std::make_shared<ByteReader>(path);
            return [reader](std::span<std::uint8_t> bytes) { return reader->read(bytes); };
          }};
}

}  // namespace inkling
