#pragma once

#include <string>
#include <vector>

namespace inkling {

/// The name of standard input among the names of pictures.
inline constexpr const char* kStandardInput = "-";

/// A picture to classify, and why that is impossible, if it is known already.
struct PictureInput {
  std::string path;
  std::string error = {};
};

/// The pictures in `arguments`. A folder is replaced by the pictures in it, sorted by name.
std::vector<PictureInput> list_inputs(const std::vector<std::string>& arguments);

}  // namespace inkling
