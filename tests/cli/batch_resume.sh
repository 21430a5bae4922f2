# A batch that is stopped at any moment, and goes on where it was.
set -u
. "$(dirname "$0")/harness.sh"

cat > t.json << 'END'
{"width": 200, "height": 300, "background": "#336699", "layers": [
  {"type": "text_mask", "sub_type": "Box", "left": 20, "top": 30, "width": 150, "height": 200, "radius": 30,
    "color": "#ffffff", "box_shadow": "0 4px 16px #00000080"},
  {"type": "text_mask", "sub_type": "Bar", "left": 20, "top": 250, "width": 150, "height": 20, "color": "#ffffff"},
  {"type": "text", "sub_type": "Title", "left": 30, "top": 40, "width": 130, "height": 160, "content": "own",
    "font_size": 40, "font_color": "#000000"}]}
END
# rows COUNT
rows() {
  echo 'Title,Box.color'
  i=0
  while [ $i -lt "$1" ]; do
    printf 'No %d,#%06d\n' $i $((i * 7919 % 1000000))
    i=$((i + 1))
  done
}
rows 800 > d.csv
set -- t.json --data d.csv --output '{row}-{Title}.png'
run batch "$@" -o whole
is 'undisturbed' 0 $status

# Killed at twenty moments: between them only whole files.
i=0
bad=
killed=0
while [ $i -lt 20 ]; do
  i=$((i + 1))
  "$program" batch "$@" -o o --report r.jsonl --resume -j 2 > "$out" 2> "$err" &
  job=$!
  sleep "0.0$((i * 7 % 4 + 2))$((i * 3 % 10))"
  kill -KILL $job 2> /dev/null
  { wait $job; } 2> /dev/null
  [ $? -ne 137 ] || killed=$((killed + 1))
  [ ! -d o ] || bad=$bad$(diff -r whole o | grep differ)
done
is 'killed: whole files alone' '' "$bad"
holds 'killed: more than once' test $killed -gt 2
before=$(find o -name '*.png' | wc -l)
run batch "$@" -o o --report r.jsonl --resume
is 'resumed: status' 0 $status
kept=$(sed -n 's/.* \([0-9]*\) kept of 800 posters.*/\1/p' "$out")
# What a process that is killed was just writing has a name of its own, which no poster has.
rm -f o/.placard-????????????????
holds 'resumed: what an undisturbed run makes' diff -r whole o
# Each of those killed may have written two posters that it did not come to report.
holds 'resumed: what was there is kept' test "$kept" -ge $((before - 40)) -a "$kept" -le "$before"
run batch "$@" -o o --report r.jsonl --resume
prints 'resumed: once more' '0 drawn, 0 failed, 800 kept of 800 posters'

# What is left of a process that was killed long ago goes.
: > o/.placard-0123456789abcdef
: > o/.placard-fedcba9876543210
: > o/.placard-other
touch -t 200001010000 o/.placard-0123456789abcdef o/.placard-other
rm o/1-*.png
run batch "$@" -o o --report r.jsonl --resume
is 'leftovers of long ago go' '.placard-fedcba9876543210 .placard-other ' \
  "$(find o -name '.placard-*' | sed 's,o/,,' | sort | tr '\n' ' ')"
rm -f o/.placard-*
holds 'leftovers of long ago go: posters stay' diff -r whole o

