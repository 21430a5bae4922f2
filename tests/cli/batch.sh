# A poster for each row of data: what rows and columns may be, how posters are called, and what is said.
set -u
. "$(dirname "$0")/harness.sh"

cat > t.json << 'END'
{"width": 20, "height": 16, "background": "#336699", "layers": [
  {"type": "text_mask", "sub_type": "Box", "left": 5, "top": 5, "width": 9, "height": 7, "color": "#ffffff"},
  {"type": "text", "sub_type": "Title", "left": 1, "top": 1, "width": 18, "height": 14, "content": "own",
    "font_size": 6, "font_color": "#000000"}]}
END

# draws NAME EXPECTED OPTION...: the files that a batch of t.json makes.
draws() {
  name=$1
  expected=$2
  shift 2
  rm -rf o
  run batch t.json -o o "$@"
  is "$name" "$expected" "$(cd o 2> /dev/null && find . -type f | sed 's,^\./,,' | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
}

# The rows of data, of every kind.
printf 'Title,Box.color\nSpring,#ff0000\nAutumn,#00ff00\n' > d.csv
draws 'CSV' '1.png 2.png' --data d.csv
is 'CSV: status' 0 $status
prints 'CSV: the last line' '2 drawn, 0 failed, 0 kept of 2 posters in '
cp -r o plain
same() {
  holds "$1: the same posters" diff -r plain o
}
printf '\357\273\277Title,Box.color\r\n"Spring",#ff0000\r\n"Autumn","#00ff00"' > d.csv
draws 'CSV with a byte order mark, quotes and no last line break' '1.png 2.png' --data d.csv
same 'CSV with a byte order mark'
printf 'Title\tBox.color\nSpring\t#ff0000\n\nAutumn\t#00ff00\n' > d.tsv
draws 'TSV' '1.png 2.png' --data d.tsv
same 'TSV'
printf '{"Title": "Spring", "Box.color": "#ff0000"}\n{"Box.color": "#00ff00", "Title": "Autumn"}\n' > d.jsonl
draws 'JSON Lines' '1.png 2.png' --data d.jsonl
same 'JSON Lines'
cp d.jsonl d.data
draws 'a format by its name' '1.png 2.png' --data d.data --data-format jsonl
same 'a format by its name'
rm -rf o
"$program" batch t.json -o o --data - < d.jsonl > "$out" 2> "$err"
is 'standard input' 0 $?
same 'standard input'
printf 'Title\n"two\n""lines"", quoted"\n\n""\n' > d.csv
draws 'quoted line breaks, blank lines and empty cells' '1.png 2.png' --data d.csv
# alone NAME CONTENT POSTER: a poster is what a document of its own gives.
alone() {
  sed "s/own/$2/" t.json > alone.json
  run render alone.json -o alone.png
  holds "$1: as a document of its own" cmp alone.png "$3"
}
alone 'quoted line breaks' 'two\\n\\"lines\\", quoted' o/1.png
alone 'empty cells' '' o/2.png

# What is beside the rows.
: > d.csv
draws 'no data' '' --data d.csv
is 'no data: status' 1 $status
says 'no data: in words' 'd.csv: expected'
echo 'Title' > d.csv
draws 'no rows' '' --data d.csv
is 'no rows: status' 1 $status
says 'no rows: in words' 'd.csv: expected rows of data below the names of the columns, found none'
draws 'no file' '' --data absent.csv
is 'no file: status' 1 $status
says 'no file: in words' 'absent.csv: can'
run batch absent.json --data d.csv
says 'no template' 'absent.json: can'

