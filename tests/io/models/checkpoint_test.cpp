#include "io/models/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "io/files/checksum.h"
#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::HasSubstr;

constexpr std::size_t kParameters = 3;

/// A checkpoint in which no number is there twice.
Checkpoint example() {
  return {.settings_checksum = 11,
          .data_checksum = 0x1234567890abcdefULL,
          .state = {.epoch = 3,
                    .step = 70,
                    .seconds = 12.5,
                    .epoch_seconds = 1.25,
                    .step_length = 0.0625,
                    .epoch_score = {.loss = 0.1, .correct = 64},
                    .first_half_score = {.loss = 0.2, .correct = 32},
                    .parameters = {1.5f, -0.0f, 1e-40f},
                    .velocity = {4.0f, 5.0f, 6.0f},
                    .average = {7.0f, 8.0f, 9.0f},
                    .best_epoch = 2,
                    .best = Score{.loss = 0.3, .accuracy = 0.875},
                    .best_parameters = {-1.0f, -2.0f, -3.0f}}};
}

class CheckpointFile : public testing::Test {
 protected:
  Checkpoint read() const { return read_checkpoint(path_, kParameters); }
  void write(const Checkpoint& checkpoint) const { write_checkpoint(checkpoint, path_); }
  std::string content() const { return folder_.read("checkpoint"); }
  void replace(const std::string& content) const { folder_.write("checkpoint", content); }
  std::string refusal() const {
    return error_of([this] { read(); });
  }

  ScratchFolder folder_;
  std::filesystem::path path_ = folder_.path("checkpoint");
};

TEST_F(CheckpointFile, GivesBackWhatWasWritten) {
  write(example());
  const auto [settings, data, state] = read();
  const TrainingState expected = example().state;
  EXPECT_EQ(settings, example().settings_checksum);
  EXPECT_EQ(data, example().data_checksum);
  EXPECT_EQ(state.epoch, expected.epoch);
  EXPECT_EQ(state.step, expected.step);
  EXPECT_EQ(state.seconds, expected.seconds);
  EXPECT_EQ(state.epoch_seconds, expected.epoch_seconds);
  EXPECT_EQ(state.step_length, expected.step_length);
  EXPECT_EQ(state.epoch_score.loss, expected.epoch_score.loss);
  EXPECT_EQ(state.epoch_score.correct, expected.epoch_score.correct);
  EXPECT_EQ(state.first_half_score.loss, expected.first_half_score.loss);
  EXPECT_EQ(state.first_half_score.correct, expected.first_half_score.correct);
  EXPECT_EQ(state.parameters, expected.parameters);
  EXPECT_TRUE(std::signbit(state.parameters[1]));
  EXPECT_EQ(state.velocity, expected.velocity);
  EXPECT_EQ(state.average, expected.average);
  EXPECT_EQ(state.best_epoch, expected.best_epoch);
  EXPECT_EQ(state.best->loss, expected.best->loss);
  EXPECT_EQ(state.best->accuracy, expected.best->accuracy);
  EXPECT_EQ(state.best_parameters, expected.best_parameters);
}

TEST_F(CheckpointFile, GivesBackThatThereIsNoBestEpoch) {
  Checkpoint checkpoint = example();
  checkpoint.state.best.reset();
  checkpoint.state.best_parameters.clear();
  write(checkpoint);
  EXPECT_FALSE(read().state.best);
  EXPECT_TRUE(read().state.best_parameters.empty());
}

TEST_F(CheckpointFile, HasTheSameBytesForTheSameState) {
  write(example());
  const std::string first = content();
  write(example());
  EXPECT_EQ(content(), first);
}

TEST_F(CheckpointFile, IsLittleEndian) {
  write(example());
  EXPECT_EQ(content().substr(0, 39), std::string("inkling checkpoint\n"
                                                 "\x02\0\0\0\x0b\0\0\0\0\0\0\0"
                                                 "\xef\xcd\xab\x90\x78\x56\x34\x12",
                                                 39));
}

