#!/bin/sh
# diff.sh PLACARD MEASURE SOURCE [ROUNDS]: what comparing two files costs as a whole process, beside odiff and pixelmatch,
# which npm puts into a folder that is deleted afterwards. odiff is started without the script around it. The pictures
# are 768x1152 and 2304x3456, with 0.2 % of different pixels. The programs run in turn.
set -eu
placard=$1 measure=$2 source=$3 rounds=${4:-11}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
PLACARD_FONT_PATH=$source/fonts
export PLACARD_FONT_PATH

skip() {
  echo "$1: nothing to compare with"
  exit 0
}
{ command -v npm && command -v node; } > /dev/null || skip 'npm is missing'
npm install --prefix "$folder" --no-audit --no-fund --silent odiff-bin pixelmatch > /dev/null 2>&1 ||
  skip 'npm can not get odiff and pixelmatch'
odiff=$(find "$folder/node_modules" -type f -perm -100 -size +100k -name 'odiff*' | head -n 1)
pixelmatch=$folder/node_modules/pixelmatch/bin/pixelmatch
[ -n "$odiff" ] || skip 'odiff has no program for this machine'

# draw NAME SCALE LAYERS
draw() {
  printf '{"base": "%s/samples/2.jpg", "layers": [%s]}' "$source" "$3" > "$folder/document.json"
  "$placard" render -q "$folder/document.json" --scale "$2" -o "$folder/$1"
}
box='{"type": "text_mask", "left": 100, "top": 200, "width": 40, "height": 24, "color": "#ff0000"},
  {"type": "text_mask", "left": 600, "top": 900, "width": 40, "height": 20, "color": "#00ff00"}'
speck='{"type": "text_mask", "left": 100, "top": 200, "width": 1, "height": 1, "color": "#88888804"}'
for scale in 1 3; do
  draw "expected$scale.png" $scale ''
  draw "actual$scale.png" $scale "$box"
  draw "alike$scale.png" $scale "$speck"
  cp "$folder/expected$scale.png" "$folder/same$scale.png"
done

ratio() {
  echo "$1 $2" | awk '{ printf "%.2f", $1 / $2 }'
}

# beside WHAT EXPECTED ACTUAL [DIFFERENCE]: the least times, as this machine may be busy elsewhere.
beside() {
  what=$1 expected=$folder/$2 actual=$folder/$3
  own=${4:+-o $folder/own.png} other=${4:+$folder/other.png} third=${4:+$folder/third.png}
  # shellcheck disable=SC2086 # none or more words
  "$measure" -s "$rounds" "$placard" diff -q "$expected" "$actual" $own :: "$odiff" "$expected" "$actual" $other :: \
    node "$pixelmatch" "$expected" "$actual" $third > "$folder/figures" 2> /dev/null
  {
    read -r wall least processor resident
    read -r wall_odiff least_odiff processor_odiff resident_odiff
    read -r wall_node least_node _ resident_node
  } < "$folder/figures"
  echo "$what"
  printf '  %-10s %8s ms (least %s), %s ms of processor, %s KiB\n' placard "$wall" "$least" "$processor" "$resident" \
    odiff "$wall_odiff" "$least_odiff" "$processor_odiff" "$resident_odiff"
  printf '  %-10s %8s ms (least %s), %s KiB\n' pixelmatch "$wall_node" "$least_node" "$resident_node"
  echo "  $(ratio "$wall_odiff" "$wall") times as fast as odiff (to reach: 1.6), by the least" \
    "$(ratio "$least_odiff" "$least"), by the processor $(ratio "$processor_odiff" "$processor");" \
    "$(ratio "$wall_node" "$wall") times as fast as pixelmatch"
}
beside '768x1152, 0.2 % different, writing the picture' expected1.png actual1.png picture
beside '768x1152, files alike in bytes' expected1.png same1.png
beside '768x1152, a pixel apart by less than the threshold' expected1.png alike1.png
beside '2304x3456, 0.2 % different, writing the picture' expected3.png actual3.png picture
beside '2304x3456, files alike in bytes' expected3.png same3.png
beside '2304x3456, a few pixels apart by less than the threshold' expected3.png alike3.png
