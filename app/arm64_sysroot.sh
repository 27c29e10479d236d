#!/usr/bin/env bash
# Makes a folder with the arm64 libraries and headers that the preset arm64 builds against:
#
#   app/arm64_sysroot.sh [FOLDER]    (build/arm64-sysroot)
#
# The packages are fetched by apt-get from the sources of this Debian machine and unpacked; nothing
# is installed. Root is not needed, except for the cross compiler and qemu, where they are missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=app/packages.sh
source app/packages.sh

sysroot=$(realpath -m "${1:-build/arm64-sysroot}")
is_debian || die "the arm64 libraries come from Debian's packages, and this machine has no apt-get"
install_missing g++-aarch64-linux-gnu qemu-user-static "${build_packages[@]}"

# What is built with runs on this machine; what is linked with comes from arm64.
packages=(libc6-dev libstdc++-12-dev libgtest-dev libgmock-dev)
for package in "${build_packages[@]}" libopencv-dnn-dev; do
  case $package in
    g++ | cmake | ninja-build | protobuf-compiler) ;;
    *) packages+=("$package") ;;
  esac
done

apt=$sysroot/apt
mkdir -p "$apt/lists/partial" "$apt/archives/partial"
touch "$apt/status"
as_arm64=(-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State=$apt"
  -o "Dir::State::lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt"
  -o "Dir::Cache::archives=$apt/archives" -o APT::Sandbox::User= -o Debug::NoLocking=true)
say "Fetching the arm64 packages"
apt-get "${as_arm64[@]}" -qq update
apt-get "${as_arm64[@]}" -qq install --yes --download-only --no-install-recommends \
  "${packages[@]}" >/dev/null
say "Unpacking them"
for package in "$apt"/archives/*.deb; do dpkg -x "$package" "$sysroot"; done
# Debian 12 keeps libraries in /lib and in /usr/lib, which are one folder where it is installed.
if [[ -d $sysroot/lib && ! -L $sysroot/lib ]]; then
  cp -a "$sysroot/lib/." "$sysroot/usr/lib/"
  rm -r "${sysroot:?}/lib"
  ln -s usr/lib "$sysroot/lib"
fi
# BLAS and LAPACK, which OpenCV's shared libraries want, are alternatives in folders of their own.
find "$sysroot/usr/lib/aarch64-linux-gnu" -mindepth 2 -name 'lib*blas.so*' -o -name 'liblapack.so*' |
  while read -r library; do ln -sf "$library" "$sysroot/usr/lib/aarch64-linux-gnu/"; done
rm -r "$apt"
say "The arm64 libraries are in $sysroot"