# One bad row is one line, and does not stop the rest.
cat > d.csv << 'END'
Title,Box.color,Box.left
good,red,1
bad,reddish,1
many,red,1,2,3
good,red,1
bad,red,far
END
draws 'bad rows' '1.png 4.png' --data d.csv --report r.jsonl
is 'bad rows: status' 1 $status
is 'bad rows: a line each' 3 "$(grep -c row "$err")"
says 'bad rows: a value' 'row 2 (line 3): layers[0].color: expected a color'
says 'bad rows: the data' 'row 3 (line 4): '
says 'bad rows: a number' 'row 5 (line 6): layers[0].left: expected a length in pixels, found "far"'
prints 'bad rows: the last line' '2 drawn, 3 failed, 0 kept of 5 posters in '
is 'report: a line a row' 5 "$(grep -c '^{"row": [1-5], "line": [2-6], .*}$' r.jsonl)"
is 'report: errors' 3 "$(grep -c '"error": "' r.jsonl)"
is 'report: files' 'o/1.png o/4.png ' "$(sed -n 's/.*"file": "\([^"]*\)".*/\1/p' r.jsonl | sort | tr '\n' ' ')"
is 'report: hashes of what was read' 4 "$(grep -c '"hash": "[0-9a-f]\{64\}"' r.jsonl)"
is 'report: each has its time' 5 "$(grep -c '"milliseconds": [0-9.]*}$' r.jsonl)"
# It can be read: by the program itself.
printf '{"width": 9, "height": 9, "layers": []}' > empty.json
ignored=
for column in row line hash file bytes checksum width height warnings error milliseconds; do
  ignored="$ignored --ignore $column"
done
# shellcheck disable=SC2086 # words
run batch empty.json --data r.jsonl $ignored -o again
prints 'report: can be read' '5 drawn, 0 failed'

draws 'fail fast' '1.png' --data d.csv --fail-fast -j 1 --report r.jsonl
is 'fail fast: status' 1 $status
prints 'fail fast: what is left' '1 drawn, 1 failed, 0 kept, 3 left of 5 posters'
says 'fail fast: how to go on' 'the same command with --resume draws the rest'
is 'fail fast: the report' 2 "$(grep -c row r.jsonl)"
draws 'JSON' '1.png 4.png' --data d.csv --json
is 'JSON: counts' 1 "$(grep -c '^{"posters": 5, "drawn": 2, "failed": 3, "kept": 0, "left": 0, "milliseconds": [0-9.]*}$' "$out")"
draws 'quietly' '1.png 4.png' --data d.csv -q
is 'quietly: nothing but what is wrong' ' 3' "$(cat "$out") $(grep -c row "$err")"
printf 'Title\nmore than there is room for\nx\nmore than there is room for\n' > d.csv
draws 'warnings' '1.png 2.png 3.png' --data d.csv --report r.jsonl
is 'warnings: status' 0 $status
is 'warnings: told once' 1 "$(grep -c 'px taller' "$err")"
is 'warnings: reported for each' 2 "$(grep -c '"warnings": \["layers\[1\]: text is' r.jsonl)"
draws 'strictly' 2.png --data d.csv --strict
is 'strictly: status' 1 $status
touch taken
draws 'a report that cannot be written' '' --data d.csv --report taken/r.jsonl
is 'a report that cannot be written: status' 1 $status
if [ -c /dev/full ]; then
  run batch t.json --data d.csv -o o --report /dev/full -j 1
  is 'a report on a full disk' 1 $status
  says 'a report on a full disk, in words' "--report: /dev/full: can't be written"
  printf 'Box.color\nbad\nworse\nworst\n' > d.csv
  run batch t.json --data d.csv -o o --report /dev/full -j 1
  says 'a report of errors on a full disk' "--report: /dev/full: can't be written"
else
  skip 'a report on a full disk' 'no /dev/full'
fi

# Names of columns.
# wrong NAME HEADER TEXT: an error before the first poster.
wrong() {
  printf '%s\nx\n' "$2" > d.csv
  draws "$1" '' --data d.csv
  is "$1: status" "${4:-2}" $status
  says "$1: in words" "$3"
}
wrong 'a column that matches nothing' Titel 'did you mean Title?'
wrong 'a field that is not there' Title.colr 't.json: column "Title.colr": a text layer has no field colr'
wrong 'a layer that is not there' layers.2.top 't.json: column "layers.2.top": expected a layer from layers.0 to layers.1'
wrong 'a layer of a label that is not there' Title.2 't.json: column "Title.2": expected Title.1 to Title.1'
wrong 'a column twice' Title,Title 'd.csv: ' 1
sed 's/own/{{word}}/; s/#ffffff/#{{color}}/' t.json > p.json
printf 'word,colour\nx,000000\n' > d.csv
run batch p.json --data d.csv -o o
is 'a placeholder that matches nothing' 2 $status
says 'a placeholder that matches nothing: the nearest name' \
  'p.json: placeholder {{color}}: no column has that name (did you mean colour?)'
printf 'word,color\nx{{color}},ffffff\n' > d.csv
run batch p.json --data d.csv -o o
is 'placeholders' 0 $status
alone 'placeholders' 'x{{color}}' o/1.png
sed 's/"#336699"/"#{{paper}}"/; s/own/x/' t.json > p.json
printf 'paper\n336699\nx\n"{{paper}}"\n' > d.csv
run batch p.json --data d.csv -o o
is 'a placeholder in the background' 1 $status
says 'a placeholder in the background: each row is checked' \
  'row 2 (line 3): background: expected a color such as "#5b4c2f" or "transparent", found "#x"'
alone 'a placeholder in the background' x o/1.png
printf 'Paper\n336699\n' > d.csv
run batch p.json --data d.csv -o o
is 'a placeholder in the background that matches nothing' 2 $status
says 'a placeholder in the background that matches nothing: the nearest name' 'did you mean Paper?'
run render p.json
is 'a placeholder in the background of a document of its own' 1 $status
printf 'Title,sku,note\nx,a,b\n' > d.csv
draws 'columns that mean nothing in the template' a.png --data d.csv --output '{sku}.png' --ignore note
printf 'Title,Box\nx,a\n' > d.csv
draws 'a label that is no text' '' --data d.csv
is 'a label that is no text: status' 2 $status
says 'a label that is no text: in words' 'expected a field behind it, such as Box.color'

# Names of posters.
names() {
  name=$1
  expected=$2
  shift 2
  { echo Title; printf '%s\n' "$@"; } > d.csv
  draws "$name" "$expected" --data d.csv --output '{Title}.png'
  is "$name: status" 0 $status
}
names 'names that lead elsewhere' '__.png ______up.png _absolute.png _hidden.png' ../../up /absolute .hidden ..
names 'names with odd characters' 'a b_c.png a_b_c.png' 'a/b\c' '"a b
c"'
names 'names that begin with a dash' '_option.png' -option
names 'equal names' 'x-2.png x-3.png x.png' x x x
names 'names that others have got' 'x-2-2.png x-2.png x.png' x x x-2
names 'names that differ in case alone' 'X-2.png x.png' x X
names 'names that differ in the case of other letters alone' 'É.png é-2.png' É é
names 'names that differ in the case of Cyrillic or Greek letters alone' 'ΟΔΟΣ.png οδος-2.png ДОМ.png дом-2.png' ДОМ дом ΟΔΟΣ οδος
composed=$(printf '\303\251')
apart=$(printf 'e\314\201')
names 'names that differ in how letters are composed alone' "$apart-2.png $composed.png" "$composed" "$apart"
names 'names that differ in an accent' "e.png $composed.png" "$composed" e
names 'names in other scripts' '春日-2.png 春日.png' 春日 春日
names 'nothing' '_.png' '""'
long=$(printf '%0300d' 0)
{ echo Title; echo "$long"; echo "${long}1"; echo "春春春春春春春春春春春春春春春春春春春春$long"; } > d.csv
run batch t.json --data d.csv -o long --output '{Title}-{Title}-{Title}.png'
is 'long names' 0 $status
is 'long names: all there' 3 "$(find long -type f | grep -c png)"
printf 'Title\nx\n../y\n' > d.csv
draws 'folders by values' '1/x-t.png 2/___y-t.png' --data d.csv --output '{row}/{Title}-{name}.{ext}'
draws 'a format' '1.jpg 2.jpg' --data d.csv --format jpeg
is 'a format: it is one' jpeg "$(kind o/1.jpg)"
mkdir -p o/1.png
run batch t.json --data d.csv -o o
is 'a folder in the place of a poster' 1 $status
says 'a folder in the place of a poster: in words' 'row 1 (line 2): o/1.png: '
is 'a folder in the place of a poster: the others are drawn' png "$(kind o/2.png)"

# Samples and base images.
sample='"layers": [{"type": "text", "sub_type": "Title", "left": 1, "top": 1, "width": 18, "height": 14, "content": "own", "font_size": 6}]'
printf '{"output": {"task_id": "t", "task_status": "SUCCEEDED", "results": [{"url": "https://h/a.png"}, {"url": "https://h/b.png"}],
  "text_result": {"urls": [], "params": [{"sample_idx": 0, %s}, {"sample_idx": 1, %s}]}}}' "$sample" "$sample" > s.json
