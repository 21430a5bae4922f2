# Posters that are drawn in bands: their files are written as they are made, and yet appear whole or not at all.
set -u
. "$(dirname "$0")/harness.sh"

# A photograph, enlarged to some 20 megapixels: a PNG of 8 MB.
cp "$samples/1.jpg" .
printf '%s' '{"base": "1.jpg", "layers": [{"type": "text_mask", "left": 90, "top": 90, "width": 500, "height": 900,
  "color": "#fffa", "rotation": 9, "box_shadow": "9px 9px 30px #000"}]}' > large.json
run render large.json --scale 4.8 -o out/large.png
is 'a large poster' 0 $status
is 'its size' 3686x5530 "$(size out/large.png)"
is 'nothing beside it' large.png "$(listing out)"
"$program" render large.json --scale 4.8 -o - > piped.png 2> "$err"
is 'on standard output' 0 $?
holds 'the same on standard output' cmp -s out/large.png piped.png
run render large.json --scale 4.8 --json -o out/large.png
holds 'its bytes are counted' grep -q "\"bytes\": *$(wc -c < piped.png | tr -d ' ')[,}]" "$out"

# A disk that is full after 6 MB.
(ulimit -f 12000; exec "$program" render large.json --scale 4.8 -o full/large.png) > "$out" 2> "$err"
is 'a full disk' 1 $?
says 'a full disk, in words' 'File too large'
is 'a full disk keeps no half file' '' "$(listing full)"

# What is wrong with the last rows is found when the first are written.
head -c 7900000 piped.png > cut.png
printf '%s' '{"base": "cut.png", "layers": []}' > cut.json
printf 'old' > old.png
run render cut.json -o old.png
is 'a base image that ends too early' 1 $status
says 'a base image that ends too early, in words' 'cut.png: damaged PNG: '
is 'it keeps the old file' old "$(cat old.png)"
is 'and leaves nothing beside it' '1.jpg cut.json cut.png full large.json old.png out piped.png' "$(listing .)"
run render large.json --scale 4.8 --timeout 0.2 -o late.png
is 'one that is late' 1 $status
holds 'no file of one that is late' test ! -e late.png
finish
