#!/bin/sh
# Draws the golden pictures, and those of docs/layers.md, anew where pixels changed on purpose:
# sh tests/golden/update.sh, then look at `git diff`.
set -u
setup_up=../..
. "$(dirname -- "$0")/../setup.sh"

setup_build "${1:-$root/build}" tests/golden
PLACARD_FONT_PATH=$root/fonts
LC_ALL=C.UTF-8
export PLACARD_FONT_PATH LC_ALL
status=0
"$setup_folder/tests/golden" "$root/tests/golden/cases" "$setup_folder/tests/left/golden" --update || status=1
"$setup_folder/tests/golden" "$root/docs/layers" "$setup_folder/tests/left/pictures" --plain --update || status=1
exit "$status"
