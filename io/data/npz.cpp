#include "io/data/npz.h"

#include <minizip/unzip.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "io/data/numpy_array.h"
#include "io/files/error.h"
#include "model/text.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostMembers = 1000;
constexpr const char* kNpz = "NPZ file";
// Real images shrink to a twentieth at best. What shrinks much more was made to fill the memory.
constexpr std::uint64_t kMuch = std::uint64_t{1} << 28;
constexpr std::uint64_t kBestRatio = 200;

struct Close {
  void operator()(void* archive) const { ::unzClose(archive); }
};
using Archive = std::unique_ptr<void, Close>;

[[noreturn]] void fail(const fs::path& path, const std::string& problem,
                       const std::string& expected, const std::string& found) {
  throw FileError({.path = path.string(),
                   .problem = problem,
                   .expected = expected,
                   .found = found,
                   .next = "unzip -l " + path.string()});
}

Archive open_archive(const fs::path& path) {
  Archive archive(::unzOpen64(path.c_str()));
  if (!archive) fail(path, "a damaged ZIP file", "a list of files at its end", "none");
  return archive;
}

/// A file in the archive.
struct Member {
  unz64_file_pos position{};
  std::uint64_t length = 0;
};

/// The arrays of an NPZ file by name, without the ending .npy.
class Arrays {
 public:
  explicit Arrays(fs::path path) : path_(std::move(path)) {
    const Archive archive = open_archive(path_);
    int status = ::unzGoToFirstFile(archive.get());
    for (; status == UNZ_OK; status = ::unzGoToNextFile(archive.get())) add(archive.get());
    if (status != UNZ_END_OF_LIST_OF_FILE) {
      fail(path_, "a damaged ZIP file", "a list of its files", "an incomplete one");
    }
  }

  /// The first of `names` that there is, in lower or upper case.
  std::optional<NumpyFile> find(std::span<const std::string_view> names) const {
    for (const std::string_view wanted : names) {
      for (const auto& [name, member] : members_) {
        if (lower_case(name) == wanted) return numpy_file_of(name, member);
      }
    }
    return std::nullopt;
  }

  std::string names() const {
    std::string list;
    for (const auto& [name, member] : members_) {
      list += (list.empty() ? "" : ", ") + printable(name);
      if (list.size() > 200) return list + ", ...";
    }
    return list.empty() ? "no arrays" : list;
  }

 private:
  void add(unzFile archive) {
    std::array<char, 256> name{};
    unz_file_info64 info{};
    Member member;
    if (::unzGetCurrentFileInfo64(archive, &info, name.data(), name.size() - 1, nullptr, 0, nullptr,
                                  0) != UNZ_OK ||
        ::unzGetFilePos64(archive, &member.position) != UNZ_OK) {
      fail(path_, "a damaged ZIP file", "a list of its files", "a damaged entry");
    }
    const std::string_view text(name.data());
    if (!text.ends_with(".npy")) return;
    if (members_.size() == kMostMembers) {
      fail(path_, "too many arrays", "at most " + std::to_string(kMostMembers), "more");
    }
    if (info.uncompressed_size > kMuch &&
        info.uncompressed_size / kBestRatio > info.compressed_size) {
      fail(path_, "unpacks to far more than images do", "an array of images",
           std::to_string(info.uncompressed_size) + " bytes in " +
               std::to_string(info.compressed_size));
    }
    member.length = info.uncompressed_size;
    members_.emplace(text.substr(0, text.size() - 4), member);
  }

  NumpyFile numpy_file_of(const std::string& name, const Member& member) const {
    return {.path = path_.string() + ": " + printable(name),
            .open = [path = path_, member] { return source_of(path, member); },
            .length = member.length};
  }

  static ByteSource source_of(const fs::path& path, Member member) {
    const std::shared_ptr<void> archive = open_archive(path);
    if (::unzGoToFilePos64(archive.get(), &member.position) != UNZ_OK ||
        ::unzOpenCurrentFile(archive.get()) != UNZ_OK) {
      fail(path, "a damaged ZIP file", "an array as numpy.savez writes it",
           "one that cannot be unpacked");
    }
    return [archive, path](std::span<std::uint8_t> bytes) {
      const int count =
          ::unzReadCurrentFile(archive.get(), bytes.data(), static_cast<unsigned>(bytes.size()));
      if (count < 0) fail(path, "damaged data in the ZIP file", "", "");
      const auto done = static_cast<std::size_t>(count);
      // At the end, the checksum is compared.
      if (done < bytes.size() && ::unzCloseCurrentFile(archive.get()) != UNZ_OK) {
        fail(path, "damaged data in the ZIP file", "the checksum in it", "another one");
      }
      return done;
    };
  }

  fs::path path_;
  std::map<std::string, Member> members_;
};

constexpr std::array<std::string_view, 3> kTrainImages = {"x_train", "train_images", "train_x"};
constexpr std::array<std::string_view, 3> kTrainLabels = {"y_train", "train_labels", "train_y"};
constexpr std::array<std::string_view, 3> kTestImages = {"x_test", "test_images", "test_x"};
constexpr std::array<std::string_view, 3> kTestLabels = {"y_test", "test_labels", "test_y"};
constexpr std::array<std::string_view, 4> kImages = {"images", "x", "data", "arr_0"};
constexpr std::array<std::string_view, 4> kLabels = {"labels", "y", "target", "arr_1"};

Dataset read_labelled(const NumpyFile& images, const NumpyFile& labels,
                      const std::optional<Shape>& size) {
  Dataset data;
  data.images = read_numpy_images(images, size);
  data.labels = read_numpy_labels(labels);
  require_as_many(data, images.path, labels.path);
  return data;
}

/// The parts of a file that has one or both.
DataParts read_parts(const fs::path& path, const Arrays& arrays, const std::optional<Shape>& size) {
  DataParts data{.kind = kNpz, .train = {}, .test = {}, .own_test_part = true};
  const auto read = [&](Dataset& part, const auto& images, const auto& labels) {
    const std::optional<NumpyFile> x = arrays.find(images);
    const std::optional<NumpyFile> y = arrays.find(labels);
    if (x.has_value() != y.has_value()) {
      fail(path, "images without labels, or labels without images",
           std::string(images[0]) + " and " + std::string(labels[0]), arrays.names());
    }
    if (x) part = read_labelled(*x, *y, size);
  };
  read(data.train, kTrainImages, kTrainLabels);
  read(data.test, kTestImages, kTestLabels);
  complete_parts(data, classes_of(data.train.labels, data.test.labels), path.string());
  return data;
}

}  // namespace

DataParts read_npz(const fs::path& path, const std::optional<Shape>& size) {
  const Arrays arrays(path);
  if (arrays.find(kTrainImages) || (arrays.find(kTestImages) && arrays.find(kTestLabels))) {
    return read_parts(path, arrays, size);
  }
  std::optional<NumpyFile> images = arrays.find(kImages);
  if (!images) images = arrays.find(kTestImages);
  if (!images) {
    fail(path, "no images in this NPZ file",
         "arrays named x_train, y_train, x_test and y_test, or images and labels", arrays.names());
  }
  const std::optional<NumpyFile> labels = arrays.find(kLabels);
  if (!labels) return unlabelled(kNpz, read_numpy_images(*images, size));
  Dataset data = read_labelled(*images, *labels, size);
  data.class_names = classes_of(data.labels);
  return split_every_sixth(kNpz, data);
}

}  // namespace inkling
