# shellcheck shell=bash
# The Debian packages that Inkling needs, in one place, and how they get onto the machine.
# Sourced by app/demo.sh, tests/run.sh and .ci/run.

# To build the program: Eigen, OpenCV (imgcodecs for JPEG and other pictures; libheif and giflib for
# HEIC and GIF), PNG and gzip (ISA-L), ZIP (minizip),
# SHA-256 (nettle), ONNX model files (the schema comes with libonnx-dev), random numbers, the command
# line, text, JSON, the template of the report. OpenMP comes with g++.
# shellcheck disable=SC2034  # read by the scripts that source this file
build_packages=(g++ cmake ninja-build libeigen3-dev libopencv-core-dev libopencv-imgproc-dev
  libopencv-imgcodecs-dev libheif-dev libgif-dev libpng-dev libisal-dev zlib1g-dev libminizip-dev nettle-dev libprotobuf-dev protobuf-compiler
  libonnx-dev librandom123-dev libcli11-dev libfmt-dev nlohmann-json3-dev libkainjow-mustache-dev)

# To build and run the tests, besides: other programs' readers of our model files, and zsh to try
# its completion.
# shellcheck disable=SC2034
test_packages=(libgtest-dev libgmock-dev libopencv-dnn-dev python3-onnx zsh)

# Fuzzers and ThreadSanitizer: clang with their runtimes, and OpenMP with libarcher.
# shellcheck disable=SC2034
clang_packages=(clang libclang-rt-dev libomp-dev)

# One line about what happens next.
say() {
  printf '==> %s\n' "$*"
}

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

is_debian() {
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
}

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Whether apt knows any packages and heard of them within the last week.
has_fresh_lists() {
  compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null &&
    [[ -n $(find /var/lib/apt/lists/partial -prune -mtime -7 2>/dev/null) ]]
}

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    return 1
  fi
}

refresh_lists() {
  say "Fetching Debian's package lists"
  as_root apt-get update -qq
}

# Runs an apt-get command, again with new package lists where it fails.
with_lists() {
  has_fresh_lists || refresh_lists || return
  "$@" || { refresh_lists && "$@"; }
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --quiet=2 --yes --no-install-recommends -o DPkg::Lock::Timeout=60 "$@" >/dev/null
}

# Installs those of the named packages that are missing.
install_missing() {
  if ! is_debian; then
    say "This is not Debian, so nothing is installed. Needed are what Debian calls: $*"
    return
  fi
  local package
  local -a missing=()
  for package in "$@"; do
    is_installed "$package" || missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then
    say "Packages: nothing is missing"
    return
  fi
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    die "packages are missing, and installing them takes root or sudo. As root:
  apt-get install --no-install-recommends ${missing[*]}"
  fi
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  with_lists apt_install "${missing[@]}" ||
    die "apt-get could not install the packages; its own words are above"
}
