#!/usr/bin/env bash
# Builds Inkling and runs all its tests. Arguments go to ctest: bash tests/run.sh -R Convolution
#
# Tests on MNIST want its four files in the folder that INKLING_MNIST names, and skip without it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[[ -z ${INKLING_MNIST:-} ]] || INKLING_MNIST=$(realpath "$INKLING_MNIST")
cd "$root"
# shellcheck source=app/packages.sh
source app/packages.sh

install_missing "${build_packages[@]}" "${test_packages[@]}"

say "Building in build/release"
cmake --preset release -DINKLING_TESTS=ON
cmake --build --preset release

# The tests share the cores: a thread that waits should leave its core to another test.
export OMP_WAIT_POLICY=passive
say "Running the tests (MNIST: ${INKLING_MNIST:-none, INKLING_MNIST is not set})"
ctest --preset release --no-tests=error --parallel "$(nproc)" "$@"
