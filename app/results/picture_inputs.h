#pragma once

#include <string>
#include <vector>

namespace inkling {

/// What stands for standard input among the names of pictures.
inline constexpr const char* kStandardInput = "-";

/// A picture that was asked for, and why it cannot be classified, as far as that is known.
struct PictureInput {
  std::string path;
  std::string error = {};
};

/// The pictures that `arguments` name: folders become what is in them, by name.
std::vector<PictureInput> list_inputs(const std::vector<std::string>& arguments);

}  // namespace inkling
