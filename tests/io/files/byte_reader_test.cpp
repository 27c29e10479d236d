#include "io/files/byte_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/io/files/file_bytes.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t kLimit = 1 << 20;

/// All bytes of a file, asked for in steps of `step`.
std::string read_all(const std::filesystem::path& path, std::size_t step) {
  ByteReader reader(path);
  std::string content;
  std::vector<std::uint8_t> bytes(step);
  std::size_t count = step;
  while (count == step) {
    count = reader.read(bytes);
    content.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return content;
}

std::string varied_content(std::size_t size) {
  std::string content;
  for (std::size_t n = 0; n < size; ++n) content += static_cast<char>(n * n / 7 & 0xff);
  return content;
}

/// A gzip file in which byte `index` from the end is changed.
std::string damaged_gzip(std::size_t index_from_end) {
  std::string bytes = gzip_file("content");
  bytes[bytes.size() - index_from_end] ^= 1;
  return bytes;
}

TEST(ByteReader, ReadsAPlainFileInStepsOfAnySize) {
  const ScratchFolder folder;
  const std::string content = varied_content(1000);
  const auto path = folder.write("file", content);
  for (const std::size_t step : {1u, 7u, 1000u, 5000u}) EXPECT_EQ(read_all(path, step), content);
}

TEST(ByteReader, InflatesAGzipFileInStepsOfAnySize) {
  const ScratchFolder folder;
  const std::string content = varied_content(200'000);
  const auto path = folder.write("file", gzip_file(content));
  for (const std::size_t step : {1u, 777u, 200'000u, 300'000u}) {
    EXPECT_TRUE(read_all(path, step) == content) << "steps of " << step;
  }
}

TEST(ByteReader, KnowsGzipByItsBytesAndNotByItsName) {
  const ScratchFolder folder;
  EXPECT_EQ(read_all(folder.write("plain.gz", "content"), 100), "content");
  EXPECT_EQ(read_all(folder.write("packed.png", gzip_file("content")), 100), "content");
}

TEST(ByteReader, SkipsTheNameInAGzipHeader) {
  const ScratchFolder folder;
  std::string bytes = gzip_file("content");
  constexpr char kHasName = 8;
  bytes[3] = kHasName;
  bytes.insert(10, std::string("file\0", 5));
  EXPECT_EQ(read_all(folder.write("file", bytes), 100), "content");
}

TEST(ByteReader, ReadsAnEmptyFile) {
  const ScratchFolder folder;
  EXPECT_EQ(read_all(folder.write("file", ""), 10), "");
}

TEST(ByteReader, ReadsAnEmptyGzipFile) {
  const ScratchFolder folder;
  EXPECT_EQ(read_all(folder.write("file", gzip_file("")), 10), "");
}

TEST(ByteReader, StatesTheLengthOfBothKinds) {
  const ScratchFolder folder;
  EXPECT_EQ(ByteReader(folder.write("plain", "content")).stated_length(), 7u);
  EXPECT_EQ(ByteReader(folder.write("packed", gzip_file("content"))).stated_length(), 7u);
}

TEST(ByteReader, StatesNoLengthThatAGzipFileOfItsSizeCannotHold) {
  const ScratchFolder folder;
  std::string bytes = gzip_file("content");
  bytes.replace(bytes.size() - 4, 4, "\xff\xff\xff\xff");
  EXPECT_LE(ByteReader(folder.write("file", bytes)).stated_length(), 1032 * bytes.size());
}

TEST(ByteReader, MeasuresWhatWasReadAndWhatWasNot) {
  const ScratchFolder folder;
  ByteReader reader(folder.write("file", gzip_file(varied_content(100'000))));
  std::vector<std::uint8_t> bytes(10);
  reader.read(bytes);
  EXPECT_EQ(reader.measure(kLimit), 100'000u);
}

TEST(ByteReader, StopsMeasuringAboveTheLimit) {
  const ScratchFolder folder;
  ByteReader reader(folder.write("bomb", gzip_file(std::string(10'000'000, '\0'))));
  const std::uint64_t measured = reader.measure(1000);
  EXPECT_GT(measured, 1000u);
  EXPECT_LT(measured, 100'000u);
}

TEST(ByteReader, RefusesAGzipFileCutAtEveryLength) {
  const ScratchFolder folder;
  const std::string whole = gzip_file(varied_content(300));
  for (std::size_t length = 2; length < whole.size(); ++length) {
    const auto path = folder.write("cut", whole.substr(0, length));
    EXPECT_EQ(error_of([&] { ByteReader(path).measure(kLimit); }),
              path.string() +
                  ": the gzip data is cut off\n  expected  one complete gzip file\n"
                  "  found     the file's end after " +
                  std::to_string(length) +
                  " bytes, inside the gzip data\n"
                  "  next      download or copy the file again");
  }
}

TEST(ByteReader, RefusesAWrongChecksum) {
  const ScratchFolder folder;
  const auto path = folder.write("file", damaged_gzip(8));
  EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
              HasSubstr(": damaged gzip data\n  expected  one complete gzip file\n"
                        "  found     incorrect data check\n"));
}

TEST(ByteReader, RefusesAWrongLength) {
  const ScratchFolder folder;
  const auto path = folder.write("file", damaged_gzip(4));
  EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
              HasSubstr("\n  found     incorrect length check\n"));
}

TEST(ByteReader, RefusesAnUnknownCompressionMethod) {
  const ScratchFolder folder;
  std::string bytes = gzip_file("content");
  bytes[2] = 7;
  const auto path = folder.write("file", bytes);
  EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
              HasSubstr("\n  found     unknown compression method\n"));
}

TEST(ByteReader, RefusesReservedHeaderFlags) {
  const ScratchFolder folder;
  for (const char flag : {'\x20', '\x40', '\x80'}) {
    std::string bytes = gzip_file("content");
    bytes[3] = flag;
    const auto path = folder.write("file", bytes);
    EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
                HasSubstr(": damaged gzip data\n  expected  one complete gzip file\n"
                          "  found     unknown header flags\n"));
  }
}

TEST(ByteReader, RefusesAnUnknownKindOfBlock) {
  const ScratchFolder folder;
  std::string bytes = gzip_file("content");
  bytes[10] = 7;
  const auto path = folder.write("file", bytes);
  EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
              HasSubstr(": damaged gzip data\n  expected  one complete gzip file\n"
                        "  found     invalid compressed data\n"));
}

TEST(ByteReader, RefusesADistanceToBeforeTheBeginning) {
  const ScratchFolder folder;
  // One last block with fixed codes: a copy of three bytes from one byte back, of which none is
  // there, then the end of the block.
  const std::string header("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  const auto path = folder.write("file", header + std::string("\x03\x02\0", 3) + "12345678");
  EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
              HasSubstr("\n  found     invalid distance too far back\n"));
}

// zlib refuses such codes, in which some words of bits stand for nothing.
TEST(ByteReader, TakesIncompleteCodesOnlyWhereTheChecksumIsRight) {
  const ScratchFolder folder;
  std::string bytes(
      "\x1f\x8b\x08\0\0\0\0\0\x04\x03\xed\xd0\xc1\0\x03\0\0\0\x21\xd6\xf3\x97\x98\xc6\x1e"
      "\x85\x50\x41\xc0\x80\x58\xa4\xd3\x77\x0d\x05\0\0",
      38);
  const auto path = folder.write("file", bytes);
  EXPECT_EQ(read_all(path, 1000), std::string(1293, 'a'));
  bytes[30] ^= 1;
  folder.write("file", bytes);
  EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
              HasSubstr("\n  found     incorrect data check\n"));
}

TEST(ByteReader, ReadsTheMembersOfAGzipFileAsOneStream) {
  const ScratchFolder folder;
  const std::string first = varied_content(200'000);
  const auto path = folder.write(
      "file", gzip_file(first) + gzip_file("") + gzip_file("more") + gzip_file("and more"));
  for (const std::size_t step : {1u, 777u, 200'000u, 300'000u}) {
    EXPECT_TRUE(read_all(path, step) == first + "moreand more") << "steps of " << step;
  }
}

TEST(ByteReader, ReadsMembersThatEndAnywhereInItsBuffer) {
  const ScratchFolder folder;
  std::string bytes;
  std::string content;
  for (int n = 0; n < 5000; ++n) {  // some 25 bytes each, four buffers in all
    const std::string part(static_cast<std::size_t>(n % 7), 'a');
    content += part;
    bytes += gzip_file(part);
  }
  EXPECT_EQ(read_all(folder.write("file", bytes), 4096), content);
}

TEST(ByteReader, RefusesALaterMemberThatIsCutOrDamaged) {
  const ScratchFolder folder;
  const std::string second = gzip_file("more");
  for (std::size_t size = 4; size < second.size(); ++size) {
    const auto path = folder.write("file", gzip_file("content") + second.substr(0, size));
    EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
                HasSubstr(": the gzip data is cut off\n"))
        << size;
  }
  const auto path = folder.write("file", gzip_file("content") + damaged_gzip(8));
  EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
              HasSubstr(": damaged gzip data\n"));
}

TEST(ByteReader, RefusesReservedFlagsInALaterMember) {
  const ScratchFolder folder;
  std::string second = gzip_file("more");
  second[3] = '\x80';
  const auto path = folder.write("file", gzip_file("content") + second);
  EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
              HasSubstr("\n  found     unknown header flags\n"));
}

TEST(ByteReader, RefusesBytesAfterTheGzipData) {
  const ScratchFolder folder;
  for (const std::string& more : {std::string("x"), std::string(100, 'x'), std::string("\x1f\x8b"),
                                  gzip_file("more") + "x"}) {
    const auto path = folder.write("file", gzip_file("content") + more);
    EXPECT_THAT(error_of([&] { ByteReader(path).measure(kLimit); }),
                HasSubstr(": not one gzip file\n"));
  }
}

}  // namespace
}  // namespace inkling
