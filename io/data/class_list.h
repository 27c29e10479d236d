#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/data/data_parts.h"

namespace inkling {

/// Reads the names of classes: a name on each line, the first for label 0; or EMNIST's mapping, a
/// label on each line and the Unicode numbers of its characters, of which the first is the name.
/// Blank lines are skipped. Throws FileError if the file is no such list or has a name twice.
std::vector<std::string> read_class_list(const std::filesystem::path& path);

/// Gives the classes of `data` the names of the list in `path`, in its order. Numbered classes are
/// named by their number. Class names of pictures must be in the list, unless all of them are
/// numbers of its lines. Throws FileError about `path` if a label or a name is not in the list.
void name_classes(DataParts& data, const std::filesystem::path& path);

}  // namespace inkling
