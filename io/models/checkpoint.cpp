// One function, `pass`, lists the fields in order, both for the archive that writes them and for
// the one that reads them, so that the two cannot differ.

#include "io/models/checkpoint.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "io/files/atomic_file.h"
#include "io/files/byte_view.h"
#include "io/files/checksum.h"
#include "io/files/error.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "numbers are copied as they are");

constexpr std::string_view kMagic = "inkling checkpoint\n";
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kHeaderSize = kMagic.size() + sizeof(kVersion);
constexpr std::size_t kChecksumSize = sizeof(std::uint64_t);
/// More than the size of all fields that are not parameters.
constexpr std::size_t kRoomForNumbers = 1024;
constexpr std::size_t kSequences = 4;

template <typename Archive, typename AnyCheckpoint>
void pass(Archive& archive, AnyCheckpoint& checkpoint) {
  archive.number(checkpoint.settings_checksum);
  archive.number(checkpoint.data_checksum);
  auto& state = checkpoint.state;
  archive.number(state.epoch);
  archive.number(state.step);
  archive.number(state.seconds);
  archive.number(state.epoch_seconds);
  archive.number(state.step_length);
  archive.number(state.epoch_score.loss);
  archive.number(state.epoch_score.correct);
  archive.number(state.first_half_score.loss);
  archive.number(state.first_half_score.correct);
  archive.floats(state.parameters);
  archive.floats(state.velocity);
  archive.floats(state.average);
  archive.number(state.best_epoch);
  if (archive.presence(state.best)) {
    archive.number(state.best->loss);
    archive.number(state.best->accuracy);
  }
  archive.floats(state.best_parameters);
}

class Writer {
 public:
  explicit Writer(std::string& content) : content_(content) {}

  template <typename Number>
  void number(Number value) {
    append(&value, sizeof(value));
  }
  bool presence(const std::optional<Score>& score) {
    number(std::uint8_t{score.has_value()});
    return score.has_value();
  }
  void floats(const std::vector<float>& values) {
    number(std::uint64_t{values.size()});
    append(values.data(), values.size() * sizeof(float));
  }

 private:
  void append(const void* bytes, std::size_t size) {
    content_.append(static_cast<const char*>(bytes), size);
  }

  std::string& content_;
};

[[noreturn]] void fail(const fs::path& path, const std::string& expected,
                       const std::string& found) {
  throw FileError({.path = path.string(),
                   .problem = "damaged, or not a checkpoint of this training",
                   .expected = expected,
                   .found = found,
                   .next = "start the training again: inkling train --config " +
                           (path.parent_path() / "config.toml").string()});
}

/// Reads the fields of untrusted content.
class Reader {
 public:
  Reader(std::string_view content, const fs::path& path) : rest_(content), path_(path) {}

  template <typename Number>
  void number(Number& value) {
    take(&value, sizeof(value));
    if constexpr (std::is_floating_point_v<Number>) require_finite(value);
  }
  bool presence(std::optional<Score>& score) {
    std::uint8_t is_present = 0;
    number(is_present);
    if (is_present > 1) fail(path_, "0 or 1", std::to_string(is_present));
    if (is_present == 1) score.emplace();
    return score.has_value();
  }
  void floats(std::vector<float>& values) {
    std::uint64_t count = 0;
    number(count);
    if (count > rest_.size() / sizeof(float)) {
      fail(path_, "room for " + std::to_string(count) + " numbers", bytes_left());
    }
    values.resize(count);
    take(values.data(), values.size() * sizeof(float));
    for (const float value : values) require_finite(value);
  }
  void require_end() const {
    if (!rest_.empty()) fail(path_, "the end of the checkpoint", bytes_left());
  }

 private:
  void take(void* target, std::size_t size) {
    if (rest_.size() < size) fail(path_, std::to_string(size) + " more bytes", bytes_left());
    if (size > 0) std::memcpy(target, rest_.data(), size);
    rest_.remove_prefix(size);
  }
  template <typename Number>
  void require_finite(Number value) const {
    if (!std::isfinite(value)) fail(path_, "finite numbers", std::to_string(value));
  }
  std::string bytes_left() const { return std::to_string(rest_.size()) + " bytes"; }

  std::string_view rest_;
  const fs::path& path_;
};

}  // namespace

void write_checkpoint(const Checkpoint& checkpoint, const fs::path& path) {
  std::string content(kMagic);
  content.reserve(kRoomForNumbers +
                  kSequences * checkpoint.state.parameters.size() * sizeof(float));
  Writer writer(content);
  writer.number(kVersion);
  pass(writer, checkpoint);
  writer.number(checksum(as_bytes(content)));
  write_file(path, content);
}

Checkpoint read_checkpoint(const fs::path& path, std::size_t parameters) {
  const std::size_t limit = kRoomForNumbers + kSequences * parameters * sizeof(float);
  std::error_code unknown;
  const std::uintmax_t size = fs::file_size(path, unknown);
  if (!unknown && size > limit) {
    fail(path, "that of a network of " + std::to_string(parameters) + " parameters",
         std::to_string(size) + " bytes");
  }
  const std::string file = read_file(path, limit);
  const std::string_view all = file;
  if (!all.starts_with(kMagic) || all.size() < kHeaderSize + kChecksumSize) {
    fail(path, "a file that begins with \"inkling checkpoint\"",
         "other bytes, or too few: " + std::to_string(all.size()));
  }
  const std::string_view content = all.substr(0, all.size() - kChecksumSize);
  Reader reader(content.substr(kMagic.size()), path);
  std::uint32_t version = 0;
  reader.number(version);
  if (version != kVersion) {
    fail(path, "version " + std::to_string(kVersion), "version " + std::to_string(version));
  }
  std::uint64_t stated = 0;
  Reader(all.substr(content.size()), path).number(stated);
  if (stated != checksum(as_bytes(content))) {
    fail(path, "bytes that fit the checksum at the end", "other bytes, or a truncated file");
  }
  Checkpoint checkpoint;
  pass(reader, checkpoint);
  reader.require_end();
  if (checkpoint.state.epoch < 1) {
    fail(path, "an epoch of at least 1", std::to_string(checkpoint.state.epoch));
  }
  return checkpoint;
}

}  // namespace inkling
