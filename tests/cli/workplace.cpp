#include "tests/cli/workplace.h"

#include <gtest/gtest.h>
#include <png.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "model/lanes/random.h"

namespace inkling {
namespace {

namespace fs = std::filesystem;

constexpr int kSide = 12;
constexpr int kClasses = 3;
constexpr int kTrainingImages = 90;
constexpr int kImages = 120;

/// Four bytes, the most significant first, as IDX has them.
std::string big_endian(int number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
  return bytes;
}

}  // namespace

std::vector<unsigned char> task_image(int index) {
  RandomStream random(1, Purpose::kAugmentation, static_cast<std::uint32_t>(index));
  std::vector<unsigned char> pixels(kSide * kSide, 0);
  const int bar = 4 * (index % kClasses);
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      const bool inside = column >= bar + 1 && column < bar + 3 && row > 0 && row < kSide - 1;
      const std::uint32_t ink = inside ? 155 + random.below(100) : random.below(40);
      const bool border = row == 0 || column == 0 || row == kSide - 1 || column == kSide - 1;
      pixels[static_cast<std::size_t>(row * kSide + column)] =
          border ? 0 : static_cast<unsigned char>(ink);
    }
  }
  return pixels;
}

std::string idx_images(int first, int last) {
  std::string bytes =
      big_endian(0x803) + big_endian(last - first) + big_endian(kSide) + big_endian(kSide);
  for (int index = first; index < last; ++index) {
    const auto pixels = task_image(index);
    bytes.append(pixels.begin(), pixels.end());
  }
  return bytes;
}

std::string idx_labels(int first, int last) {
  std::string bytes = big_endian(0x801) + big_endian(last - first);
  for (int index = first; index < last; ++index) bytes += static_cast<char>(index % kClasses);
  return bytes;
}

Workplace::Workplace() {
  std::string pattern = testing::TempDir() + "inkling-XXXXXX";
  folder_ = mkdtemp(pattern.data());
}

Workplace::~Workplace() { fs::remove_all(folder_); }

void Workplace::write(const std::string& name, const std::string& content) const {
  fs::create_directories(fs::path(path(name)).parent_path());
  std::ofstream(path(name), std::ios::binary) << content;
}

std::string Workplace::content(const std::string& path) {
  if (!fs::is_regular_file(path)) return "";
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

void Workplace::write_idx_data() const {
  write("data/train-images-idx3-ubyte", idx_images(0, kTrainingImages));
  write("data/train-labels-idx1-ubyte", idx_labels(0, kTrainingImages));
  write("data/t10k-images-idx3-ubyte", idx_images(kTrainingImages, kImages));
  write("data/t10k-labels-idx1-ubyte", idx_labels(kTrainingImages, kImages));
}

void Workplace::write_class_folders() const {
  for (int index = 0; index < kImages; ++index) {
    const std::string part = index < kTrainingImages ? "train" : "test";
    const fs::path folder = path("folders/" + part + "/" + std::to_string(index % kClasses));
    fs::create_directories(folder);
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = image.height = kSide;
    image.format = PNG_FORMAT_GRAY;
    const std::string file = folder / (std::to_string(1000 + index) + ".png");
    const auto pixels = task_image(index);
    png_image_write_to_file(&image, file.c_str(), 0, pixels.data(), kSide, nullptr);
  }
}

}  // namespace inkling