# What has changed is drawn again.
rows 12 > d.csv
rm -rf o r.jsonl
drawn() {
  name=$1
  expected=$2
  shift 2
  run batch "$@" -o o --report r.jsonl --resume
  is "$name" "$expected" "$(sed 's/ of .*//' "$out")"
}
drawn 'without a report' '12 drawn, 0 failed, 0 kept' "$@"
drawn 'nothing changed' '0 drawn, 0 failed, 12 kept' "$@"
: > o/1-No\ 0.png
rm o/2-*.png
printf x >> o/3-No\ 2.png
drawn 'files emptied, gone and longer' '3 drawn, 0 failed, 9 kept' "$@"
holds 'files emptied, gone and longer: as before' cmp 'o/1-No 0.png' 'whole/1-No 0.png'
cp o/4-*.png spare.png
cp o/5-*.png o/4-No\ 3.png
drawn 'another file in its place' '1 drawn, 0 failed, 11 kept' "$@"
holds 'another file in its place: as before' cmp spare.png 'o/4-No 3.png'
touch -t 200001010000 o/*.png
drawn 'files whose time is another' '0 drawn, 0 failed, 12 kept' "$@"
sed 's/No 5,#....../No 5,#abcdef/' d.csv > e.csv && mv e.csv d.csv
drawn 'a row' '1 drawn, 0 failed, 11 kept' "$@"
sed 's/Box.color/Bar.color/' d.csv > e.csv && mv e.csv d.csv
drawn 'the name of a column' '12 drawn, 0 failed, 0 kept' "$@"
sed 's/"radius": 30/"radius": 31/' t.json > u.json && mv u.json t.json
drawn 'the template' '12 drawn, 0 failed, 0 kept' "$@"
drawn 'an option' '12 drawn, 0 failed, 0 kept' "$@" --scale 0.5
drawn 'the option again' '0 drawn, 0 failed, 12 kept' "$@" --scale 0.5
drawn 'threads do not count' '0 drawn, 0 failed, 12 kept' "$@" --scale 0.5 -j 3
cp whole/1-*.png base.png
drawn 'a base image' '12 drawn, 0 failed, 0 kept' "$@" --base base.png
drawn 'the base image again' '0 drawn, 0 failed, 12 kept' "$@" --base base.png
cp whole/2-*.png base.png
drawn 'another base image of that name' '12 drawn, 0 failed, 0 kept' "$@" --base base.png
cp r.jsonl r.whole
head -c $(($(wc -c < r.whole) - 40)) r.whole > r.jsonl
drawn 'a report whose last line is cut' '1 drawn, 0 failed, 11 kept' "$@" --base base.png
is 'a report whose last line is cut: it goes on behind it' '' "$(grep -v '^{.*}$' r.jsonl)"
: > r.jsonl
drawn 'an empty report' '12 drawn, 0 failed, 0 kept' "$@" --base base.png
printf '{"row": 1, "li' > r.jsonl
drawn 'a report of half a line' '12 drawn, 0 failed, 0 kept' "$@" --base base.png
sed '3s/.*/garbage/' r.jsonl > r.bad && mv r.bad r.jsonl
drawn 'a report with a line that is none' '1 drawn, 0 failed, 11 kept' "$@" --base base.png

# While another run writes the report, none begins with it: their lines would be garbled.
cp r.jsonl r.whole
for resume in '' --resume; do
  # shellcheck disable=SC2086 # none, or one
  flock r.jsonl "$program" batch "$@" -o o --report r.jsonl $resume > "$out" 2> "$err"
  is "a report that another run writes${resume:+, $resume}" 1 $?
  says 'is told' '--report: r.jsonl: another run is writing it; wait for it to end, or give this one another file'
  holds 'and is left alone' cmp r.jsonl r.whole
done
run batch "$@" -o o --report r.jsonl
is 'a report that is there, of a run that does not go on with it' "0, 12" "$status, $(wc -l < r.jsonl)"
flock /dev/null "$program" batch "$@" -o o --report /dev/null > "$out" 2> "$err"
is 'a device may be shared' 0 $?

# Base images and pictures that rows name.
printf 'base\nbase.png\nother.png\n' > b.csv
cp whole/3-*.png other.png
rm -f r.jsonl
drawn 'base images of rows' '2 drawn, 0 failed, 0 kept' t.json --data b.csv
cp whole/4-*.png other.png
drawn 'one of the base images of rows' '1 drawn, 0 failed, 1 kept' t.json --data b.csv
printf '{"width": 20, "height": 20, "layers": [{"type": "image", "sub_type": "Logo", "src": "base.png", "left": 0, "top": 0,
  "width": 9, "height": 9}]}' > l.json
printf 'Logo.src\nbase.png\nother.png\n' > l.csv
rm -f r.jsonl
drawn 'pictures of rows' '2 drawn, 0 failed, 0 kept' l.json --data l.csv
cp whole/5-*.png other.png
drawn 'one of the pictures of rows' '1 drawn, 0 failed, 1 kept' l.json --data l.csv

printf 'Logo.src\n""\nother.png\n' > l.csv
rm -f r.jsonl
drawn "pictures of the template's own" '2 drawn, 0 failed, 0 kept' l.json --data l.csv
touch -t 200001010000 base.png
drawn "pictures of the template's own whose time is another" '0 drawn, 0 failed, 2 kept' l.json --data l.csv
cp whole/6-*.png base.png
drawn "one of the pictures of the template's own" '1 drawn, 0 failed, 1 kept' l.json --data l.csv
cp whole/7-*.png other.png
sed 's/"src": "base.png"/"src": "{{picture}}.png"/' l.json > p.json
printf 'picture\nbase\nother\n' > p.csv
rm -f r.jsonl
drawn 'pictures by placeholders' '2 drawn, 0 failed, 0 kept' p.json --data p.csv
cp whole/8-*.png other.png
drawn 'one of the pictures by placeholders' '1 drawn, 0 failed, 1 kept' p.json --data p.csv
mkfifo pipe
printf 'picture\npipe\nabsent\n' > p.csv
sed 's/}}.png/}}/' p.json > q.json
drawn 'what is no plain file is not waited for' '0 drawn, 2 failed, 0 kept' q.json --data p.csv

