#!/usr/bin/env bash
# Runs the tests of the model under valgrind, which finds reads of memory that nobody has written.
# Arguments go to the tests: bash tests/memory.sh --gtest_filter='Network*'
#
# For x86-64-v3, because valgrind does not know AVX-512; without the trainings, because it runs threads
# in turn.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=app/packages.sh
source app/packages.sh

install_missing "${build_packages[@]}" libgtest-dev libgmock-dev valgrind

say "Building the model's tests in build/valgrind"
cmake --preset valgrind && cmake --build --preset valgrind --target inkling_model_tests

say "Running them under valgrind"
valgrind --quiet --error-exitcode=1 --leak-check=full --show-leak-kinds=definite \
  --errors-for-leak-kinds=definite \
  build/valgrind/inkling_model_tests --gtest_brief=1 \
  --gtest_filter='-*Train*:*Barrier*:Patience*:TimeLimit*' "$@"
