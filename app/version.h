#pragma once

#include <string>

namespace inkling {

/// The version, such as "0.1.0".
std::string version();

/// The commit that was built, such as "1a2b3c4d5e", with "-dirty" if files differed from it; empty
/// if the sources were no git repository.
std::string commit();

/// The compiler and its version: "g++ 12.2.0".
std::string compiler();

/// The page that `inkling --version` prints: version, commit, compiler, the instruction set in use
/// and the number of threads.
std::string version_page();

}  // namespace inkling