# Fonts: what counts is which font a text is set in, stretch by stretch, and what is in its file.
mkdir fd more
cp "$source/tests/fonts/NotoSansThai-Regular.ttf" fd/thai.ttf
printf 'Title,Title.font_family\nplain,\nสวัสดี,Noto Sans Thai\nשלום,\nplain too,Noto Sans Thai Looped\n' > f.csv
set -- t.json --data f.csv --font-dir more --font-dir fd --no-system-fonts
rm -rf o r.jsonl
drawn 'fonts' '4 drawn, 0 failed, 0 kept' "$@"
drawn 'fonts: nothing changed' '0 drawn, 0 failed, 4 kept' "$@"
touch -t 200001010000 fd/thai.ttf
drawn 'fonts: their time' '0 drawn, 0 failed, 4 kept' "$@"
printf 'more' >> fd/thai.ttf
drawn 'fonts: one that is another' '1 drawn, 0 failed, 3 kept' "$@"
cp "$source/tests/fonts/NotoSansHebrew-Regular.ttf" more/hebrew.ttf
drawn 'fonts: one more, for characters that had none' '1 drawn, 0 failed, 3 kept' "$@"
is 'fonts: the row that is in them' 3 "$(tail -n 1 r.jsonl | sed 's/.*"row": \([0-9]*\),.*/\1/')"
cp fd/thai.ttf more/thai.ttf
drawn 'fonts: the same in another folder' '0 drawn, 0 failed, 4 kept' "$@"
rm more/thai.ttf fd/thai.ttf
drawn 'fonts: one that is gone' '1 drawn, 0 failed, 3 kept' "$@"

# Folders, where a document that is mended is drawn at last.
mkdir f
cp t.json f/a.json
echo '{' > f/b.json
rm -rf o r.jsonl
drawn 'a folder' '1 drawn, 1 failed, 0 kept' f
cp t.json f/b.json
drawn 'a folder, mended' '1 drawn, 0 failed, 1 kept' f
sed 's/own/new/' t.json > f/a.json
drawn 'a folder, with a document changed' '1 drawn, 0 failed, 1 kept' f
cp base.png f/own.png
sed 's/"width": 200, "height": 300/"base": "own.png"/' t.json > f/c.json
sed 's/base.png/own.png/' l.json > f/d.json
drawn 'a folder, with pictures' '2 drawn, 0 failed, 2 kept' f
cp other.png f/own.png
drawn 'a folder, with a picture changed' '2 drawn, 0 failed, 2 kept' f

# A disk that is full in the middle: what fits is there, and the rest follows.
rows 60 > d.csv
sed '20s/No 18/A title that is large/' d.csv > e.csv && mv e.csv d.csv
rm -rf o r.jsonl
run batch t.json --data d.csv -o large --scale 0.2
(ulimit -f 8; exec "$program" batch t.json --data d.csv -o o -j 2 > "$out" 2> "$err")
is 'a full disk' 1 $?
says 'a full disk, in words' 'File too large'
is 'a full disk keeps no half file' '' "$(listing o)"

# Ctrl-C: what is being drawn is finished, and it says how to go on. (A shell's background jobs ignore SIGINT.)
rows 2000 > d.csv
for ended in INT:130 TERM:143 HUP:129; do
  signal=${ended%:*}
  rm -rf o r.jsonl
  if [ $signal = INT ] && ! env --default-signal=INT true 2> /dev/null; then
    skip 'SIGINT' 'env cannot undo that it is ignored'
    continue
  fi
  [ $signal = INT ] && set -- env --default-signal=INT || set --
  "$@" "$program" batch t.json --data d.csv -o o --report r.jsonl -j 2 > "$out" 2> "$err" &
  job=$!
  waited=0
  while [ $waited -lt 500 ] && [ ! -s r.jsonl ]; do
    sleep 0.01
    waited=$((waited + 1))
  done
  kill -s "$signal" $job
  { wait $job; } 2> /dev/null
  is "SIG$signal" "${ended#*:}" $?
  says "SIG$signal: how to go on" 'stopped; the same command with --resume draws the rest'
  prints "SIG$signal: the last line" ' left of 2000 posters in '
  is "SIG$signal: all that is there is reported" "$(listing o | wc -w)" "$(grep -c '"file"' r.jsonl)"
  is "SIG$signal: nothing is left over" '' "$(find o -name '.*' -type f)"
done
finish
