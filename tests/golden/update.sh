#!/bin/sh
# Draws the golden pictures, and those of docs/layers.md, anew where pixels changed on purpose:
# sh tests/golden/update.sh, then look at `git diff`.
set -u
setup_up=../..
. "$(dirname -- "$0")/../setup.sh"

setup_build "${1:-$root/build}" placard
PLACARD_FONT_PATH=$root/fonts
LC_ALL=C.UTF-8
export PLACARD_FONT_PATH LC_ALL
status=0
"$setup_folder/placard" check "$root/tests/golden/cases" --no-system-fonts -q --update || status=1
"$setup_folder/placard" check "$root/docs/layers" --no-system-fonts --threshold 0 --include-aa -q --update || status=1
exit "$status"
