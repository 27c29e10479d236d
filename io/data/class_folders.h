#pragma once

#include <filesystem>
#include <vector>

#include "model/dataset.h"

namespace inkling {

/// The images of class folders, in one part or in two.
struct ClassFolders {
  Dataset train;  ///< All images where there is no test part.
  Dataset test;   ///< Empty where there is no test part.
  bool own_test_part = false;
};

/// Whether `folder` looks like class folders: it has subfolders (hidden ones do not count).
bool has_class_folders(const std::filesystem::path& folder);

/// Reads a folder whose subfolders are classes with picture files in them, or which has such a
/// folder as its `train/` and, if it has a test part, as its `test/`. Files that are not named as
/// pictures (see `has_picture_name`) and hidden ones are left alone.
///
/// Classes are in the order of their numbers where all names are numbers, otherwise of their names;
/// images in the order of their classes, then of their file names. Test classes must be training
/// classes.
///
/// Images of one size up to 64x64 are taken as they are; if most of them have light paper, all are
/// inverted, so that ink is light. Otherwise each one is prepared like `prepare_picture` does, to
/// 28x28. Both parts count as one set for this.
///
/// `Dataset::as_found` and `inverted` tell what was done, so that pictures for a network that was
/// trained on the images can be prepared in the same way.
///
/// Throws FileError, which names the file or folder.
ClassFolders read_class_folders(const std::filesystem::path& folder);

/// The files that `read_class_folders` reads, part after part, in each by the names of the classes
/// and then of the files. Throws FileError where a folder cannot be listed.
std::vector<std::filesystem::path> list_image_files(const std::filesystem::path& folder);

/// The files that `read_class_folders` passes over because they are not named as pictures;
/// hidden ones do not count. Throws FileError where a folder cannot be listed.
std::vector<std::filesystem::path> list_other_files(const std::filesystem::path& folder);

}  // namespace inkling
