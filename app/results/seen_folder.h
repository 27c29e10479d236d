#pragma once

#include <filesystem>
#include <map>
#include <opencv2/core/mat.hpp>
#include <string>

namespace inkling {

/// A folder for the images that a network received, as PNG files.
class SeenFolder {
 public:
  /// Makes the folder if it does not exist. Throws FileError.
  explicit SeenFolder(std::filesystem::path folder);

  /// Writes `image` (CV_8UC1) and returns the path: scan.png for the picture a/scan.jpg, stdin.png
  /// for standard input. Files are never replaced: if scan.png exists, the name is scan-2.png and
  /// so on. Very long names are cut. Throws FileError.
  std::string save(const std::string& picture_path, const cv::Mat& image);

 private:
  std::filesystem::path unused_path(const std::string& stem);

  std::filesystem::path folder_;
  std::map<std::string, int> last_numbers_;  // of each stem
};

}  // namespace inkling
