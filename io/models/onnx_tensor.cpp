#include "io/models/onnx_tensor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "io/files/error.h"
#include "io/files/file_descriptor.h"
#include "io/models/onnx_format.h"
#include "model/network/network.h"
#include "model/text.h"

namespace inkling {
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little-endian");

/// A number of 16 bits with a sign, `kExponentBits` and the rest of a fraction, as a float.
template <int kExponentBits>
float widened(std::uint16_t bits) {
  constexpr int kFractionBits = 15 - kExponentBits;
  constexpr int kBias = (1 << (kExponentBits - 1)) - 1;
  constexpr int kLargestExponent = (1 << kExponentBits) - 1;
  const int exponent = (bits >> kFractionBits) & kLargestExponent;
  const int fraction = bits & ((1 << kFractionBits) - 1);
  const float sign = (bits & 0x8000) != 0 ? -1.0f : 1.0f;
  if (exponent == kLargestExponent) return sign * (fraction == 0 ? INFINITY : NAN);
  const int whole = exponent == 0 ? fraction : fraction + (1 << kFractionBits);
  return sign *
         std::ldexp(static_cast<float>(whole), std::max(exponent, 1) - kBias - kFractionBits);
}

/// Reads one constant.
class TensorReader {
 public:
  TensorReader(const onnx::TensorProto& proto, const std::filesystem::path& path)
      : proto_(proto), path_(path) {}

  OnnxTensor read();

 private:
  template <typename Stored, typename Number, typename Field, typename Convert>
  std::vector<Number> numbers(const Field& field, Convert convert);
  template <typename Stored, typename Field>
  std::vector<float> floats(const Field& field) {
    return numbers<Stored, float>(field, [](auto number) { return static_cast<float>(number); });
  }
  template <typename Stored, typename Field>
  OnnxIntegers integers(const Field& field) {
    return numbers<Stored, std::int64_t>(
        field, [](auto number) { return static_cast<std::int64_t>(static_cast<Stored>(number)); });
  }
  std::string external_bytes(std::size_t expected_size) const;
  std::size_t external_number(std::string_view text, const char* key) const;

  [[noreturn]] void fail(const std::string& expected, const std::string& found) const {
    throw FileError({.path = path_.string(),
                     .problem = "the constant " + proto_.name() + " cannot be read",
                     .expected = expected,
                     .found = found,
                     .next = onnx_format::kNextStep});
  }

