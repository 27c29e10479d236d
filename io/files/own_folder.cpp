#include "io/files/own_folder.h"

#include <dlfcn.h>
#include <link.h>

#include <system_error>

namespace inkling {

std::filesystem::path own_folder() {
  Dl_info info;
  link_map* loaded = nullptr;
  const auto* here = reinterpret_cast<const void*>(&own_folder);
  const int found = ::dladdr1(here, &info, reinterpret_cast<void**>(&loaded), RTLD_DL_LINKMAP);
  // In the list of loaded files, the program itself has no name.
  const bool is_program = found == 0 || loaded == nullptr || loaded->l_name[0] == '\0';
  std::error_code ignored;
  return std::filesystem::canonical(is_program ? "/proc/self/exe" : loaded->l_name, ignored)
      .parent_path();
}

}  // namespace inkling