run render empty.json -o bases/a.png
run render t.json -o bases/b.png
printf 'Title,sample\nx,1\ny,\nz,0\n' > d.csv
run batch s.json --data d.csv -o s --output '{row}-{sample}-{task}.png' --base bases
is 'samples by a column' '1-1-t.png 2-0-t.png 3-0-t.png' "$(listing s)"
is 'samples by a column: their base images' '20x16 9x9 9x9' "$(size s/1-1-t.png) $(size s/2-0-t.png) $(size s/3-0-t.png)"
printf 'Title\nx\n' > d.csv
run batch s.json --data d.csv -o s --output '{sample}.png' --base bases --sample 1
is '--sample' 20x16 "$(size s/1.png)"
printf 'Title,sample\nx,7\n' > d.csv
run batch s.json --data d.csv -o s --base bases
says 'a sample that is not there' 'row 1 (line 2): sample: expected the sample_idx of a sample, found "7"'
printf 'base\nbases/a.png\n\nbases/b.png\nbases/c.png\n""\n' > d.csv
draws 'base images by a column' '1.png 2.png 4.png' --data d.csv
is 'base images by a column: sizes' '9x9 20x16 20x16' "$(size o/1.png) $(size o/2.png) $(size o/4.png)"
run batch s.json --data d.csv -o s --offline
is 'a base image that is not at hand' 1 $status
printf 'base\nhttps://h/gone.png\nbases/a.png\n' > d.csv
(unset HOME XDG_CACHE_HOME; "$program" batch t.json --data d.csv -o uncached > "$out" 2> "$err")
is 'without a folder for the cache' 1 $?
says 'without a folder for the cache: a warning' 'warning: nothing is downloaded: no folder for the cache'
says 'without a folder for the cache: the row' 'row 1 (line 2): its base image is not at hand: https://h/gone.png'
is 'without a folder for the cache: the others are drawn' 2.png "$(listing uncached)"

