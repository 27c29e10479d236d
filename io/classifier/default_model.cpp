#include "io/classifier/default_model.h"

#include <string>
#include <system_error>
#include <vector>

#include "io/files/error.h"
#include "io/files/own_folder.h"

namespace inkling {

namespace fs = std::filesystem;

fs::path default_model() {
  const fs::path folder = own_folder();
  // Where it is installed, relative to the program and to the shared library; then in the source
  // folder.
  const std::vector<fs::path> places = {
      (folder / INKLING_DATA_FROM_PROGRAM / "mnist.onnx").lexically_normal(),
      (folder / INKLING_DATA_FROM_LIBRARY / "mnist.onnx").lexically_normal(),
      INKLING_ASSETS "/mnist.onnx"};
  std::error_code ignored;
  for (const fs::path& place : places) {
    if (fs::exists(place, ignored)) return place;
  }
  throw FileError({.path = places.front().string(),
                   .problem = "the model that comes with Inkling is missing",
                   .expected = "it there or at " + places.back().string(),
                   .next = "train one with inkling train --data DATA, then give "
                           "--model runs/lenet5-1/model.onnx"});
}

}  // namespace inkling
