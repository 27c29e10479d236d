#!/usr/bin/env bash
# Installs a build into a folder of its own, runs what is there, and builds the example of
# assets/example against it.
# install_test.sh SOURCE_FOLDER BUILD_FOLDER COMPILER_FLAGS
set -euo pipefail
source=$1
build=$2
flags=$3  # the sanitizers must be in all parts of a program
prefix=$(mktemp --directory)
trap 'echo "failed in line $LINENO"' ERR
trap 'rm -rf "$prefix"' EXIT

expect() {
  [[ $2 == "$1" ]] || { printf 'expected: %s\nfound: %s\n' "$1" "$2"; exit 1; }
}

cmake --install "$build" --prefix "$prefix/usr" >/dev/null
expect "$source/assets/five.png	5	1.000" "$("$prefix/usr/bin/inkling" classify "$source/assets/five.png")"
for page in inkling inkling-train inkling-evaluate inkling-classify inkling-import inkling-info; do
  [[ -s $prefix/usr/share/man/man1/$page.1.gz ]]
done
[[ -s $prefix/usr/share/bash-completion/completions/inkling ]]
[[ -s $prefix/usr/share/zsh/vendor-completions/_inkling ]]

cmake -G Ninja -S "$source/assets/example" -B "$prefix/example" -DCMAKE_PREFIX_PATH="$prefix/usr" \
  -DCMAKE_CXX_FLAGS="$flags" >/dev/null
cmake --build "$prefix/example" >/dev/null
expect "5 with 0.999993" "$("$prefix/example/name_digits" "$source/assets/five.png")"
if "$prefix/example/name_digits" /nonexistent.png 2>"$prefix/error"; then
  echo "a missing picture was named"
  exit 1
fi
grep --quiet 'nonexistent.png: no such file' "$prefix/error"
# The model is the installed one, not that of the source folder.
mv "$prefix/usr/share/inkling/mnist.onnx" "$prefix/mnist.onnx"
touch "$prefix/usr/share/inkling/mnist.onnx"
if "$prefix/example/name_digits" "$source/assets/five.png" 2>"$prefix/error"; then
  echo "an empty model was read"
  exit 1
fi
grep --quiet "$prefix/usr/share/inkling/mnist.onnx: " "$prefix/error"