# Folders: paths are relative to each document.
mkdir -p f/sub/deep f/.hidden
cp bases/a.png f/own.png
cp bases/b.png f/sub/own.png
image='{"type": "image", "left": 0, "top": 0, "width": 5, "height": 5, "src": "own.png"}'
for at in f f/sub; do
  printf '{"base": "own.png", "layers": [%s]}' "$image" > "$at/x.json"
done
cp s.json f/sub/deep
cp t.json f/.hidden
echo '{' > f/sub/bad.json
run batch f -o all --offline
is 'a folder' 1 $status
prints 'a folder: counts' '2 drawn, 3 failed, 0 kept of 5 posters'
says 'a folder: what cannot be read' 'f/sub/bad.json: line 2, column 1: '
is 'a folder: names' './sub/x-0.png ./x-0.png ' "$(cd all && find . -type f | sort | tr '\n' ' ')"
is 'a folder: base images' '9x9 20x16' "$(size all/x-0.png) $(size all/sub/x-0.png)"
for at in x sub/x; do
  run render "f/$at.json" -o alone.png
  holds "a folder: $at as a document of its own" cmp alone.png "all/$at-0.png"
done
run batch f/sub/deep -o all --base bases --output '{name}-{task}-{sample}.jpg'
is 'a folder: samples' 's-t-0.jpg s-t-1.jpg sub x-0.png' "$(listing all)"
mkdir braces
sed 's/own/{{Title}}/' t.json > braces/b.json
run batch braces -o all
is 'a folder: braces are text' 0 $status
alone 'a folder: braces are text' '{{Title}}' all/b-0.png
mkdir none
run batch none
is 'an empty folder' 1 $status
says 'an empty folder: in words' 'none: expected responses (*.json) or bundles below it, found none'

