#include "app/results/picture_inputs.h"

#include <filesystem>
#include <system_error>

#include "io/files/error.h"
#include "io/pictures/picture_file.h"

namespace inkling {

namespace fs = std::filesystem;

std::vector<PictureInput> list_inputs(const std::vector<std::string>& arguments) {
  std::vector<PictureInput> inputs;
  for (const std::string& argument : arguments) {
    std::error_code ignored;
    if (!fs::is_directory(argument, ignored)) {
      inputs.push_back({argument});
      continue;
    }
    try {
      const std::vector<fs::path> pictures = list_pictures(argument);
      if (pictures.empty()) {
        throw FileError({.path = argument,
                         .problem = "no pictures in this folder",
                         .expected = "files that end in .png, .jpg or the like",
                         .next = "ls " + argument});
      }
      for (const fs::path& picture : pictures) inputs.push_back({picture.string()});
    } catch (const FileError& error) {
      inputs.push_back({argument, error.what()});
    }
  }
  return inputs;
}

}  // namespace inkling
