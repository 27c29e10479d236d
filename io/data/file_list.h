#pragma once

#include <filesystem>

#include "io/data/labelled_pictures.h"

namespace inkling {

/// Whether a table is a list of picture files: its first row has a column named file, path, image
/// or filename, or a field that ends like the name of a picture. Throws FileError.
bool is_file_list(const std::filesystem::path& path);

/// Reads a list of picture files, plain or gzip: CSV or TSV with the columns `file` and `label`, in
/// any order if the first row names them, otherwise in this one. Other columns are ignored. Paths
/// are relative to the folder of the list. Classes are the labels of the list, sorted like class
/// folders. Throws FileError, which names the line, or up to ten files that are missing.
DataParts read_file_list(const std::filesystem::path& path, Form form = Form::kUsual);

/// The list itself, and the pictures in it. Throws FileError.
std::vector<std::filesystem::path> list_listed_files(const std::filesystem::path& path);

}  // namespace inkling
