#pragma once

#include <bit>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace inkling {

/// The bytes of NPY version 1 with this dictionary.
std::string npy_bytes(const std::string& dictionary, const std::string& content);

/// The same for numbers of a type such as "|u1", as this machine has them.
template <typename Number>
std::string npy_array(const std::string& type, const std::string& shape,
                      const std::vector<Number>& numbers, bool fortran_order = false) {
  const std::string content(reinterpret_cast<const char*>(numbers.data()),
                            numbers.size() * sizeof(Number));
  return npy_bytes("{'descr': '" + type + "', 'fortran_order': " +
                       (fortran_order ? "True" : "False") + ", 'shape': (" + shape + "), }",
                   content);
}

/// Writes a ZIP file with these files, compressed.
void write_zip(const std::filesystem::path& path,
               const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace inkling
