#!/bin/sh
# Draws the three posters of the recorded response into out/. Installs what is missing and builds first.
set -u
. "$(dirname -- "$0")/../tests/setup.sh"

setup_build "$root/build" placard
cd -- "$root" || exit 1
build/placard render samples/dashscope-succeeded.json --base samples -o out > /dev/null || exit
echo "The posters are in $root/out:"
for poster in out/dashscope-succeeded-*.png; do
  echo "  ${poster#out/}"
done
