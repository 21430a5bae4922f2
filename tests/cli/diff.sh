# placard diff: what it finds, writes and tells, and its exit status.
set -u
. "$(dirname "$0")/harness.sh"
case $3 in /*) terminal=$3 ;; *) terminal=$OLDPWD/$3 ;; esac

# draw FILE BACKGROUND [LEFT TOP WIDTH HEIGHT COLOR]: 40x30 pixels with a box.
draw() {
  layers=
  [ $# -lt 7 ] || layers=$(printf '{"type": "text_mask", "left": %s, "top": %s, "width": %s, "height": %s, "color": "%s"}' \
    "$3" "$4" "$5" "$6" "$7")
  printf '{"width": 40, "height": 30, "background": "%s", "layers": [%s]}' "$2" "$layers" > picture.json
  run render -q picture.json -o "$1"
}
draw a.png '#336699'
draw b.png '#336699' 5 6 20 10 '#ffffff'
draw c.png '#336698'
draw a.jpg '#336699'
draw b.jpg '#336699' 5 6 20 10 '#ffffff'
cp a.png same.png

# diff NAME STATUS WORD...
diff() {
  name=$1
  expected=$2
  shift 2
  run diff "$@"
  is "$name: status" "$expected" "$status"
}

# member NAME VALUE: the last line of JSON has it.
member() {
  prints "$name: $1 is $2" "\"$1\": $2"
}

# What is the same, and what is not.
diff 'a file and itself' 0 a.png a.png
prints 'a file and itself: said' '40x30: the files are the same'
diff 'a copy' 0 a.png same.png --json
member state '"same"'
member pixels 1200
member mismatched 0
member ssim 1
member difference null
diff 'no more apart than the threshold' 0 a.png c.png
prints 'no more apart than the threshold: said' '40x30: 0 of 1,200 pixels differ, mean 0.33, greatest 1, SSIM 0.9999'
diff 'a box' 1 a.png b.png
prints 'a box: the line' ' of 1,200 pixels differ ('
prints 'a box: the region' '; 1 region: 20x10 at 5,6'
is 'a box: nothing on stderr' '' "$(cat "$err")"
is 'a box: one line' 1 "$(wc -l < "$out" | tr -d ' ')"
diff 'a box, as JSON' 1 a.png b.png --json --include-aa
member state '"different"'
member expected '"a.png"'
member actual '"b.png"'
member mismatched 200
member antialiased 0
prints 'a box, as JSON: percent' '"percent": 16.66666'
member greatest 204
member regions '[{"left": 5, "top": 6, "width": 20, "height": 10, "pixels": 200}]'
diff 'a box, quietly' 1 -q a.png b.png
is 'a box, quietly: nothing' '' "$(cat "$out" "$err")"

# Every kind of file with every other.
diff 'JPEG and PNG alike' 0 a.jpg a.png
diff 'PNG and JPEG that differ' 1 a.png b.jpg --json
prints 'PNG and JPEG: the region' '"left": 5, "top": 6'
diff 'JPEGs' 1 a.jpg b.jpg
draw half.png '#33669980'
draw other.png '#33669910'
diff 'the same translucent pixels' 0 half.png half.png
diff 'translucent pixels' 1 half.png other.png
diff 'translucent and opaque pixels' 1 half.png a.png
cp a.png wrong.jpg
diff 'a PNG that is called .jpg' 0 a.png wrong.jpg
mkfifo pipe
cat b.png > pipe &
diff 'a pipe' 1 a.png pipe

# Standard input.
diff 'standard input as the actual one' 1 a.png - < b.png
diff 'standard input as the expected one' 0 - same.png < a.png
diff 'standard input twice' 2 - - < a.png
says 'standard input twice, in words' 'only once'
diff 'standard input that is empty' 2 - a.png < /dev/null
says 'standard input that is empty, in words' 'standard input: expected a picture (png, jpeg), found an empty file'

# Thresholds and bounds.
diff 'threshold 0' 1 a.png c.png --threshold 0
diff 'threshold 1' 0 a.png b.png --threshold 1
diff 'up to 200 pixels' 0 a.png b.png --include-aa --max-pixels 200
prints 'up to 200 pixels: said' '; within the bounds'
diff 'up to 199 pixels' 1 a.png b.png --include-aa --max-pixels 199
diff 'up to 16.7 percent' 0 a.png b.png --include-aa --max-percent 16.7
diff 'up to 16.6 percent' 1 a.png b.png --include-aa --max-percent 16.6
diff 'both bounds, one broken' 1 a.png b.png --include-aa --max-percent 50 --max-pixels 10
diff 'no pixel at all' 1 a.png b.png --max-pixels 0
diff 'no pixel at all of pictures alike' 0 a.png c.png --max-pixels 0
round='{"type": "text_mask", "left": 5, "top": 6, "width": 20, "height": 10, "radius": 5, "color": "#ffffff"}'
printf '{"width": 40, "height": 30, "background": "#336699", "layers": [%s]}' "$round" > picture.json
run render -q picture.json -o round.png
diff 'antialiased pixels' 0 b.png round.png --max-pixels 19 --json
antialiased=$(sed 's/.*"antialiased": \([0-9]*\).*/\1/' "$out")
holds 'antialiased pixels are counted' test "$antialiased" -gt 0
diff 'antialiased pixels, for people' 1 b.png round.png
prints 'antialiased pixels, for people: said' " and $antialiased by antialiasing alone, mean"
diff 'antialiased pixels, included' 1 b.png round.png --include-aa --json
member antialiased 0

