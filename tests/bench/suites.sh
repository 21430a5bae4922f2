#!/bin/sh
# suites.sh PLACARD MEASURE SOURCE [ROUNDS]: what comparing 1,000 pairs of pictures of 480x320 costs, by placard check and
# by odiff, which npm puts into a folder that is deleted afterwards: called for each pair, one at a time and as many at
# a time as there are processors, and as a server. The server writes every difference picture; to have it without,
# its pictures are to go where nothing can be written. The programs run in turn.
set -eu
placard=$1 measure=$2 source=$3 rounds=${4:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
PLACARD_FONT_PATH=$source/fonts
export PLACARD_FONT_PATH

skip() {
  echo "$1: nothing to compare with"
  exit 0
}
command -v npm > /dev/null || skip 'npm is missing'
npm install --prefix "$folder" --no-audit --no-fund --silent odiff-bin > /dev/null 2>&1 || skip 'npm can not get odiff'
odiff=$(find "$folder/node_modules" -type f -perm -100 -size +100k -name 'odiff*' | head -n 1)
[ -n "$odiff" ] || skip 'odiff has no program for this machine'

# Parts of a photograph under a title; those to compare with have a mark of 20x15 pixels, 0.2 %, each elsewhere.
cat > "$folder/template.json" << JSON
{"width": 480, "height": 320, "layers": [
  {"type": "image", "sub_type": "Photo", "src": "$source/samples/1.jpg", "left": 0, "top": 0, "width": 768, "height": 1152},
  {"type": "text", "sub_type": "Title", "content": "", "left": 20, "top": 20, "width": 440, "height": 60,
   "font_family": "Noto Sans SC", "font_size": 40, "font_color": "#ffffff"},
  {"type": "text_mask", "sub_type": "Mark", "left": 0, "top": 0, "width": 20, "height": 15, "color": "#00000000"}
]}
JSON
# draw FOLDER COLOR
draw() {
  awk -v color="$2" 'BEGIN {
    print "name,Photo.left,Photo.top,Title,Mark.left,Mark.top,Mark.color"
    for (i = 0; i < 1000; i++)
      printf "p%04d,%d,%d,Poster %d,%d,%d,%s\n", i, -(i * 37 % 288), -(i * 101 % 832), i, i * 7 % 460, i * 13 % 300, color
  }' > "$folder/rows.csv"
  "$placard" batch -q --assets "$source/samples" --data "$folder/rows.csv" "$folder/template.json" -o "$folder/$1/{name}.png" > /dev/null
}
draw expected '#00000000'
draw all '#ff2200'
mkdir "$folder/few"
cp "$folder/expected/"*.png "$folder/few"
cp "$folder/all/"p0?00.png "$folder/few"

for actual in all few; do
  awk -v folder="$folder" -v actual="$actual" 'BEGIN {
    for (i = 0; i < 1000; i++) {
      pair = sprintf("%s/expected/p%04d.png %s/%s/p%04d.png", folder, i, folder, actual, i)
      split(pair, paths)
      print pair > (folder "/" actual ".pairs")
      request = "{\"requestId\": %d, \"base\": \"%s\", \"compare\": \"%s\", \"output\": \"%s/difference%d.png\", \"options\": {}}\n"
      printf request, i, paths[1], paths[2], folder, i > (folder "/" actual ".written")
      printf request, i, paths[1], paths[2], folder "/nowhere", i > (folder "/" actual ".compared")
    }
  }'
done

ratio() {
  echo "$1 $2" | awk '{ printf "%.2f", $1 / $2 }'
}

# beside WHAT ACTUAL
beside() {
  "$measure" -s "$rounds" "$placard" check -q --against "$folder/expected" "$folder/$2" :: \
    "$placard" check -q --against "$folder/expected" "$folder/$2" --report "$folder/report" :: \
    sh -c "exec xargs -n 2 '$odiff' < '$folder/$2.pairs' 2> /dev/null" :: \
    sh -c "exec xargs -n 2 -P $(nproc) '$odiff' < '$folder/$2.pairs' 2> /dev/null" :: \
    sh -c "exec '$odiff' --server < '$folder/$2.compared'" :: \
    sh -c "exec '$odiff' --server < '$folder/$2.written'" > "$folder/figures"
  {
    read -r own least processor _
    read -r own_report least_report processor_report _
    read -r called least_called processor_called _
    read -r parallel least_parallel _
    read -r server least_server processor_server _
    read -r written least_written processor_written _
  } < "$folder/figures"
  echo "1,000 pairs, $1: milliseconds, median and least"
  printf '  %-46s %8s %8s\n' 'placard check' "$own" "$least" 'placard check, writing a report' "$own_report" \
    "$least_report" 'odiff, one call after the other' "$called" "$least_called" 'odiff, calls in parallel' \
    "$parallel" "$least_parallel" 'odiff --server, writing nothing' "$server" "$least_server" \
    'odiff --server, writing difference pictures' "$written" "$least_written"
  echo "  times as fast as odiff called (to reach: 3): $(ratio "$called" "$own"), by the least" \
    "$(ratio "$least_called" "$least"), by the processor $(ratio "$processor_called" "$processor"); in parallel $(ratio "$parallel" "$own"), $(ratio "$least_parallel" "$least")"
  echo "  times as fast as its server (to reach: 1.5): $(ratio "$server" "$own"), by the least" \
    "$(ratio "$least_server" "$least"), by the processor $(ratio "$processor_server" "$processor"); with a report" \
    "$(ratio "$written" "$own_report"), $(ratio "$least_written" "$least_report")," \
    "$(ratio "$processor_written" "$processor_report")"
}
beside 'each different by 0.2 %' all
beside 'one in a hundred different by 0.2 %' few
