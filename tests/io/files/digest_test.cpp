#include "io/files/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/io/files/scratch_folder.h"

namespace inkling {
namespace {

using testing::StartsWith;

TEST(Digest, OfAFileIsThatOfTheStandard) {
  // FIPS 180-2, appendix B.1: the message "abc".
  const ScratchFolder folder;
  EXPECT_EQ(file_sha256(folder.write("abc", "abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, OfALargeFileTakesAllOfIt) {
  // FIPS 180-2, appendix B.3: a million times "a".
  const ScratchFolder folder;
  EXPECT_EQ(file_sha256(folder.write("many", std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, OfSeveralFilesIsThatOfTheLinesOfSha256sum) {
  // (cd FOLDER && sha256sum abc sub/empty | sha256sum)
  const ScratchFolder folder;
  const std::vector<std::filesystem::path> files = {folder.write("abc", "abc"),
                                                    folder.write("sub/empty", "")};
  EXPECT_EQ(files_sha256(files, folder.path()),
            "e1a830e619f46f7c617c69542d62e9b935c07134c0439f0dcadbb104345579b1");
}

TEST(Digest, NamesAFileThatIsMissing) {
  EXPECT_THAT(error_of([] { file_sha256("no/such/file"); }), StartsWith("no/such/file: "));
}

TEST(Digest, IsThirtyTwoBytes) { EXPECT_EQ(sha256("").size(), 32u); }

TEST(Base64, HasTheExamplesOfItsStandard) {
  // RFC 4648, section 10.
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

}  // namespace
}  // namespace inkling