# What is left out.
diff 'the box ignored' 0 a.png b.png --ignore 5,6,20,10 --json
member pixels 1000
diff 'the box ignored but for a row' 1 a.png b.png --ignore 5,6,20,9 --include-aa --json
member mismatched 20
diff 'the box ignored in two parts' 0 a.png b.png --ignore 5,6,10,10 --ignore=15,6,10,10
diff 'ignored partly outside' 0 a.png b.png --ignore -100,-100,200,200 --json
member pixels 0
member percent 0
diff 'ignored wholly outside' 1 a.png b.png --ignore 40,30,5,5 --ignore -9,-9,9,9 --json
member pixels 1200
diff 'ignored beyond any picture' 1 a.png b.png --ignore 2147483647,2147483647,2147483647,2147483647
diff 'ignored in files that are the same' 0 a.png same.png --ignore 0,0,10,10 --json
member pixels 1100
for rectangle in '1,2,3' '1,2,3,4,5' '1,2,0,4' '1,2,-3,4' 'a,b,c,d' '1, 2,3,4' '1,2,3,4x' ',,,' '99999999999,0,1,1' '+1,0,1,1'; do
  diff "a rectangle $rectangle" 2 a.png b.png --ignore "$rectangle"
  says "a rectangle $rectangle, in words" "--ignore: expected X,Y,WIDTH,HEIGHT in pixels, as 10,20,300,40, found \"$rectangle\""
done
draw mask.png black 5 6 20 10 white
draw dark.png '#7f7f7f'
diff 'the box masked' 0 a.png b.png --mask mask.png --json
member pixels 1000
diff 'a mask that is dark' 1 a.png b.png --mask dark.png
diff 'a mask over files that are the same' 0 a.png same.png --mask mask.png --json
member pixels 1000
printf '{"width": 41, "height": 30, "background": "white", "layers": []}' > wide.json
run render -q wide.json -o wide.png
diff 'a mask of another size' 2 a.png b.png --mask wide.png
says 'a mask of another size, in words' 'mask: expected 40x30 as the picture, found 41x30'
diff 'a mask that is missing' 2 a.png b.png --mask nowhere.png
says 'a mask that is missing, in words' 'nowhere.png: can'
diff 'a mask that is none' 2 a.png b.png --mask wide.json
says 'a mask that is none, in words' 'wide.json: expected a picture'

# Other sizes are neither the same nor trouble.
diff 'other sizes' 1 a.png wide.png -o sizes.png --max-percent 100
prints 'other sizes: said' 'other size: expected 40x30, found 41x30'
holds 'other sizes: no picture' test ! -e sizes.png
diff 'other sizes, as JSON' 1 a.png wide.png --json
member state '"other size"'
prints 'other sizes, as JSON: all four' '"width": 40, "height": 30, "actual_width": 41, "actual_height": 30}'

# The picture.
diff 'a picture' 1 a.png b.png -o out/where.png
is 'a picture: whole' png "$(kind out/where.png)"
is 'a picture: its size' 40x30 "$(size out/where.png)"
prints 'a picture: its path' 'where they differ: out/where.png'
ln -s b.png out/linked.png
mv out/linked.png linked.png
for path in a.png ./b.png linked.png mask.png; do
  diff "a picture over $path" 2 a.png b.png --mask mask.png -o $path
  says "a picture over $path, in words" "--output: $path: expected another file than those that are compared"
done
rm linked.png
diff 'a picture as the library draws it' 1 out/where.png a.png --json
draw red.png white 5 6 20 10 '#ff0000'
run diff a.png b.png --include-aa -o red-found.png
diff 'the picture is red where pixels differ' 0 red.png red-found.png --ignore 0,0,40,6 --ignore 0,6,5,24 \
  --ignore 25,6,15,24 --ignore 5,16,20,14
diff 'no picture of what is the same' 0 a.png c.png -o none.png
holds 'no picture of what is the same: no file' test ! -e none.png
diff 'a picture within the bounds' 0 a.png b.png -o within.png --max-percent 90
holds 'a picture within the bounds: there' test -s within.png
run diff a.png b.png --json -o where.png
name='the path in JSON' member difference '"where.png"'
diff 'a picture to standard output' 1 a.png b.png -o -
is 'a picture to standard output: whole' png "$(kind "$out")"
says 'a picture to standard output: words elsewhere' ' pixels differ'
diff 'a picture as JPEG' 2 a.png b.png -o where.jpg
says 'a picture as JPEG, in words' 'expected a file whose name ends in .png'
diff 'a picture in a folder' 2 a.png b.png -o out
diff 'a picture below a file' 2 a.png b.png -o a.png/where.png
says 'a picture below a file, in words' 'there is a file of that name'

