#pragma once

#include <filesystem>
#include <map>
#include <opencv2/core/mat.hpp>
#include <string>

namespace inkling {

/// A folder for the images that a network was shown, as PNG files.
class SeenFolder {
 public:
  /// Makes the folder where there is none. Throws FileError.
  explicit SeenFolder(std::filesystem::path folder);

  /// Writes `image` (CV_8UC1) and returns the path: scan.png for the picture a/scan.jpg, stdin.png
  /// for standard input. No file is ever replaced: where there is one it becomes scan-2.png and so
  /// on. Very long names are cut. Throws FileError.
  std::string save(const std::string& picture_path, const cv::Mat& image);

 private:
  std::filesystem::path unused_path(const std::string& stem);

  std::filesystem::path folder_;
  std::map<std::string, int> last_numbers_;  // of each stem
};

}  // namespace inkling
