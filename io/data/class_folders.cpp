#include "io/data/class_folders.h"

#include <algorithm>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include "io/files/error.h"
#include "io/files/folder.h"
#include "io/pictures/picture_file.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

/// Whether there is a folder at `path`. Throws FileError if the system does not say.
bool has_folder(const fs::path& path) { return fs::is_directory(status_of(path)); }

/// The folders whose subfolders are the classes: one, or one each for training and test.
std::vector<fs::path> part_folders(const fs::path& folder) {
  if (!has_folder(folder / "train")) return {folder};
  if (!has_folder(folder / "test")) return {folder / "train"};
  return {folder / "train", folder / "test"};
}

bool is_picture(const fs::directory_entry& entry) {
  return has_picture_name(entry.path()) && !is_folder(entry);
}

/// The files below all class folders for which `wanted` is true.
std::vector<fs::path> list_files(const fs::path& folder,
                                 const std::function<bool(const fs::directory_entry&)>& wanted) {
  std::vector<fs::path> files;
  for (const fs::path& part : part_folders(folder)) {
    for (const std::string& name : list_folder(part, is_folder)) {
      for (const std::string& file : list_folder(part / name, wanted)) {
        files.push_back(part / name / file);
      }
    }
  }
  return files;
}

std::vector<std::string> list_classes(const fs::path& folder) {
  std::vector<std::string> names = list_folder(folder, is_folder);
  sort_classes(names);
  if (names.size() >= 2 && names.size() <= kMostLabels) return names;
  throw FileError({.path = folder.string(),
                   .problem = "not a folder of class folders",
                   .expected = "2 to 65536 folders, one for each class, with its pictures",
                   .found = std::to_string(names.size()) +
                            (names.size() == 1 ? " folder: " + names.front() : " folders"),
                   .next = "ls " + folder.string()});
}

std::vector<LabelledFile> list_images(const fs::path& folder,
                                      const std::vector<std::string>& found_classes,
                                      const std::vector<std::string>& class_names) {
  std::vector<LabelledFile> files;
  for (const std::string& name : found_classes) {
    const auto label = std::ranges::find(class_names, name) - class_names.begin();
    const std::vector<fs::path> images = list_pictures(folder / name);
    if (images.empty()) {
      throw FileError({.path = (folder / name).string(),
                       .problem = "a class without images",
                       .expected = "picture files, whose names end in .png, .jpg, .jpeg, .bmp, "
                                   ".tif, .tiff, .webp, .gif, .heic, .heif, .pbm, .pgm or .ppm",
                       .next = "add images to this folder, or remove it"});
    }
    for (const fs::path& image : images) {
      files.push_back({image, static_cast<std::uint16_t>(label)});
    }
  }
  return files;
}

void check_test_classes(const fs::path& folder, const std::vector<std::string>& test_classes,
                        const std::vector<std::string>& class_names) {
  if (test_classes.empty()) {
    throw FileError(
        {.path = (folder / "test").string(),
         .problem = "holds no class folders",
         .expected = "folders of the same names as below " + (folder / "train").string(),
         .next = "add them, or remove this folder: every sixth image is tested then"});
  }
  for (const std::string& name : test_classes) {
    if (std::ranges::find(class_names, name) != class_names.end()) continue;
    throw FileError({.path = (folder / "test" / name).string(),
                     .problem = "a test class without training images",
                     .expected = "a folder of the same name below " + (folder / "train").string(),
                     .next = "rename or remove this folder"});
  }
}

}  // namespace

bool has_class_folders(const fs::path& folder) { return !list_folder(folder, is_folder).empty(); }

std::vector<fs::path> list_image_files(const fs::path& folder) {
  return list_files(folder, is_picture);
}

std::vector<fs::path> list_other_files(const fs::path& folder) {
  return list_files(folder, [](const fs::directory_entry& entry) {
    return !has_picture_name(entry.path()) && !is_folder(entry);
  });
}

DataParts read_class_folders(const fs::path& folder, Form form) {
  const std::vector<fs::path> parts = part_folders(folder);
  const fs::path& train_folder = parts.front();
  const std::vector<std::string> class_names = list_classes(train_folder);
  std::vector<std::vector<LabelledFile>> files = {
      list_images(train_folder, class_names, class_names)};
  if (parts.size() > 1) {
    const std::vector<std::string> test_classes = list_folder(folder / "test", is_folder);
    check_test_classes(folder, test_classes, class_names);
    files.push_back(list_images(folder / "test", test_classes, class_names));
  }
  return read_labelled_pictures("class folders", files, class_names, form);
}

}  // namespace inkling
