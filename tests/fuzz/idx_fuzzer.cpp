// IDX files: what is accepted is, byte for byte, what its images or labels are written as.

#include "io/data/idx.h"
#include "tests/fuzz/harness.h"
#include "tests/io/files/file_bytes.h"

namespace inkling::fuzz {
namespace {

std::string file_of(const ImageSet& images) {
  return big_endian_bytes(0x803) + big_endian_bytes(static_cast<std::uint32_t>(images.count())) +
         big_endian_bytes(static_cast<std::uint32_t>(images.shape.height)) +
         big_endian_bytes(static_cast<std::uint32_t>(images.shape.width)) +
         std::string(images.pixels.begin(), images.pixels.end());
}

}  // namespace
}  // namespace inkling::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace inkling;
  using namespace inkling::fuzz;
  const std::string_view content = text_of({data, size});
  const bool plain = !content.starts_with("\x1f\x8b");
  const MemoryFile file(content);
  if (const auto images = accepted([&] { return read_idx_images(file.path()); })) {
    require(!plain || file_of(*images) == content, "an image file is all of its images");
  }
  if (const auto labels = accepted([&] { return read_idx_labels(file.path()); })) {
    const std::string written = idx_label_file({labels->begin(), labels->end()});
    require(!plain || written == content, "a label file is all of its labels");
  }
  return 0;
}
