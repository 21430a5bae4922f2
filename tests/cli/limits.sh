# What bounds a poster: time, pixels, memory, and the folders that a document may read from.
set -u
. "$(dirname "$0")/harness.sh"

# many NUMBER TEXT: it again and again, with commas between.
many() {
  awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s%s", i ? ", " : "", text }'
}

# document FILE SIDE LAYERS
document() {
  printf '{"width": %d, "height": %d, "layers": [%s]}\n' "$2" "$2" "$3" > "$1"
}
blurred='{"type": "text_mask", "left": 9, "top": 9, "width": 990, "height": 990, "color": "red",
  "box_shadow": "3px 3px 250px #000000, 9px 9px 240px #000000, 15px 9px 230px #000000, 9px 20px 220px #000000"}'
document long.json 1000 "$(many 1000 "$blurred")"
canvas short.json

# Time.
run render long.json --timeout 0.000001 -o late.png
is 'a timeout ends a document' 1 $status
says 'it says which and how long' 'long.json: timeout: expected the document within 1e-06 seconds, it took longer'
holds 'and nothing is written' test ! -e late.png
run render short.json long.json --timeout 0.2 -o 'out/{name}.png'
is 'one that takes too long is an error' 1 $status
says 'in the midst of the layers' 'of 1000 to be drawn: timeout: expected the poster within 0.2 seconds'
is 'others are drawn' short.png "$(listing out)"
for given in 0 60 1000000000; do
  run render short.json --timeout $given -o fine.png
  is "--timeout $given" 0 $status
done
for given in -1 x nan; do
  run render short.json --timeout=$given -o none.png
  is "--timeout $given is a mistake" 2 $status
done
echo 'x
1
2' > rows.csv
run batch long.json --data rows.csv --ignore x --timeout 0.2 -o late --report late.jsonl
is 'a timeout is that of each poster of a batch' 1 $status
is 'each says where it was' 2 "$(grep -c 'of 1000 to be drawn: timeout: expected the poster within 0.2 seconds' late.jsonl)"

run batch long.json --data rows.csv --ignore x --timeout 0.000001 -o late --report later.jsonl
is 'and of the data' 1 $status
says 'by name' 'rows.csv: timeout: expected the data within 1e-06 seconds, it took longer'
echo x | run batch short.json --data - --ignore x --timeout 0.000001 -o late
says 'from standard input' 'standard input: timeout: expected the data within 1e-06 seconds'
mkdir folder
cp short.json folder
run batch folder --timeout 0.000001 -o late --report folder.jsonl
is 'and of each document of a folder' 1 "$(grep -c 'timeout: expected the document within 1e-06 seconds' folder.jsonl)"
printf '{"output": {"results": [{"url": "fine.png"}]}}' > images.json
run render images.json --layers long.json --timeout 0.000001 -o late.png
says 'and of a template' 'timeout: expected the'
holds 'nothing is written' test ! -e late.png

# Pixels.
run render short.json --max-pixels 1200 -o fine.png
is 'a canvas of as many pixels as there may be' 0 $status
run render short.json --max-pixels 1199 -o none.png
is 'a larger canvas' 1 $status
says 'is told with both' 'canvas: expected at most 1199 pixels, found 40x30 (1200 pixels)'
run render short.json --max-pixels 1200 --scale 2 -o none.png
says 'the scale counts' 'canvas: expected at most 1200 pixels, found 80x60 (4800 pixels)'
printf '{"base": "fine.png", "layers": []}' > over.json
run render over.json --max-pixels 1200 -o drawn.png
is 'a base image of as many pixels' 0 $status
run render over.json --max-pixels 1199 -o none.png
says 'a larger base image' 'fine.png: expected at most 1199 pixels, found 40x30 (1200 pixels)'
run render over.json --max-pixels 1200 --scale 2 -o none.png
says 'an enlarged one' 'enlarged picture: expected at most 1200 pixels, found 80x60 (4800 pixels)'
run render over.json --max-pixels 1199 --scale 0.1 -o none.png
says 'one that is too large before it shrinks' 'fine.png: expected at most 1199 pixels'
run render short.json --base fine.png --max-pixels 1199 -o none.png
says 'one that the user gives' 'fine.png: expected at most 1199 pixels'
picture='{"type": "image", "left": 0, "top": 0, "width": 9, "height": 9, "src": "fine.png"}'
cp fine.png other.png
document shows.json 9 "$picture, $picture"
run render shows.json --max-pixels 1200 -o drawn.png
is 'a picture that two layers show counts once' 0 $status
document shows.json 9 "$picture, $(echo "$picture" | sed 's/fine/other/')"
run render shows.json --max-pixels 2399 -o none.png
says 'image layers count together' 'image layers: expected at most 0.002399 megapixels together, found 0.0024 with one of 40x30'
run batch short.json --data rows.csv --ignore x --max-pixels 1199 -o none
says 'pixels of a batch' 'canvas: expected at most 1199 pixels'
for given in 0 100000001 1.5; do
  run render short.json --max-pixels $given -o none.png
  is "--max-pixels $given is a mistake" 2 $status
