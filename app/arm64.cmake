# Builds for arm64 on another machine: with the cross compiler, and with qemu for the programs that
# the build itself runs. app/arm64_sysroot.sh makes the folder with the libraries.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

set(INKLING_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../build/arm64-sysroot
    CACHE PATH "Folder with the libraries of arm64")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES INKLING_SYSROOT)
get_filename_component(CMAKE_SYSROOT ${INKLING_SYSROOT} REALPATH)
if(NOT EXISTS ${CMAKE_SYSROOT}/usr)
  message(FATAL_ERROR "No libraries of arm64 in ${CMAKE_SYSROOT}. Make them with:\n"
                      "  app/arm64_sysroot.sh\n")
endif()

set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static;-L;${CMAKE_SYSROOT})

set(CMAKE_FIND_ROOT_PATH ${CMAKE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
