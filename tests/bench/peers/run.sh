#!/bin/sh
# run.sh [--markdown] [--out DIR] PROGRAM SOURCE [SCRATCH [ROUNDS]]: the posters of the recorded response, drawn by
# Placard (PROGRAM, built from placard.c) and by its peers, in one table: time, ratio, difference of the pictures. The
# npm packages of package.json are installed below SCRATCH and stay there for the next time; without it they go into a
# temporary folder. What can't be installed is left out, with a line that says so. With --out the pictures are kept in
# DIR. PYTHON and CHROMIUM name these two programs where they are not the usual ones.
set -eu
usage() {
  echo 'usage: run.sh [--markdown] [--out DIR] PROGRAM SOURCE [SCRATCH [ROUNDS]]' >&2
  exit 2
}

markdown='' out=''
while [ $# -gt 0 ]; do
  case $1 in
    --markdown) markdown=$1 ;;
    --out) [ $# -gt 1 ] || usage; out=$2; shift ;;
    -*) usage ;;
    *) break ;;
  esac
  shift
done
{ [ $# -ge 2 ] && [ $# -le 4 ]; } || usage
program=$1 source=$(CDPATH='' cd -- "$2" && pwd) scratch=${3:-} rounds=${4:-7}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# 77 is how a benchmark says that it was skipped.
skip() {
  echo "Nothing to compare with: $1"
  exit 77
}

command -v node > /dev/null || skip 'node is missing'
command -v npm > /dev/null || skip 'npm is missing'
modules=${scratch:-$work}/peers-npm
mkdir -p "$modules"
modules=$(CDPATH='' cd -- "$modules" && pwd)
# The scripts go beside the packages, which is where node looks for them.
cp "$source"/tests/bench/peers/*.mjs "$source/tests/bench/peers/pillow.py" "$source/tests/bench/peers/package.json" \
  "$modules"
(cd "$modules" && npm install --no-audit --no-fund --no-package-lock --fetch-retries=1 --fetch-timeout=60000) \
  > "$work/npm" 2>&1 || { grep -m 4 'error' "$work/npm" | sed 's/^/  /'; skip 'npm install fails'; }

# sharp finds fonts by Fontconfig: the bundled ones and no others, hinted slightly, as Debian has it.
cat > "$modules/fonts.conf" << END
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>$source/fonts</dir>
  <cachedir>$modules/fontconfig</cachedir>
  <match target="pattern"><edit name="hintstyle" mode="append"><const>hintslight</const></edit></match>
</fontconfig>
END
export FONTCONFIG_FILE="$modules/fonts.conf"

python=
for candidate in "${PYTHON:-python3}" python3 /usr/bin/python3; do
  if "$candidate" -c 'import PIL' 2> /dev/null; then
    python=$candidate
    break
  fi
done
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || :)}
export CHROMIUM

pictures=${out:-$work/pictures}
mkdir -p "$pictures"
node "$modules/peers.mjs" ${markdown:+"$markdown"} --program "$program" --source "$source" --out "$pictures" \
  ${python:+--python "$python"} --rounds "$rounds"