done

# Work.
document shaded.json 1000 "$(many 3 "$blurred")"
run render shaded.json --max-work 1 -o none.png
is 'layers that paint more than they may' 1 $status
says 'are told, and where' 'shaded.json: sample 0: layers[0], layer 1 of 3 to be drawn: work: expected layers that paint at most 1 megapixels, found more'
says 'and what to do' '--max-work'
holds 'and nothing is written' test ! -e none.png
run render shaded.json --timeout 0 --max-work 5 -o none.png
says 'it does not go by time' ' of 3 to be drawn: work: expected'
for given in 0 1000 1000000000; do
  run render shaded.json --max-work $given -o fine.png
  is "--max-work $given" 0 $status
done
for given in -1 x 1.5 1000000001; do
  run render shaded.json --max-work=$given -o none.png
  is "--max-work $given is a mistake" 2 $status
done
run batch shaded.json --data rows.csv --ignore x --max-work 1 -o none --report work.jsonl
is 'each poster of a batch has its own' 2 "$(grep -c 'work: expected layers that paint at most 1 megapixels' work.jsonl)"
document much.json 8000 "$(many 12 "$(echo "$blurred" | sed 's/990/7990/g; s/red"/#ff000080", "rotation": 1/')")"
run render much.json -o none.png
is 'a small document that asks for much' 1 $status
says 'is refused as it is' 'work: expected layers that paint at most 750 megapixels, found more'

# Memory: what takes gigabytes where all of a blur or a glyph is drawn. Not where a sanitizer needs more than that.
# shellcheck disable=SC3045 # Debian's sh has ulimit -v
bounded() {
  (ulimit -v 1000000 && "$program" "$@") > "$out" 2> "$err"
}
if bounded --version; then
  while IFS= read -r layer; do
    document wide.json 200 "$layer"
    bounded render wide.json --no-system-fonts --scale 16 -o wide.png
    is "within a gigabyte: $(printf '%.50s' "$layer")..." 0 $?
  done << END
{"type": "text_mask", "left": 0, "top": 0, "width": 200, "height": 200, "color": "red", "box_shadow": "0px 0px 1000px #000"}
{"type": "text_mask", "left": 0, "top": 0, "width": 99, "height": 99, "color": "red", "box_shadow": "inset 0px 0px 1000px #000"}
{"type": "text_mask", "left": 0, "top": 0, "width": 99, "height": 99, "rotation": 9, "color": "red", "box_shadow": "0px 0px 1000px #000"}
{"type": "text", "left": 0, "top": 0, "width": 200, "height": 200, "content": "hello", "font_size": 90, "text_shadow": "0px 0px 1000px #000"}
{"type": "text", "left": 0, "top": 0, "width": 200, "height": 200, "content": "$(many 40 国)", "font_size": 2000, "text_stroke": "1000px red"}
{"type": "text", "left": 0, "top": 0, "width": 200, "height": 200, "content": "hello", "font_size": 90, "opacity": 0.5, "text_shadow": "9px 9px 1000px #000", "rotation": 3}
END
  document wide.json 200 '{"type": "text", "left": 0, "top": 0, "width": 200, "height": 200, "content": "😀", "font_size": 2000, "font_family": "Noto Color Emoji"}'
  bounded render wide.json --font-dir "$source/tests/fonts" --no-system-fonts --scale 16 -o wide.png
  is 'within a gigabyte: an emoji of 32,000 pixels' 0 $?
  awk 'BEGIN { printf "["; for (i = 0; i < 8000000; i++) printf "0,"; print "0]" }' > zeros.json
  bounded render zeros.json -o none.png
  says 'within a gigabyte: eight million values' 'expected at most 1000000 values in all, found more'
else
  skip 'within a gigabyte' 'this build needs more to start'
fi

