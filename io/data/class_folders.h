#pragma once

#include <filesystem>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// The images of class folders, in one part or in two.
struct ClassFolders {
  Dataset train;  ///< All images if there is no test part.
  Dataset test;   ///< Empty if there is no test part.
  bool own_test_part = false;
};

/// Whether `folder` looks like class folders: it has subfolders (hidden ones do not count).
bool has_class_folders(const std::filesystem::path& folder);

/// Reads a folder whose subfolders are classes with picture files in them, or a folder with such a
/// folder as `train/` and perhaps another as `test/`. Ignores hidden files, and files whose names
/// are not those of pictures (see `has_picture_name`).
///
/// Classes are sorted by number if all names are numbers, otherwise by name. Images are sorted by
/// class, then by file name. Test classes must also be training classes.
///
/// If all images have one size of at most 64x64, they are taken as they are; if most of them have
/// light paper, all are inverted, so that ink is light. Otherwise `prepare_picture` makes each one
/// 28x28. Both parts are one set for this decision.
///
/// `Dataset::as_found` and `inverted` say what was done, so that pictures for a network that was
/// trained on the images can be prepared in the same way.
///
/// Throws FileError, which names the file or folder.
ClassFolders read_class_folders(const std::filesystem::path& folder);

/// The files that `read_class_folders` reads: part by part, sorted by class and file name. Throws
/// FileError if a folder cannot be listed.
std::vector<std::filesystem::path> list_image_files(const std::filesystem::path& folder);

/// The files that `read_class_folders` ignores because their names are not those of pictures,
/// except hidden ones. Throws FileError if a folder cannot be listed.
std::vector<std::filesystem::path> list_other_files(const std::filesystem::path& folder);

}  // namespace inkling
