#pragma once

#include <filesystem>
#include <vector>

#include "io/data/labelled_pictures.h"

namespace inkling {

/// Whether `folder` looks like class folders: it has subfolders (hidden ones do not count).
bool has_class_folders(const std::filesystem::path& folder);

/// Reads a folder whose subfolders are classes with picture files in them, or a folder with such a
/// folder as `train/` and perhaps another as `test/`. Ignores hidden files, and files whose names
/// are not those of pictures (see `has_picture_name`).
///
/// Classes are sorted by number if all names are numbers, otherwise by name. Images are sorted by
/// class, then by file name. Test classes must also be training classes.
///
/// How the pictures become images: see `read_labelled_pictures`.
///
/// Throws FileError, which names the file or folder.
DataParts read_class_folders(const std::filesystem::path& folder, Form form = Form::kUsual);

/// The files that `read_class_folders` reads: part by part, sorted by class and file name. Throws
/// FileError if a folder cannot be listed.
std::vector<std::filesystem::path> list_image_files(const std::filesystem::path& folder);

/// The files that `read_class_folders` ignores because their names are not those of pictures,
/// except hidden ones. Throws FileError if a folder cannot be listed.
std::vector<std::filesystem::path> list_other_files(const std::filesystem::path& folder);

}  // namespace inkling
