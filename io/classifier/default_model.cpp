#include "app/default_model.h"

#include <string>
#include <system_error>

#include "io/files/error.h"

namespace inkling {

namespace fs = std::filesystem;

fs::path default_model() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path installed = program.parent_path().parent_path() / "share/inkling/mnist.onnx";
  if (!error && fs::exists(installed, error)) return installed;
  const fs::path source = INKLING_ASSETS "/mnist.onnx";
  if (fs::exists(source, error)) return source;
  throw FileError({.path = installed.string(),
                   .problem = "the model that comes with Inkling is missing",
                   .expected = "it there or at " + source.string(),
                   .next = "train one with inkling train --data DATA, then give "
                           "--model runs/lenet5-1/model.onnx"});
}

}  // namespace inkling
