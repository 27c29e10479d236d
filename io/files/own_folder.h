#pragma once

#include <filesystem>

namespace inkling {

/// The folder of the file that contains this code: the program or a shared library. Links are
/// resolved. Empty if the system does not say.
std::filesystem::path own_folder();

}  // namespace inkling
