#pragma once

#include <string>
#include <string_view>

namespace inkling {

/// The end of an Inkling model file: a metadata entry with the checksum of all bytes before that
/// entry. Its length is always the same.
std::string checksum_entry(std::string_view content);

/// Whether the model file `content` ends with such an entry. Throws FileError, which names `path`,
/// if the checksum does not fit the bytes before it, so that they must have changed.
bool ends_with_checksum(std::string_view content, const std::string& path);

}  // namespace inkling
