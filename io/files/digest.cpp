#include "io/files/digest.h"

#include <nettle/base16.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>

#include <cstdint>
#include <vector>

#include "io/files/byte_view.h"
#include "io/files/file_descriptor.h"

// Nettle instead of OpenSSL: linked statically it does not slow down the start of the program, and
// it uses the processor's SHA instructions if there are any.

namespace inkling {
namespace {

class Sha256 {
 public:
  Sha256() { ::sha256_init(&state_); }

  void add(std::span<const std::uint8_t> bytes) {
    ::sha256_update(&state_, bytes.size(), bytes.data());
  }
  std::string finish() {
    std::string digest(SHA256_DIGEST_SIZE, '\0');
    ::sha256_digest(&state_, digest.size(), reinterpret_cast<std::uint8_t*>(digest.data()));
    return digest;
  }

 private:
  sha256_ctx state_;
};

std::string hexadecimal(std::string_view bytes) {
  std::string text(BASE16_ENCODE_LENGTH(bytes.size()), '\0');
  ::base16_encode_update(text.data(), bytes.size(), as_bytes(bytes).data());
  return text;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(as_bytes(bytes));
  return hash.finish();
}

std::string file_sha256(const std::filesystem::path& path) {
  constexpr std::size_t kStep = std::size_t{1} << 16;
  const OpenFile file = open_file(path);
  std::vector<std::uint8_t> buffer(kStep);
  Sha256 hash;
  while (const std::size_t count = read_bytes(file.descriptor, buffer, path)) {
    hash.add(std::span(buffer).first(count));
  }
  return hexadecimal(hash.finish());
}

std::string files_sha256(std::span<const std::filesystem::path> files,
                         const std::filesystem::path& folder) {
  std::string lines;
  for (const std::filesystem::path& file : files) {
    lines += file_sha256(file) + "  " + file.lexically_relative(folder).string() + "\n";
  }
  return hexadecimal(sha256(lines));
}

std::string base64(std::string_view bytes) {
  std::string text(BASE64_ENCODE_RAW_LENGTH(bytes.size()), '\0');
  ::base64_encode_raw(text.data(), bytes.size(), as_bytes(bytes).data());
  return text;
}

}  // namespace inkling
