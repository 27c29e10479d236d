#!/usr/bin/env bash
# From a fresh clone to a trained network that names the digit in a picture: installs what is
# missing, builds, finds digits, trains, evaluates and classifies. What is there is not done again.
#
# Digits are taken from the first of these that works:
#   1. the folder in INKLING_MNIST
#   2. MNIST in the user's cache folder
#   3. MNIST, downloaded into that place
#   4. OpenCV's sheet of 5,000 digits, out of Debian's package opencv-doc
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[[ -z ${INKLING_MNIST:-} ]] || INKLING_MNIST=$(realpath "$INKLING_MNIST")
cd "$root"
# shellcheck source=app/packages.sh
source app/packages.sh

inkling=build/release/inkling
cache=${XDG_CACHE_HOME:-$HOME/.cache}/inkling
mnist=$cache/mnist
sheet=$cache/digits.png
mirrors=(https://ossci-datasets.s3.amazonaws.com/mnist
  https://storage.googleapis.com/cvdf-datasets/mnist)

# SHA-256 of what is inside the .gz files, and of the sheet.
mnist_files=(train-images-idx3-ubyte train-labels-idx1-ubyte
  t10k-images-idx3-ubyte t10k-labels-idx1-ubyte)
declare -A sha256=(
  [train-images-idx3-ubyte]=ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db
  [train-labels-idx1-ubyte]=65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5
  [t10k-images-idx3-ubyte]=0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7
  [t10k-labels-idx1-ubyte]=ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2
  [digits.png]=60c917758ef97cc090f35cd8e293e4de691ef942847da0ff80dedab33d57c662
)

# Reads standard input; true where its SHA-256 is that of the file named.
has_sha256_of() {
  [[ $(sha256sum) == "${sha256[$1]}  -" ]]
}

build() {
  say "Building the program in build/release"
  # Once configured, the build looks after that itself; tests that someone switched on stay on.
  [[ -f build/release/build.ninja ]] || cmake --preset release -DINKLING_TESTS=OFF
  cmake --build --preset release --target inkling
}

# Downloads one file of MNIST into the folder $2, checked.
download_mnist_file() {
  local name=$1 folder=$2 mirror
  for mirror in "${mirrors[@]}"; do
    if curl --fail --silent --location --connect-timeout 5 --max-time 60 \
      --output "$folder/$name.gz" "$mirror/$name.gz" &&
      gzip --decompress --stdout "$folder/$name.gz" | has_sha256_of "$name"; then
      return 0
    fi
  done
  return 1
}

has_mnist() {
  local name
  for name in "${mnist_files[@]}"; do
    [[ -f $1/$name.gz ]] || return 1
  done
}

# Downloads MNIST into the cache, where it appears complete or not at all.
download_mnist() {
  say "Downloading MNIST (11 MB) to $mnist"
  command -v curl >/dev/null || (install_missing curl ca-certificates) || return 1
  local name folder=$temporary/mnist
  mkdir "$folder"
  for name in "${mnist_files[@]}"; do
    download_mnist_file "$name" "$folder" || return 1
  done
  rm -rf "$mnist" && mv "$folder" "$mnist"
}

# Takes OpenCV's digits.png out of its package, which need not be installed for that.
extract_sheet() (
  is_debian && cd "$temporary" &&
    with_lists apt-get download --quiet=2 -o APT::Sandbox::User=root opencv-doc &&
    dpkg --fsys-tarfile opencv-doc_*.deb |
    tar --extract --to-stdout ./usr/share/doc/opencv-doc/examples/data/digits.png >digits.png &&
    has_sha256_of digits.png <"$temporary/digits.png" &&
    mv digits.png "$sheet"
)

# Sets `data` to the digits to train with.
find_digits() {
  if [[ -n ${INKLING_MNIST:-} ]]; then
    say "Digits: MNIST in INKLING_MNIST, $INKLING_MNIST"
    data=$INKLING_MNIST
    return
  fi
  if has_mnist "$mnist"; then
    say "Digits: MNIST in $mnist"
    data=$mnist
    return
  fi

  mkdir -p "$cache"
  temporary=$(mktemp --directory "$cache/demo.XXXXXX")
  trap 'rm -rf "$temporary"' EXIT
  if download_mnist; then
    data=$mnist
    return
  fi
  if [[ -f $sheet ]]; then
    say "No MNIST from the internet. Digits: OpenCV's 5,000 in $sheet"
  else
    say "No MNIST from the internet: taking OpenCV's 5,000 digits out of Debian's opencv-doc (96 MB)"
    extract_sheet || die "no digits found. Put MNIST's four .gz files into $mnist,
  or name their folder: INKLING_MNIST=FOLDER bash app/demo.sh"
  fi
  data=$sheet
}

# Sets `run` to the folder of a finished training on `data`.
train() {
  local -a options=(--preset default)
  run=runs/demo-mnist
  if [[ $data == "$sheet" ]]; then
    # A twelfth of MNIST's digits: none of them is held out.
    run=runs/demo-digits
    options=(--preset small-data --validation 0)
  fi
  if [[ -f $run/model.onnx ]]; then
    say "Training: done before, $run"
    return
  fi
  say "Training: inkling train --data $data ${options[*]} --out $run"
  # Under another name until it is done, so that an interrupted training is not taken for one.
  rm -rf "$run.unfinished"
  "$inkling" train --data "$data" "${options[@]}" --out "$run.unfinished" >/dev/null
  mv "$run.unfinished" "$run"
}

install_missing "${build_packages[@]}"
build
find_digits
train
say "Testing it on digits that it has not seen: inkling evaluate $run/model.onnx --data $data"
"$inkling" evaluate "$run/model.onnx" --data "$data"
say "Naming the digit in a picture: inkling classify --model $run/model.onnx assets/five.png"
"$inkling" classify --model "$run/model.onnx" assets/five.png
say "The model that comes with Inkling: inkling classify assets/*.png"
"$inkling" classify assets/*.png

cat <<END

What to try next:
  $inkling classify --model $run/model.onnx --top 3 YOUR.png
  $inkling train --data $data --model "conv 8x5x5, relu, pool 2, fc classes"
  $inkling info $run/model.onnx
  $inkling train --help
END