# Folders.
mkdir -p away/in own/below
cp fine.png away/in
cp fine.png own/below
cp fine.png own
ln -s ../away own/out
ln -s below own/in
echo 'secret of the house' > own/secret.txt
mkfifo own/fifo

# named NAME PATH EXPECTED [OPTION...]: 0 where a document in own/ may show that path, else what is said.
named() {
  name=$1
  path=$2
  expected=$3
  shift 3
  for kind in src base; do
    if [ $kind = src ]; then
      document own/d.json 9 "$(echo "$picture" | sed "s|fine.png|$path|")"
    else
      printf '{"base": "%s", "layers": []}' "$path" > own/d.json
    fi
    run render own/d.json "$@" -o shown.png
    if [ "$expected" = 0 ]; then
      is "$name ($kind)" 0 $status
    else
      says "$name ($kind)" "$expected"
    fi
  done
}
refused="expected a file in the document's folder, found a path that leads elsewhere; --assets FOLDER allows one more"
named 'a file beside the document' fine.png 0
named 'a file below it' below/fine.png 0
named 'a way up and back' below/../fine.png 0
named 'a link that stays' in/fine.png 0
named 'the whole path of a file beside it' "$PWD/own/fine.png" 0
named 'a way up' ../fine.png "../fine.png: $refused"
named 'a whole path' "$PWD/fine.png" "$PWD/fine.png: $refused"
named 'a link that leads out' out/in/fine.png "out/in/fine.png: $refused"
named 'a file elsewhere that is not there' ../nothing.png "../nothing.png: $refused"
named 'a folder that starts with the same name' ../own2/fine.png "$refused"
named 'a device' /dev/zero "/dev/zero: $refused"
named 'a file that is not there' nothing.png "can't be opened: No such file"
named 'a pipe' fifo 'own/fifo: expected a plain file'
named 'a folder' below 'own/below: expected a plain file'
named 'text' secret.txt 'own/secret.txt: expected a picture (png, jpeg), found a file of another kind'
is 'what is in it is not told' 0 "$(grep -c secret\ of "$err")"
named 'a folder that is allowed' ../away/in/fine.png 0 --assets away
named 'a link that leads there' out/in/fine.png 0 --assets away/in
named 'another folder' ../fine.png "expected a file in the document's folder or in away, found a path" --assets away
named 'any folder' ../fine.png 0 --assets /
named 'a device, where any folder is allowed' /dev/zero '/dev/zero: expected a plain file' --assets /
for command in 'render own/d.json -o unmade.png' 'batch own -o unmade'; do
  # shellcheck disable=SC2086 # several words
  run $command --assets nowhere
  is "$command: a folder that there is not" 2 $status
  says "$command: a folder that there is not, in words" \
    '--assets: nowhere: no such folder; make it, or leave the option out'
  # shellcheck disable=SC2086 # several words
  run $command --assets ''
  is "$command: a folder without a name" 2 $status
  # shellcheck disable=SC2086 # several words
  run $command --assets own/d.json
  is "$command: a file" 2 $status
  says "$command: a file, in words" '--assets: own/d.json: expected a folder, found a file; give the folder that it is in'
done
holds 'without the folder that is allowed nothing is drawn' test ! -e unmade.png -a ! -e unmade
document list.json 9 "$picture"
run render - -o shown.png < list.json
is 'standard input: the working directory' 0 $status
document list.json 9 "$(echo "$picture" | sed "s|fine.png|../$(basename "$PWD")/../nothing.png|")"
run render - -o shown.png < list.json
says 'standard input: not above it' "$refused"

# Rows name pictures, too.
cat > own/template.json << 'END'
{"base": "fine.png", "layers": [
  {"type": "image", "left": 0, "top": 0, "width": 9, "height": 9, "src": "fine.png"}]}
END
printf 'base,layers.0.src\nfine.png,below/fine.png\n../fine.png,\n,../fine.png\n/dev/zero,\n,/dev/zero\nfifo,\n' > named.csv
run batch own/template.json --data named.csv -o named --report named.jsonl
is 'rows: what leads elsewhere is an error' 1 $status
is 'rows: of those alone' '1.png' "$(listing named)"
is 'rows: in the same words' 4 "$(grep -c 'found a path that leads elsewhere' named.jsonl)"
run batch own/template.json --data named.csv -o named --assets . --report more.jsonl
is 'rows: a folder that is allowed' '1.png 2.png 3.png' "$(listing named)"
finish
