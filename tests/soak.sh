#!/bin/sh
# Draws many posters of random documents and looks for what adds up: sh tests/soak.sh [POSTERS [SEED]], by default
# 100,000. Builds first; fails where memory grows, a file stays open, or a document is drawn in two ways.
set -u
. "$(dirname -- "$0")/setup.sh"

setup_build "$root/build" tests/soak/soak
exec "$root/build/tests/soak/soak" "$root/fonts" "$root/tests/fonts" "$@"
