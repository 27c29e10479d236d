#pragma once

#include <filesystem>

namespace inkling {

/// The model that comes with the program: installed beside it, or in the source tree. Throws
/// FileError if it is in neither place.
std::filesystem::path default_model();

}  // namespace inkling
