#include "io/models/onnx_checksum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "io/models/onnx_model.h"
#include "onnx.pb.h"
#include "tests/io/files/scratch_folder.h"
#include "tests/io/models/random_model.h"

namespace inkling {
namespace {

/// The bytes of a model file, and what becomes of them when they have been changed.
class OnnxChecksum : public testing::Test {
 protected:
  OnnxChecksum() {
    write_model(random_model("fc 3", {1, 2, 2}), path());
    whole_ = folder_.read("model.onnx");
  }

  std::filesystem::path path() const { return folder_.path("model.onnx"); }

  /// Why the file is refused with this content; empty where it is read.
  std::string refusal_of(const std::string& content) const {
    folder_.write("model.onnx", content);
    try {
      read_model(path());
      return "";
    } catch (const FileError& error) {
      return error.facts().problem;
    }
  }

  std::string changed(const std::function<void(onnx::ModelProto&)>& change) const {
    onnx::ModelProto file;
    EXPECT_TRUE(file.ParseFromString(whole_));
    change(file);
    return file.SerializeAsString();
  }

  ScratchFolder folder_;
  std::string whole_;
};

TEST_F(OnnxChecksum, IsTheLastEntryOfTheMetadata) {
  onnx::ModelProto file;
  ASSERT_TRUE(file.ParseFromString(whole_));
  EXPECT_EQ(file.metadata_props().rbegin()->key(), "inkling.checksum");
  EXPECT_TRUE(read_model(path()).has_checksum);
}

TEST_F(OnnxChecksum, RefusesAFileWithABitFlippedInAnyByte) {
  ASSERT_EQ(refusal_of(whole_), "");
  for (std::size_t place = 0; place < whole_.size(); ++place) {
    std::string flipped = whole_;
    flipped[place] = static_cast<char>(flipped[place] ^ 1 << place % 8);
    ASSERT_NE(refusal_of(flipped), "") << "byte " << place;
  }
}

/// The bits that no checksum covers.
TEST_F(OnnxChecksum, RefusesAFileWithAnyBitOfTheChecksumFlipped) {
  const std::size_t begin = whole_.size() - checksum_entry("").size();
  for (std::size_t bit = 8 * begin; bit < 8 * whole_.size(); ++bit) {
    std::string flipped = whole_;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    ASSERT_NE(refusal_of(flipped), "") << "bit " << bit % 8 << " of byte " << bit / 8;
  }
}

TEST_F(OnnxChecksum, RefusesAFileCutAtAnyLength) {
  for (std::size_t length = 0; length < whole_.size(); ++length) {
    ASSERT_NE(refusal_of(whole_.substr(0, length)), "") << "cut after " << length << " bytes";
  }
}

TEST_F(OnnxChecksum, TellsBothChecksumsOfADamagedFile) {
  std::string flipped = whole_;
  flipped[flipped.size() / 2] ^= 1;
  const std::string digits = whole_.substr(whole_.size() - 16);
  folder_.write("model.onnx", flipped);
  EXPECT_THAT(error_of([&] { read_model(path()); }),
              testing::MatchesRegex(
                  path().string() +
                  ": damaged: its content has changed since it was written\n  expected  checksum " +
                  digits + "\n  found     checksum [0-9a-f]+\n" +
                  "  next      copy the file again, or train a model: inkling train --data DATA"));
}

TEST_F(OnnxChecksum, RefusesAFileThatHasLostIt) {
  EXPECT_EQ(refusal_of(changed([](auto& file) { file.mutable_metadata_props()->RemoveLast(); })),
            "damaged, or changed by another program");
}

TEST_F(OnnxChecksum, RefusesAFileWithBytesBehindIt) {
  const auto add_a_text = [](auto& file) { file.add_metadata_props()->set_key("note"); };
  EXPECT_EQ(refusal_of(changed(add_a_text)), "damaged, or changed by another program");
}

TEST_F(OnnxChecksum, IsNotAskedOfOlderFiles) {
  const std::string older = changed([](auto& file) {
    file.mutable_metadata_props()->RemoveLast();
    file.clear_model_version();
  });
  EXPECT_EQ(refusal_of(older), "");
  EXPECT_FALSE(read_model(path()).has_checksum);
}

TEST(ShippedModel, HasAChecksum) {
  EXPECT_TRUE(read_model(INKLING_SOURCE_DIR "/assets/mnist.onnx").has_checksum);
}

}  // namespace
}  // namespace inkling