# Trouble.
diff 'one operand' 2 a.png
diff 'three operands' 2 a.png b.png c.png
diff 'an unknown option' 2 a.png b.png --include-a
diff 'a threshold above 1' 2 a.png b.png --threshold 1.1
diff 'a fraction of a pixel' 2 a.png b.png --max-pixels 0.5
diff 'a missing file' 2 a.png nowhere.png
says 'a missing file, in words' 'placard: nowhere.png: can'
is 'a missing file: once' 1 "$(wc -l < "$err" | tr -d ' ')"
diff 'a missing file, as JSON' 2 nowhere.png a.png --json
member state '"failed"'
prints 'a missing file, as JSON: why' '"error": "nowhere.png: can'
diff 'a folder' 2 a.png out
diff 'no picture' 2 a.png wide.json
says 'no picture, in words' 'wide.json: expected a picture (png, jpeg), found'
: > empty.png
diff 'an empty file' 2 a.png empty.png
says 'an empty file, in words' 'empty.png: expected a picture (png, jpeg), found an empty file'
bytes=$(wc -c < b.png)
for keep in 20 40 60 $((bytes / 2)) $((bytes - 1)); do
  head -c "$keep" b.png > cut.png
  diff "a PNG cut after $keep of $bytes bytes" 2 a.png cut.png
  says "a PNG cut after $keep of $bytes bytes, in words" 'cut.png: damaged PNG'
  diff "the same as the expected one" 2 cut.png a.png
done
bytes=$(wc -c < b.jpg)
head -c $((bytes / 2)) b.jpg > cut.jpg
diff 'a JPEG that is cut' 2 a.png cut.jpg
says 'a JPEG that is cut, in words' 'cut.jpg: damaged JPEG'
{
  head -c $(($(wc -c < b.png) - 30)) b.png
  printf 'xxxx'
  tail -c 26 b.png
} > changed.png
diff 'a PNG with bytes changed' 2 a.png changed.png
says 'a PNG with bytes changed, in words' 'changed.png: damaged PNG'
if [ -c /dev/full ]; then
  "$program" diff a.png b.png > /dev/full 2> "$err"
  is 'words to a full disk: status' 2 $?
  "$program" diff a.png b.png -o - > /dev/full 2> "$err"
  is 'a picture to a full disk: status' 2 $?
else
  skip 'a full disk' 'no /dev/full'
fi

# Terminals.
diff '--show without a terminal' 1 --show a.png b.png
says '--show without a terminal, in words' 'warning: --show: standard output is no terminal'
escape=$(printf '\033')
NO_COLOR=1
export NO_COLOR
for TERM in dumb linux ''; do
  "$terminal" kitty log "$program" diff --show a.png b.png 2> "$err"
  is "where TERM is \"$TERM\" nothing is asked" 0 "$(grep -c "$escape" log)"
  holds "where TERM is \"$TERM\": why no picture" grep -q 'this terminal shows no pictures' log
done
TERM=xterm
on() {
  "$terminal" "$1" log "$program" diff --show a.png "$2" 2> "$err"
  is "on a $1 terminal: status" "$3" $?
}
on kitty b.png 1
holds 'on a kitty terminal: a PNG' grep -q "${escape}_Ga=T,f=100,q=2,m=0;iVBORw0KGgo" log
on sixel b.png 1
holds 'on a sixel terminal: sixels' grep -q "${escape}P0;1q\"1;1;40;30#0;2" log
holds 'on a sixel terminal: red ones' grep -q ';2;100;0;0' log
on plain b.png 1
holds 'on a plain terminal: why not' grep -q 'warning: .*--show: this terminal shows no pictures' log
is 'on a plain terminal: no picture' 0 "$(grep -c "${escape}P\|a=T" log)"
on mute b.png 1
holds 'on a mute terminal: why not' grep -q 'this terminal shows no pictures' log
on kitty same.png 0
is 'on a kitty terminal: nothing of what is the same' 0 "$(grep -c 'a=' log)"
printf '{"width": 2000, "height": 900, "background": "#336699", "layers": []}' > large.json
run render -q large.json -o large.png
printf '{"width": 2000, "height": 900, "background": "#336699", "layers": [%s]}' \
  '{"type": "text_mask", "left": 1501, "top": 801, "width": 1, "height": 1, "color": "#ffffff"}' > dot.json
run render -q dot.json -o dot.png
"$terminal" kitty log "$program" diff --show large.png dot.png --include-aa 2> "$err"
holds 'a large picture on a kitty terminal: as wide as it' grep -q 'a=T,f=100,q=2,c=80,m=1;' log
"$terminal" sixel log "$program" diff --show large.png dot.png --include-aa 2> "$err"
holds 'a large picture on a sixel terminal: a quarter' grep -q '"1;1;500;225#0' log
holds 'a large picture on a sixel terminal: the lone red pixel' grep -q ';2;100;0;0' log
finish
