# find_package(inkling): the target inkling::inkling, with cv::Mat, which is in its interface.
include(${CMAKE_CURRENT_LIST_DIR}/inklingTargets.cmake)

find_package(OpenCV 4 QUIET COMPONENTS core)
if(OpenCV_FOUND)
  target_link_libraries(inkling::inkling INTERFACE opencv_core)
  set(inkling_OPENCV_HEADERS ${OpenCV_INCLUDE_DIRS})
else()
  # Debian's libopencv-core-dev has no CMake package.
  find_path(inkling_OPENCV_HEADERS opencv2/core.hpp PATH_SUFFIXES opencv4)
  find_library(inkling_OPENCV_CORE opencv_core)
  if(inkling_OPENCV_HEADERS AND inkling_OPENCV_CORE)
    target_link_libraries(inkling::inkling INTERFACE ${inkling_OPENCV_CORE})
  else()
    set(inkling_FOUND FALSE)
    set(inkling_NOT_FOUND_MESSAGE
        "inkling needs OpenCV's core. On Debian: apt-get install libopencv-core-dev")
    return()
  endif()
endif()
target_include_directories(inkling::inkling SYSTEM INTERFACE ${inkling_OPENCV_HEADERS})
