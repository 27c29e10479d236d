#include "io/models/onnx_checksum.h"

#include <array>
#include <cstdint>
#include <cstdio>

#include "io/files/byte_view.h"
#include "io/files/checksum.h"
#include "io/files/error.h"
#include "io/models/onnx_format.h"
#include "onnx.pb.h"

// In protocol buffers, two concatenated messages are one message with the fields of both. So the
// entry can be computed from the bytes of the finished file and appended to them: the checksum
// covers every bit of graph, weights, names and settings, and other programs see one more metadata
// entry.

namespace inkling {
namespace {

constexpr std::size_t kDigits = 16;  // of a 64-bit number, which is at the end of the entry

std::string hexadecimal(std::uint64_t number) {
  std::array<char, kDigits + 1> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
  return text.data();
}

}  // namespace

std::string checksum_entry(std::string_view content) {
  const std::uint64_t sum = checksum(as_bytes(content));
  onnx::ModelProto file;
  onnx::StringStringEntryProto& entry = *file.add_metadata_props();
  entry.set_key(onnx_format::kChecksum);
  entry.set_value(hexadecimal(sum));
  return file.SerializeAsString();
}

bool ends_with_checksum(std::string_view content, const std::string& path) {
  static const std::size_t entry_size = checksum_entry("").size();
  if (content.size() < entry_size) return false;
  const std::string_view before = content.substr(0, content.size() - entry_size);
  const std::string_view found = content.substr(before.size());
  const std::string expected = checksum_entry(before);
  if (found == expected) return true;
  const std::size_t name_size = entry_size - kDigits;
  if (found.substr(0, name_size) != expected.substr(0, name_size)) return false;
  throw FileError({.path = path,
                   .problem = "damaged: its content has changed since it was written",
                   .expected = "checksum " + std::string(found.substr(name_size)),
                   .found = "checksum " + expected.substr(name_size),
                   .next = onnx_format::kNextStep});
}

}  // namespace inkling
