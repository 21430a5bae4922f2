#!/bin/sh
# Draws the golden pictures anew where pixels changed on purpose: sh tests/golden/update.sh, then look at `git diff`.
set -u
setup_up=../..
. "$(dirname -- "$0")/../setup.sh"

setup_build "$root/build" tests/golden
PLACARD_FONT_PATH=$root/fonts LC_ALL=C.UTF-8 \
  "$root/build/tests/golden" "$root/tests/golden" "$root/build/tests/left/golden" --update
