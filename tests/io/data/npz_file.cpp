#include "tests/io/data/npz_file.h"

#include <minizip/zip.h>
#include <zlib.h>

#include <stdexcept>

namespace inkling {

std::string npy_bytes(const std::string& dictionary, const std::string& content) {
  const std::size_t length = dictionary.size() + 1;
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(length & 0xff) +
         static_cast<char>(length >> 8) + dictionary + "\n" + content;
}

void write_zip(const std::filesystem::path& path,
               const std::vector<std::pair<std::string, std::string>>& files) {
  const zipFile archive = zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
  if (archive == nullptr) throw std::runtime_error("cannot write " + path.string());
  for (const auto& [name, content] : files) {
    const zip_fileinfo info{};
    zipOpenNewFileInZip(archive, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED,
                        Z_BEST_SPEED);
    zipWriteInFileInZip(archive, content.data(), static_cast<unsigned>(content.size()));
    zipCloseFileInZip(archive);
  }
  zipClose(archive, nullptr);
}

}  // namespace inkling
