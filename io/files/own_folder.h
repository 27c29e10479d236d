#pragma once

#include <filesystem>

namespace inkling {

/// The folder of the file that this code was loaded from: the program, or a shared library that a
/// program uses. Links are followed. Empty if the system does not say.
std::filesystem::path own_folder();

}  // namespace inkling
