#!/usr/bin/env bash
# Configures where packages are missing: CMake names all of them at once.
# missing_packages_test.sh SOURCE_FOLDER
set -euo pipefail
source=$1
build=$(mktemp --directory)
trap 'rm -rf "$build"' EXIT

# Runs CMake with the given options; its output, on one line, goes to `output`.
configure() {
  rm -rf "${build:?}"/*
  output=$(cmake -G Ninja -S "$source" -B "$build" "$@" 2>&1 | tr -s ' \n' ' ') || true
}

expect() {
  [[ $output == *"$1"* ]] || { printf 'expected: %s\nfound: %s\n' "$1" "$output"; exit 1; }
}

configure -DCMAKE_DISABLE_FIND_PACKAGE_fmt=ON -DCMAKE_DISABLE_FIND_PACKAGE_CLI11=ON \
  -DINKLING_ISAL_HEADERS= -DINKLING_MUSTACHE_HEADERS=
expect "Packages are missing. On Debian, as root: apt-get install --no-install-recommends \
libcli11-dev libfmt-dev libisal-dev libkainjow-mustache-dev "

configure -DINKLING_OPENCV_DNN_HEADERS= -DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON \
  -DCMAKE_DISABLE_FIND_PACKAGE_PNG=ON
expect "Packages are missing. On Debian, as root: apt-get install --no-install-recommends \
libpng-dev "

configure -DINKLING_OPENCV_DNN_HEADERS= -DCMAKE_DISABLE_FIND_PACKAGE_GTest=ON
expect "The tests are left out, because packages are missing: apt-get install \
--no-install-recommends libgtest-dev libgmock-dev libopencv-dnn-dev "
expect "Generating done"