  const onnx::TensorProto& proto_;
  const std::filesystem::path& path_;
  std::size_t count_ = 0;
};

OnnxTensor TensorReader::read() {
  OnnxTensor tensor{.dims = {proto_.dims().begin(), proto_.dims().end()}, .numbers = {}};
  if (tensor.dims.size() > kMostAxes) {
    fail("at most " + std::to_string(kMostAxes) + " axes", std::to_string(tensor.dims.size()));
  }
  if (std::ranges::any_of(tensor.dims, [](std::int64_t dim) { return dim < 0; })) {
    fail("no negative size", "shape " + to_string(tensor.dims));
  }
  count_ = element_count(tensor.dims);
  if (count_ > kMostParameters) {
    fail("at most " + std::to_string(kMostParameters) + " numbers",
         "shape " + to_string(tensor.dims));
  }
  if (proto_.has_segment()) fail("a complete constant", "a segment of one");
  using Type = onnx::TensorProto;
  switch (proto_.data_type()) {
    case Type::FLOAT:
      tensor.numbers = floats<float>(proto_.float_data());
      break;
    case Type::DOUBLE:
      tensor.numbers = floats<double>(proto_.double_data());
      break;
    case Type::FLOAT16:
      tensor.numbers = numbers<std::uint16_t, float>(proto_.int32_data(), [](auto bits) {
        return widened<5>(static_cast<std::uint16_t>(bits));
      });
      break;
    case Type::BFLOAT16:
      tensor.numbers = numbers<std::uint16_t, float>(proto_.int32_data(), [](auto bits) {
        return widened<8>(static_cast<std::uint16_t>(bits));
      });
      break;
    case Type::INT64:
      tensor.numbers = integers<std::int64_t>(proto_.int64_data());
      break;
    case Type::INT32:
      tensor.numbers = integers<std::int32_t>(proto_.int32_data());
      break;
    case Type::UINT8:
    case Type::BOOL:
      tensor.numbers = integers<std::uint8_t>(proto_.int32_data());
      break;
    case Type::INT8:
      tensor.numbers = integers<std::int8_t>(proto_.int32_data());
      break;
    case Type::INT16:
      tensor.numbers = integers<std::int16_t>(proto_.int32_data());
      break;
    case Type::UINT16:
      tensor.numbers = integers<std::uint16_t>(proto_.int32_data());
      break;
    case Type::UINT32:
      tensor.numbers = integers<std::uint32_t>(proto_.uint64_data());
      break;
    case Type::UINT64:
      tensor.numbers = integers<std::uint64_t>(proto_.uint64_data());
      break;
    default:
      fail("numbers: float, double, float16, bfloat16, an integer or bool",
           "data type " + std::to_string(proto_.data_type()));
  }
  return tensor;
}

/// The tensor has its numbers as bytes, here or in a second file, or in the field for their type.
template <typename Stored, typename Number, typename Field, typename Convert>
std::vector<Number> TensorReader::numbers(const Field& field, Convert convert) {
  const bool is_external = proto_.data_location() == onnx::TensorProto::EXTERNAL;
  std::vector<Number> result;
  const auto require_count = [&](std::size_t found, const char* unit, std::size_t expected) {
    if (found == expected) return;
    fail(std::to_string(expected) + unit + " for the shape " +
             to_string(OnnxIntegers(proto_.dims().begin(), proto_.dims().end())),
         std::to_string(found) + unit);
  };
  if (!is_external && !proto_.has_raw_data()) {
    require_count(static_cast<std::size_t>(field.size()), " numbers", count_);
    result.reserve(count_);
    for (const auto number : field) result.push_back(convert(number));
    return result;
  }
  const std::size_t size = count_ * sizeof(Stored);
  const std::string external = is_external ? external_bytes(size) : std::string();
  const std::string& bytes = is_external ? external : proto_.raw_data();
  require_count(bytes.size(), " bytes", size);
  result.resize(count_);
  // The data of an empty vector may be null, which memcpy does not allow.
  if (count_ == 0) return result;
  if constexpr (std::is_same_v<Stored, Number>) {
    std::memcpy(result.data(), bytes.data(), size);
  } else {
    for (std::size_t n = 0; n < count_; ++n) {
      Stored stored;
      std::memcpy(&stored, bytes.data() + n * sizeof stored, sizeof stored);
      result[n] = convert(stored);
    }
  }
  return result;
}

/// The bytes in the second file. It must be in the folder of the first, a regular file and no link,
/// so that a model from elsewhere cannot have other files read.
std::string TensorReader::external_bytes(std::size_t expected_size) const {
  std::string location;
  std::size_t offset = 0;
  std::size_t length = expected_size;
  for (const onnx::StringStringEntryProto& entry : proto_.external_data()) {
    if (entry.key() == "location") location = entry.value();
    if (entry.key() == "offset") offset = external_number(entry.value(), "offset");
    if (entry.key() == "length") length = external_number(entry.value(), "length");
  }
  if (length != expected_size) {
    fail(std::to_string(expected_size) + " bytes in " + printable(location),
         std::to_string(length) + " bytes");
  }
  const bool is_plain_name = !location.empty() && location != "." && location != ".." &&
                             location.find_first_of(std::string_view("/\\\0", 3)) == location.npos;
  if (!is_plain_name) {
    fail("its numbers in a file beside the model",
         location.empty() ? "no file's name" : "the place " + printable(location));
  }
  const std::filesystem::path file = path_.parent_path() / location;
  const FileDescriptor descriptor(
      open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (descriptor.number() < 0 && errno == ELOOP) {
    fail("its numbers in a file beside the model", file.string() + ", which is a link");
  }
  if (descriptor.number() < 0 || fstat(descriptor.number(), &status) != 0) {
    fail("its numbers in " + file.string() + ", which belongs to the model",
         std::string("that file: ") + std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) {
    fail("its numbers in a file beside the model", file.string() + ", which is no regular file");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (offset > size || length > size - offset) {
    fail("bytes " + std::to_string(offset) + " to " + std::to_string(offset + length) + " of " +
             file.string(),
         "a file of " + std::to_string(size) + " bytes");
  }
  std::string bytes(length, '\0');
  if (lseek(descriptor.number(), static_cast<off_t>(offset), SEEK_SET) < 0) {
    throw system_error(file, "cannot be read", errno, onnx_format::kNextStep);
  }
  bytes.resize(read_bytes(descriptor,
                          std::span(reinterpret_cast<std::uint8_t*>(bytes.data()), length), file));
  return bytes;
}

std::size_t TensorReader::external_number(std::string_view text, const char* key) const {
  std::size_t number = 0;
  if (!read_number(text, number) || number > kTooMany) {
    fail(std::string("a number as the ") + key + " of its bytes", printable(std::string(text)));
  }
  return number;
}

}  // namespace

std::size_t element_count(const OnnxIntegers& dims) {
  std::size_t count = 1;
  for (const std::int64_t dim : dims) {
    if (dim == 0) return 0;
    const auto size = static_cast<std::size_t>(dim);
    count = count > kTooMany / size ? kTooMany : count * size;
  }
  return std::min(count, kTooMany);
}

OnnxTensor read_tensor(const onnx::TensorProto& proto, const std::filesystem::path& path) {
  return TensorReader(proto, path).read();
}

std::string to_string(const OnnxIntegers& numbers) {
  std::string text;
  for (const std::int64_t number : numbers) {
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  }
  return "[" + text + "]";
}

}  // namespace inkling
