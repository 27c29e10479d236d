#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

// A library of its own for the same reason as the plugin that it helps to test: each run of the
// tests would load OpenCV's imgcodecs.

/// Appends `picture` as a file of the format that people name with `ending` (".jpg").
extern "C" bool inkling_encode_picture(const char* ending, const cv::Mat& picture,
                                       const std::vector<int>& parameters, std::string& file) {
  std::vector<uchar> bytes;
  const bool encoded = cv::imencode(ending, picture, bytes, parameters);
  file.append(bytes.begin(), bytes.end());
  return encoded;
}
