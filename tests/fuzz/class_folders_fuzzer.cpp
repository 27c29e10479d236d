// Class folders. An input has the paths of files, one a line, below the folder: "train/7/a.png".
// The first letter of a line says what is in the file.

#include <algorithm>
#include <fstream>
#include <set>
#include <vector>

#include "io/data/class_folders.h"
#include "io/pictures/png_writer.h"
#include "tests/fuzz/harness.h"

namespace inkling::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 12;

/// Some files that may lie in a folder: pictures of two sizes, dark and light, and what is none.
const std::vector<std::string>& contents() {
  static const std::vector<std::string> all = [] {
    std::vector<std::uint8_t> small(64, 0);
    std::vector<std::uint8_t> large(std::size_t{80} * 70, 255);
    for (std::size_t n = 0; n < 6; ++n) small[8 * n + 12] = 200;
    for (int n = 20; n < 50; ++n) std::fill_n(large.begin() + 80 * n + 30, 8, std::uint8_t{10});
    const std::vector<std::uint8_t> blank(64, 255);
    return std::vector<std::string>{encode_png(small, 8, 8, "small"),
                                    encode_png(large, 70, 80, "large"),
                                    encode_png(blank, 8, 8, "blank"), "not a picture"};
  }();
  return all;
}

/// Makes the file where the line names one inside of `folder`.
void make_file(const fs::path& folder, std::string_view line) {
  if (line.size() < 2) return;
  const fs::path path = fs::path(line.substr(1)).relative_path();
  if (std::ranges::find(path, fs::path("..")) != path.end()) return;
  std::error_code impossible;
  fs::create_directories((folder / path).parent_path(), impossible);
  std::ofstream(folder / path, std::ios::binary)
      << contents()[static_cast<unsigned char>(line[0]) % contents().size()];
}

void check_part(const Dataset& part, const std::vector<std::string>& class_names) {
  require(part.images.count() == part.count(), "each image has a label");
  require(part.class_names == class_names, "both parts have the same classes");
  require(std::ranges::all_of(part.labels,
                              [&](std::uint16_t label) { return label < class_names.size(); }),
          "each label is that of a class");
}

void check(const DataParts& folders, const fs::path& folder) {
  const std::vector<std::string>& names = folders.train.class_names;
  check_part(folders.train, names);
  if (folders.own_test_part) check_part(folders.test, names);
  require(std::set(names.begin(), names.end()).size() == names.size(), "each class has a name");
  const std::set<std::uint16_t> seen(folders.train.labels.begin(), folders.train.labels.end());
  require(seen.size() == names.size(), "each class has images to train with");
  require(list_image_files(folder).size() == folders.train.count() + folders.test.count(),
          "the files are listed that are read");
}

}  // namespace
}  // namespace inkling::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  const fs::path folder = scratch_folder() / "data";
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  fs::create_directories(folder);
  std::string_view rest = text_of({data, size});
  for (std::size_t n = 0; n < kMostFiles && !rest.empty(); ++n) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    make_file(folder, rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  accepted([&] { return list_other_files(folder); });
  if (const auto folders = accepted([&] { return read_class_folders(folder); })) {
    check(*folders, folder);
  }
  return 0;
}
