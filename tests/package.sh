#!/usr/bin/env bash
# Builds the Debian package and tries it in a bare Debian 12: installs it there with apt-get, reads a
# man page, classifies a picture, trains for an epoch and builds the example of assets/example.
# Takes a quarter of an hour; needs root, and a mirror of Debian's packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=app/packages.sh
source app/packages.sh

install_missing "${build_packages[@]}" mmdebstrap lintian dpkg-dev

say "Building the package in build/portable"
cmake --preset portable
cmake --build --preset portable
rm -f build/portable/inkling_*.deb
(cd build/portable && cpack -G DEB)
package=$(realpath build/portable/inkling_*.deb)

say "Checking $(basename "$package") with lintian"
lintian --allow-root --fail-on error "$package"

work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
mkdir "$work/files"
cp "$package" assets/*.png "$work/files"
cp -r assets/example "$work/files"

# Fifty pictures of a digit each, small enough to train on within a second.
for label in 1 7; do
  mkdir -p "$work/files/digits/$label"
  for copy in {1..50}; do
    [[ $label == 1 ]] && cp assets/four.png "$work/files/digits/$label/$copy.png"
    [[ $label == 7 ]] && cp assets/seven.png "$work/files/digits/$label/$copy.png"
  done
done

cat >"$work/files/try.sh" <<'END'
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
cd /files
apt-get install --yes --no-install-recommends ./inkling_*.deb man-db >/dev/null
inkling --version
[[ $(inkling classify five.png) == "five.png	5	1.000" ]]
[[ $(inkling classify eight.png two.png | cut -f2 | tr '\n' ' ') == "8 2 " ]]
inkling train --data digits --epochs 1 --out run --quiet
inkling classify --model run seven.png
man --locale=C inkling-train | grep --quiet -- '--learning-rate X'
[[ -s /usr/share/bash-completion/completions/inkling ]]
apt-get install --yes --no-install-recommends g++ cmake ninja-build libopencv-core-dev >/dev/null
cmake -G Ninja -S example -B /tmp/example
cmake --build /tmp/example
[[ $(/tmp/example/name_digits five.png) == "5 with "* ]]
apt-get remove --yes inkling >/dev/null
[[ ! -e /usr/bin/inkling ]]
echo "the package works"
END

say "Installing it in a bare Debian 12"
mmdebstrap --variant=apt --include=ca-certificates \
  --customize-hook="copy-in $work/files /" \
  --customize-hook='chroot "$1" env --ignore-environment PATH=/usr/sbin:/usr/bin bash /files/try.sh' \
  bookworm /dev/null
