# A Debian package: cpack -G DEB in the folder of a portable build.

# The licence as a field of Debian's copyright file: a space before each line, a dot for an empty one.
file(STRINGS ${PROJECT_SOURCE_DIR}/LICENSE license_lines)
list(SUBLIST license_lines 1 -1 license_lines)
set(license_text "")
foreach(line IN LISTS license_lines)
  if(line STREQUAL "")
    set(line ".")
  endif()
  string(APPEND license_text " ${line}\n")
endforeach()
string(STRIP "${license_text}" license_text)
set(license_text " ${license_text}")
set(package ${CMAKE_BINARY_DIR}/package)
configure_file(${PROJECT_SOURCE_DIR}/assets/package/copyright.in ${package}/copyright @ONLY)
set(library_version ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
file(WRITE ${package}/shlibs "libinkling ${library_version} inkling (>= ${PROJECT_VERSION})\n")
add_custom_command(
  OUTPUT ${package}/changelog.gz
  COMMAND gzip --best --no-name --stdout ${PROJECT_SOURCE_DIR}/assets/package/changelog
          > ${package}/changelog.gz
  DEPENDS ${PROJECT_SOURCE_DIR}/assets/package/changelog
  VERBATIM)
add_custom_target(inkling_package_files ALL DEPENDS ${package}/changelog.gz)
install(FILES ${package}/copyright ${package}/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME inkling)
set(CPACK_PACKAGE_CONTACT "The Inkling authors <inkling@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "trains networks on digit images and names handwritten digits")
set(CPACK_PACKAGE_DESCRIPTION
  "Inkling trains convolutional networks on MNIST-style digit images, measures
them with confusion matrices, and names the digit in a picture. It comes with
a trained model, and a C++ library for programs that classify digits.")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/lib)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${PROJECT_SOURCE_DIR}/assets/package/triggers ${package}/shlibs)
include(CPack)