# The letters of a sheet that is a picture are of the fonts that posters have.
mkdir letters
cp "$source/tests/fonts/NotoSansThai-Regular.ttf" letters/
printf '<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>\n' "$PWD/letters" "$PWD/cached" > with.conf
printf '<fontconfig><cachedir>%s</cachedir></fontconfig>\n' "$PWD/cached" > without.conf
printf 'Box.color,Words\n#ff0000,\340\270\201\340\270\202\340\270\204\n' > d.csv
sheet() {
  FONTCONFIG_FILE=$PWD/$2
  export FONTCONFIG_FILE
  file=$1
  shift 2
  run batch t.json --data d.csv --ignore Words -o o --sheet "$file" "$@"
  is "a sheet: $file" 0 $status
  unset FONTCONFIG_FILE
}
sheet without.png without.conf
sheet system.png with.conf
sheet none.png with.conf --no-system-fonts
sheet given.png without.conf --no-system-fonts --font-dir letters
holds 'a sheet: the system has the letters' test -n "$(cmp without.png system.png)"
holds 'a sheet without the system'"'"'s fonts' cmp without.png none.png
holds 'a sheet with the fonts of --font-dir' cmp system.png given.png

# Command lines that make no sense.
printf 'Title\nx\n' > d.csv
usage() {
  name=$1
  shift
  run batch t.json --data d.csv "$@"
  is "usage: $name" 2 $status
}
usage 'a file instead of a folder' -o one.png
usage 'standard output' -o -
usage 'an empty folder name' -o ''
usage 'a brace that is not closed' -o '{row'
usage 'a format that there is not' -o '{row}.bmp'
usage 'a column that there is not' -o '{nix}.png'
usage 'two formats' -o '{row}.png' --format jpeg
usage 'two folders' -o a -o b
usage 'two patterns' -o '{row}.png' -o '{Title}.png'
usage 'resuming without a report' --resume
usage 'a column to ignore that there is not' --ignore nix
usage 'a sample that there is not' --sample 4
usage 'a folder of fonts that there is not' --font-dir nowhere
usage 'a background' --background blau
cp d.csv kept.csv
cp t.json kept.json
usage 'a report over the rows' --report d.csv
says 'a report over the rows, in words' '--report: d.csv: expected another file than those that are read'
usage 'a report over the template, to go on with' --report ./t.json --resume
cp "$samples/1.jpg" base.jpg
usage 'a sheet over the base image' --base base.jpg --sheet base.jpg
usage 'a sheet over the report' --report new.png --sheet new.png
says 'a sheet over the report, in words' '--sheet: new.png: expected another file than that of --report'
mkdir read
cp "$response" read/r.json
run batch read --base "$samples" --report read/r.json
is 'a report over a response' 2 $status
holds 'what is read is left alone' cmp -s d.csv kept.csv
holds 'what is read is left alone: the template' cmp -s t.json kept.json
holds 'what is read is left alone: the base image' cmp -s base.jpg "$samples/1.jpg"
holds 'what is read is left alone: the response' cmp -s read/r.json "$response"
run batch t.json
is 'usage: no data' 2 $status
says 'usage: no data, in words' 'expected a folder of responses, or a template with --data ROWS'
run batch nowhere
is 'usage: a folder that there is not' 2 $status
says 'usage: a folder that there is not, in words' '; found nothing of that name'
holds 'usage: nothing drawn' test ! -e 1.png
finish
