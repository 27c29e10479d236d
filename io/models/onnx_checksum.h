#pragma once

#include <string>
#include <string_view>

namespace inkling {

/// What a model file of Inkling ends with: one more entry of its metadata, the checksum of all its
/// bytes before that entry. Its length is always the same.
std::string checksum_entry(std::string_view content);

/// Whether the model file `content` ends with such an entry. Throws FileError, naming `path`, where
/// the checksum is not that of the bytes before it, which so have changed since.
bool ends_with_checksum(std::string_view content, const std::string& path);

}  // namespace inkling