TEST_F(CheckpointFile, IsRefusedWhereverItIsCutOff) {
  write(example());
  const std::string whole = content();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    replace(whole.substr(0, length));
    EXPECT_THAT(refusal(), HasSubstr("checkpoint: damaged, or not a checkpoint of this training"))
        << length;
  }
}

TEST_F(CheckpointFile, IsRefusedWhicheverByteIsChanged) {
  write(example());
  const std::string whole = content();
  for (std::size_t byte = 0; byte < whole.size(); ++byte) {
    std::string changed = whole;
    changed[byte] = static_cast<char>(changed[byte] ^ (1 << byte % 8));
    replace(changed);
    EXPECT_THAT(refusal(), HasSubstr("checkpoint: damaged, or not a checkpoint of this training"))
        << byte;
  }
}

TEST_F(CheckpointFile, IsRefusedWithABytePastItsEnd) {
  write(example());
  replace(content() + '\0');
  EXPECT_THAT(refusal(), HasSubstr("damaged"));
}

TEST_F(CheckpointFile, OfAnotherVersionIsRefusedWithBothVersions) {
  write(example());
  std::string other = content();
  other[19] = 3;
  replace(other);
  EXPECT_EQ(refusal(), path_.string() +
                           ": damaged, or not a checkpoint of this training\n"
                           "  expected  version 2\n"
                           "  found     version 3\n"
                           "  next      start the training again: inkling train --config " +
                           folder_.path("config.toml").string());
}

TEST_F(CheckpointFile, OfALargerNetworkIsRefusedUnread) {
  Checkpoint large = example();
  large.state.parameters.resize(1000);
  write(large);
  EXPECT_THAT(refusal(), HasSubstr("expected  that of a network of 3 parameters\n  found     4"));
}

/// `content` with the checksum that it should have at its end.
std::string sealed(std::string content) {
  content.resize(content.size() - 8);
  const std::uint64_t sum =
      checksum({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()});
  return content.append(reinterpret_cast<const char*>(&sum), sizeof(sum));
}

constexpr std::size_t kCountOfParameters = 107;  // where it stands in the file

TEST_F(CheckpointFile, ThatClaimsMoreNumbersThanItHasIsRefused) {
  write(example());
  std::string forged = content();
  ASSERT_EQ(forged[kCountOfParameters], 3);
  for (const std::size_t byte : {0u, 5u, 7u}) {
    std::string claim = forged;
    claim[kCountOfParameters + byte] = '\x7f';
    replace(sealed(claim));
    EXPECT_THAT(refusal(), HasSubstr("expected  room for ")) << byte;
  }
}

TEST_F(CheckpointFile, ThatHasMoreThanItsFieldsIsRefused) {
  write(example());
  replace(sealed(content() + "12345678"));
  EXPECT_THAT(refusal(), HasSubstr("expected  the end of the checkpoint\n  found     8 bytes"));
}

TEST_F(CheckpointFile, OfAnEpochBeforeTheFirstIsRefused) {
  Checkpoint checkpoint = example();
  checkpoint.state.epoch = 0;
  write(checkpoint);
  EXPECT_THAT(refusal(), HasSubstr("expected  an epoch of at least 1\n  found     0"));
}

TEST_F(CheckpointFile, WithANumberThatIsNotFiniteIsRefused) {
  Checkpoint checkpoint = example();
  checkpoint.state.velocity[1] = NAN;
  write(checkpoint);
  EXPECT_THAT(refusal(), HasSubstr("expected  finite numbers\n  found     nan"));
}

TEST_F(CheckpointFile, WithATimeThatIsNotFiniteIsRefused) {
  Checkpoint checkpoint = example();
  checkpoint.state.seconds = INFINITY;
  write(checkpoint);
  EXPECT_THAT(refusal(), HasSubstr("expected  finite numbers\n  found     inf"));
}

TEST_F(CheckpointFile, ThatIsNotThereIsToldWithItsPath) {
  EXPECT_THAT(refusal(), HasSubstr(path_.string() + ": no such file or folder"));
}

}  // namespace
}  // namespace inkling
