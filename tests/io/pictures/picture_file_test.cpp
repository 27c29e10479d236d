#include "io/pictures/picture_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/io/files/scratch_folder.h"
#include "tests/io/pictures/png_bytes.h"

namespace inkling {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::StartsWith;

/// Puts a file on standard input while it lives.
class StandardInput {
 public:
  explicit StandardInput(const std::filesystem::path& path) : previous_(dup(STDIN_FILENO)) {
    const int file = open(path.c_str(), O_RDONLY);
    dup2(file, STDIN_FILENO);
    close(file);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;
  ~StandardInput() {
    dup2(previous_, STDIN_FILENO);
    close(previous_);
  }

 private:
  int previous_;
};

TEST(PictureFile, NamesOfPicturesEndInOneOfThirteenWays) {
  for (const char* name : {"a.png", "b/a.jpg", "a.JPEG", "a.Bmp", "a.tif", "a.b.tiff", "a.webp",
                           "a.gif", "a.HEIC", "a.heif", "a.pbm", "a.pgm", "a.ppm"}) {
    EXPECT_TRUE(has_picture_name(name)) << name;
  }
  for (const char* name : {"png", ".png", "a.pdf", "a.png.txt", "a.pngx", ""}) {
    EXPECT_FALSE(has_picture_name(name)) << name;
  }
}

TEST(PictureFile, SaysHowToMakeAPngOfPdfAndSvg) {
  const auto next_of = [](const std::string& content, const std::string& name) {
    return error_of([&] {
      decode_picture({reinterpret_cast<const std::uint8_t*>(content.data()), content.size()}, name);
    });
  };
  EXPECT_THAT(next_of("%PDF-1.7\n", "in/form.pdf"),
              EndsWith("  next      pdftoppm -png -r 150 -singlefile in/form.pdf form"));
  EXPECT_THAT(next_of("<svg xmlns=", "five.svg"),
              EndsWith("  next      rsvg-convert -w 512 -o five.png five.svg"));
  EXPECT_THAT(next_of("<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<svg xmlns=", "five.svg"),
              EndsWith("  next      rsvg-convert -w 512 -o five.png five.svg"));
}

TEST(PictureFile, ThePicturesOfAFolderAreListedInOrder) {
  const ScratchFolder folder;
  for (const char* name : {"b.jpg", "a.PNG", ".c.png", "notes.txt", "below/d.png"}) {
    folder.write(name, "");
  }
  std::filesystem::create_directory(folder.path("e.png"));
  EXPECT_THAT(list_pictures(folder.path()),
              ElementsAre(folder.path("a.PNG"), folder.path("b.jpg")));
}

TEST(PictureFile, AFolderThatIsMissingIsNamed) {
  EXPECT_THAT(error_of([] { list_pictures("nowhere"); }),
              StartsWith("nowhere: cannot be listed\n"));
}

TEST(PictureFile, APictureComesFromStandardInput) {
  const ScratchFolder folder;
  const StandardInput input(folder.write("a.png", png_bytes({.width = 2, .data = {3, 4}})));
  const cv::Mat picture = read_picture_stdin();
  EXPECT_EQ(picture.size(), cv::Size(2, 1));
  EXPECT_EQ(picture.at<std::uint8_t>(1), 4);
}

TEST(PictureFile, StandardInputMayHaveMoreThanOnePieceOfBytes) {
  const ScratchFolder folder;
  const std::string whole = png_bytes({.width = 2, .data = {3, 4}});
  constexpr std::size_t kMoreThanAPiece =
      5'000'000;  // behind the picture, where it does not matter
  const StandardInput input(folder.write("a.png", whole + std::string(kMoreThanAPiece, ' ')));
  EXPECT_EQ(read_picture_stdin().size(), cv::Size(2, 1));
}

TEST(PictureFile, NothingOnStandardInputIsAnError) {
  const StandardInput input("/dev/null");
  EXPECT_EQ(error_of([] { read_picture_stdin(); }),
            "standard input: not a picture that can be read\n"
            "  expected  a PNG, JPEG, BMP, TIFF, WebP, GIF, HEIC, PBM, PGM or PPM file\n"
            "  found     an empty file\n"
            "  next      if it is a picture, save it as a PNG file");
}

TEST(PictureFile, ADirectoryOnStandardInputIsAnError) {
  const ScratchFolder folder;
  const StandardInput input(folder.path());
  EXPECT_THAT(error_of([] { read_picture_stdin(); }),
              StartsWith("standard input: cannot be read\n"));
}

}  // namespace
}  // namespace inkling
