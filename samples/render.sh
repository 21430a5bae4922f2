#!/bin/sh
# Draws the three posters of the recorded response into out/, and the template over the images of the other one, whose
# pictures are no longer where it says. Installs what is missing and builds first.
set -u
. "$(dirname -- "$0")/../tests/setup.sh"

setup_build "$root/build" placard
cd -- "$root" || exit 1
build/placard render samples/dashscope-succeeded.json --base samples -o out > /dev/null || exit
build/placard render samples/gettaskinfo-done.json --layers samples/template.json --base 0=samples/1.jpg \
  --base 1=samples/2.jpg -o out > /dev/null || exit
echo "The posters are in $root/out:"
for poster in out/dashscope-succeeded-*.png out/gettaskinfo-done-*.png; do
  echo "  ${poster#out/}"
done
