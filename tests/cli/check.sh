# placard check: every state and option, what it writes and what it leaves alone, its reports.
set -u
. "$(dirname "$0")/harness.sh"

# document FILE [COLOUR [WIDTH [MARK]]]: a canvas with a rectangle of MARK pixels' height.
document() {
  cat > "$1" << END
{"width": ${3:-40}, "height": 30, "background": "${2:-#336699}", "layers": [
  {"type": "text_mask", "left": 5, "top": 5, "width": 20, "height": ${4:-10}, "color": "#ffffff"}]}
END
}
# suite: a fresh one in ./suite: `a`, `deep/b` and `deep/c`, all with their pictures.
suite() {
  rm -rf suite
  mkdir -p suite/deep
  document suite/a.json
  document suite/deep/b.json '#993333'
  document suite/deep/c.json '#339933'
  "$program" check suite --update > /dev/null 2>&1
}
# state NAME: what the last --json run said of a case.
state() {
  sed -n "s|^{\"name\": \"$1\", \"state\": \"\([a-z]*\)\".*|\1|p" "$out"
}
# stamps: every file of the suite with its bytes and times.
stamps() {
  find suite -type f -exec sh -c 'for file; do echo "$file $(stat -c "%Y %y %i" "$file") $(cksum < "$file")"; done' sh {} + | sort
}

# ---- states ----

mkdir -p suite/deep
document suite/a.json
document suite/deep/b.json
run check suite
is 'new: status' 1 $status
prints 'new: its line' 'new       a  '
prints 'new: below a folder too' 'new       deep/b'
prints 'new: counted' '2 new'
holds 'new: nothing is written' test ! -e suite/a.png
run check suite --update
is '--update: status' 0 $status
is '--update: a golden picture' png "$(kind suite/a.png)"
is '--update: of the right size' 40x30 "$(size suite/a.png)"
prints '--update: says so' '2 new; 2 written'
run check suite
is 'passed: status' 0 $status
prints 'passed: its line' 'passed    deep/b'
run check suite -q
is 'passed: -q says nothing' '' "$(cat "$out")"

suite
document suite/a.json '#ff0000'
document suite/deep/b.json '#993333' 41
echo '{' > suite/deep/c.json
cp suite/a.png suite/deep/lost.png
document suite/fresh.json
run check suite --json
is 'states: status' 1 $status
is 'changed' changed "$(state a)"
is 'resized' resized "$(state deep/b)"
is 'failed' failed "$(state deep/c)"
is 'orphaned' orphaned "$(state deep/lost)"
is 'new' new "$(state fresh)"
prints 'resized: says the sizes' 'expected 40x30 pixels, found 41x30'
prints 'failed: says why' 'failed", "written": false, "message": "line 2, column 1'
prints 'the last line counts' '"cases": 5, "passed": 0, "changed": 1, "resized": 1, "new": 1, "missing": 0, "orphaned": 1, "failed": 1, "written": 0'
run check suite
prints 'changed: how much' 'changed   a  1000 of 1200 pixels differ (83.3333 %), expected at most 0 %'
is 'states: nothing on stderr' '' "$(cat "$err")"
run check suite -q
is '-q: what did not pass' 5 "$(wc -l < "$out" | tr -d ' ')"
run check suite --color always
holds '--color' grep -q "$(printf '\033')" "$out"

# Each alone is enough for status 1.
for broken in changed resized failed orphaned new missing; do
  suite
  case $broken in
    changed) document suite/a.json '#ff0000' ;;
    resized) document suite/a.json '#336699' 41 ;;
    failed) echo '{' > suite/a.json ;;
    orphaned) rm suite/a.json ;;
    new) rm suite/a.png ;;
    missing) rm suite/a.png && echo '{"required": true}' > suite/check.json ;;
  esac
  run check suite --json
  is "$broken alone: status" 1 $status
  is "$broken alone: state" $broken "$(state a)"
done
suite
rm suite/a.png
ln -s nowhere.png suite/a.png
run check suite --json
is 'a link that leads nowhere: missing' missing "$(state a)"

# ---- golden pictures that are none ----

suite
: > suite/a.png
head -c 60 suite/deep/b.png > part
cp part suite/deep/b.png
run check suite --json
is 'an empty golden picture: changed' changed "$(state a)"
is 'a cut one: changed' changed "$(state deep/b)"
is 'damaged: status' 1 $status
prints 'damaged: names the file' 'suite/deep/b.png'
run check suite --update
is 'damaged: --update replaces it' 0 $status
run check suite
is 'damaged: and then it passes' 0 $status
rm suite/a.png
mkdir suite/a.png
run check suite --json --update
is 'a folder in its place: failed' failed "$(state a)"
is 'a folder in its place: status' 1 $status
if command -v mkfifo > /dev/null; then
  rmdir suite/a.png
  mkfifo suite/a.png suite/pipe.json
  run check suite --json
  is 'a pipe in its place: failed' failed "$(state a)"
  is 'a pipe for a document: failed' failed "$(state pipe)"
fi

# ---- what is no case ----

suite
mkdir suite/bases suite/.hidden
cp suite/a.png suite/bases/photo.png
cp suite/a.png suite/beside.png
document suite/.hidden/x.json
document suite/.x.json
document suite/bases/y.json
echo '{"base": "beside.png", "layers": []}' > suite/one.json
cat > suite/two.json << 'END'
{"width": 40, "height": 30, "layers": [
  {"type": "image", "src": "bases/photo.png", "left": 0, "top": 0, "width": 40, "height": 30}]}
END
ln -s . suite/loop
ln -s deep suite/link.json
run check suite --update
is 'pictures beside documents: status' 0 $status
run check suite --json
is 'a picture that a document names is no orphan' '' "$(state beside)"
is 'bases/, hidden files and linked folders are left out' 6 "$(wc -l < "$out" | tr -d ' ')"
run check suite --update --prune
holds 'nor is it pruned' test -s suite/beside.png

# ---- --update, --approve, --prune ----

suite
document suite/a.json '#336698'
touch -d '2001-02-03 04:05:06' suite/*.png suite/deep/*.png
before=$(stamps)
run check suite --update
is '--update: within the bound nothing is touched' "$before" "$(stamps)"
document suite/deep/b.json '#000000'
before=$(stamps | grep -v deep/b.png)
old=$(cksum < suite/deep/b.png)
run check suite --update
is '--update: what passes is not touched' "$before" "$(stamps | grep -v deep/b.png)"
holds '--update: what changed is' test "$old" != "$(cksum < suite/deep/b.png)"
is '--update: leaves no other files' 'a.json a.png deep' "$(listing suite)"

suite
document suite/a.json '#ff0000'
document suite/deep/b.json '#ff0000'
touch -d '2001-02-03 04:05:06' suite/*.png suite/deep/*.png
before=$(stamps | grep -v suite/a.png)
run check suite --report seen
seen=$(find seen -type f -exec cksum {} + | sort)
run check suite --report seen --approve a
is '--approve: status' 0 $status
is '--approve: lists the case alone' 1 "$(grep -c '^changed' "$out")"
is '--approve: others are not touched' "$before" "$(stamps | grep -v suite/a.png)"
run check suite --json
is '--approve: it passes' passed "$(state a)"
is '--approve: others do not' changed "$(state deep/b)"
is '--approve: the very picture of the report' \
  "data/$(sha256sum < suite/a.png | cut -d ' ' -f 1).png" \
  "$(sed -n 's/^{"name": "a".*"actual": "\([^"]*\)".*/\1/p' seen/report.json)"
is '--approve: the report stays as it is' "$seen" "$(find seen -type f -exec cksum {} + | sort)"
before=$(stamps)
run check suite --report seen --approve a
is '--approve of what passes: status' 0 $status
is '--approve of what passes: nothing is touched' "$before" "$(stamps)"
document suite/a.json '#00ff00'
document suite/fresh.json
before=$(stamps)
run check suite --report seen --approve a deep/b fresh --json
is '--approve of another picture than was looked at: status' 1 $status
prints '--approve of another picture than was looked at: in words' 'it is not what the report in seen shows'
prints '--approve of what the report has not: in words' 'the report in seen does not show it'
is '--approve of others beside: only that is written' "$(echo "$before" | grep -v suite/deep/b.png)" \
  "$(stamps | grep -v suite/deep/b.png)"
is '--approve of others beside: it is' 1 "$(grep -c '"written": true' "$out")"
document suite/deep/c.json '#ff0000' 41
before=$(stamps)
run check suite --approve deep/c
is '--approve without a report: status' 2 $status
says '--approve without a report: in words' 'expected --report'
run check suite --report nowhere --approve deep/c
is '--approve with no such report: status' 2 $status
says '--approve with no such report: in words' 'nowhere/report.json: expected the report'
holds '--approve with no such report: none is made' test ! -e nowhere
mkdir odd
for text in '' '[]' '{"cases": 1}' '{"cases": [{"name": 1}]}' '{"cases": [{"name": "deep/c", "actual": "x"}]}'; do
  echo "$text" > odd/report.json
  run check suite --report odd --approve deep/c
  holds "--approve with a report of $text: not done" test $status -ne 0
done
is '--approve without a report: nothing is touched' "$before" "$(stamps)"
run check suite --report seen --approve deep/b deep/x
is '--approve of no case: status' 2 $status
says '--approve of no case: in words' 'no case is called "deep/x"; did you mean "deep/'
is '--approve of no case: nothing is touched' "$before" "$(stamps)"
run check suite --report seen
run check --report seen --approve -- suite deep/c
is '--approve before the names' 0 $status
rm suite/a.json suite/fresh.json
run check suite --report seen --approve a
is '--approve of an orphan: status' 2 $status
says '--approve of an orphan: in words' 'no document'

run check suite --update
is 'an orphan stays by --update: status' 1 $status
holds 'an orphan stays by --update' test -s suite/a.png
says 'an orphan stays: what to do' '--update --prune'
run check suite --update --prune
is '--prune: status' 0 $status
holds '--prune: it is gone' test ! -e suite/a.png
is '--prune: others are not' 'b.json b.png c.json c.png' "$(listing suite/deep)"
suite
mkdir suite/more
cp suite/a.png suite/more/a.png
cp suite/a.png suite/deep/a.png
run check suite --update --prune --filter 'more/*'
is '--prune: what the filter leaves out stays' 'a.png b.json b.png c.json c.png' "$(listing suite/deep)"
is '--prune: what it does not is gone' '' "$(listing suite/more)"
echo '{' > suite/broken.json
run check suite --update --prune
is '--prune beside what cannot be read: status' 2 $status
says '--prune beside what cannot be read: names it' 'suite/broken.json'
holds '--prune beside what cannot be read: nothing is gone' test -s suite/deep/a.png

# ---- bounds ----

suite
document suite/a.json '#336699' 40 11
document suite/deep/b.json '#993333' 40 11
run check suite --json
is 'no bound: changed' changed "$(state a)"
for bound in '--max-percent 2' '--max-pixels 20' '--max-percent 2 --max-pixels 20' '--threshold 1'; do
  # shellcheck disable=SC2086 # several words
  run check suite $bound
  is "within $bound" 0 $status
done
for bound in '--max-percent 1' '--max-pixels 19' '--max-percent 2 --max-pixels 19' '--max-percent 1 --max-pixels 20'; do
  # shellcheck disable=SC2086
  run check suite $bound
  is "beyond $bound" 1 $status
done
echo '{"max_pixels": 20}' > suite/deep/check.json
run check suite --json
is 'check.json: for its folder' passed "$(state deep/b)"
is 'check.json: for no other' changed "$(state a)"
echo '{"max_percent": 50, "cases": {"deep/b": {"max_pixels": 3}, "a": {"max_pixels": 2}}}' > suite/check.json
run check suite --json
is 'check.json: a case before its folder' changed "$(state a)"
is 'check.json: the nearest file before one above' passed "$(state deep/b)"
run check suite --max-pixels 0 --json
is 'options before check.json' changed "$(state deep/b)"
echo '{"cases": {"deep/d": {}}}' > suite/check.json
run check suite
is 'check.json: no such case, status' 2 $status
says 'check.json: no such case, in words' 'suite/check.json: cases: expected the name of a case, found "deep/d"; did you mean "deep/'
document suite/deep/badge.json
echo '{"cases": {"badgr": {}}}' > suite/deep/check.json
rm suite/check.json
run check suite --filter a
is 'check.json: not even where it is left out' 2 $status
says 'check.json: names are below its folder' 'suite/deep/check.json: cases: expected the name of a case, found "badgr"; did you mean "badge"'
echo '{"max_percnt": 3}' > suite/deep/check.json
run check suite
is 'check.json: unknown, status' 2 $status
says 'check.json: unknown, in words' 'max_percnt: unknown field (did you mean max_percent?)'
echo 'nonsense' > suite/deep/check.json
run check suite
is 'check.json: damaged' 2 $status
rm suite/deep/check.json
mkdir suite/deep/check.json
run check suite
is 'check.json: a folder' 2 $status

# Antialiased pixels count where asked for: pixelmatch takes a small move of a round edge for nothing else.
round() {
  echo '{"width": 60, "height": 60, "layers": [{"type": "text_mask", "left": '"$1"', "top": 10, "width": 40,
    "height": 40, "radius": 20, "color": "#000000"}]}' > suite/a.json
}
rm -rf suite
mkdir suite
round 10
run check suite --update
round 11
run check suite
plain=$status
run check suite --include-aa
is '--include-aa' '0 1' "$plain $status"
echo '{"include_aa": true}' > suite/check.json
run check suite
is 'include_aa in check.json' 1 $status
suite
document suite/a.json '#336698'
run check suite
is 'a digit of a colour is within the threshold' 0 $status
run check suite --threshold 0
is '--threshold 0' 1 $status
echo '{"threshold": 0}' > suite/check.json
run check suite
is 'threshold in check.json' 1 $status
run check suite --threshold 0.1
is '--threshold before check.json' 0 $status

# Where nothing may differ, translucent pixels may not either, though over one background they look alike.
alpha() {
  echo '{"width": 40, "height": 30, "background": "transparent", "layers": [{"type": "text_mask", "left": 0, "top": 0,
    "width": 40, "height": 30, "color": "'"$1"'"}]}' > suite/a.json
}
rm -rf suite
mkdir suite
alpha '#00000080'
run check suite --update
alpha '#00000081'
run check suite --threshold 0 --include-aa
is 'a digit of alpha, exactly' 1 $status
run check suite
is 'a digit of alpha, by the threshold' 0 $status

# The very background that pixelmatch lays below the first pixel.
tiny() {
  echo '{"width": 1, "height": 1, "background": "transparent", "layers": [{"type": "text_mask", "left": 0, "top": 0,
    "width": 1, "height": 1, "color": "'"$1"'"}]}' > suite/a.json
}
tiny '#30303080'
run check suite --update
tiny '#30303040'
run check suite
is 'colours of their background: alike' 0 $status
run check suite --threshold 0 --include-aa
is 'colours of their background: not exactly' 1 $status
prints 'colours of their background: by how much' 'channels differ by up to'

# ---- scales and samples ----

suite
run check suite --scale 2 --json
is '--scale: of another size' resized "$(state a)"
echo '{"scale": [1, 2]}' > suite/check.json
run check suite --update --prune
is 'scales: pictures' 'a.json a@1.png a@2.png check.json deep' "$(listing suite)"
is 'scales: as large' 80x60 "$(size suite/a@2.png)"
run check suite
is 'scales: pass' '6 passed' "$(tail -n 1 "$out")"
run check suite --scale 2
is 'scales: --scale takes one, and no picture is an orphan' '3 passed' "$(tail -n 1 "$out")"
run check suite --report seen
run check suite --report seen --approve a@2
is 'scales: a case of its own' 0 $status
rm -rf suite
mkdir suite
cp "$response" suite/poster.json
run check suite --json
is 'samples: a case for each' 'failed failed failed' \
  "$(state poster-0) $(state poster-1) $(state poster-2)"
document suite/poster-1.json
run check suite
is 'two cases of one name: status' 2 $status
says 'two cases of one name: in words' 'poster-1: expected one case of that name'

# ---- names ----

suite
quoted='a "<&>'"'"' $(x)'
document "suite/$quoted.json"
document "suite/-dash.json"
document 'suite/<!--x.json'
mkdir -p 'suite/<'
document 'suite/<'/'script><b>x.json'
document "suite/新 品.json"
document "suite/$(printf 'tab\tline\nend').json"
bytes=$(printf 'bad\377')
document "suite/$bytes.json" 2> /dev/null
run check suite --update --report report
is 'strange names: status' 0 $status
holds 'strange names: the report is all right' test -s report/index.html
holds 'strange names: no control characters' sh -c '! tr -d "\n" < "$1" | grep -q "[[:cntrl:]]"' sh "$out"
[ ! -e "suite/$bytes.json" ] || prints 'strange names: other bytes' 'bad\xff'
is 'strange names: no end of a script in the data' 0 "$(grep -c '<!--x' report/index.html)"
is 'strange names: a picture for each' 10 "$(find suite -name '*.png' -exec echo \; | wc -l | tr -d ' ')"
if command -v xmllint > /dev/null; then
  holds 'strange names: well-formed XML' xmllint --noout report/junit.xml
fi
if command -v python3 > /dev/null; then
  holds 'strange names: JSON' python3 -c 'import json; json.load(open("report/report.json", encoding="utf-8"))'
fi
run check suite
is 'strange names: they pass' 0 $status
document "suite/-dash.json" '#ff0000'
[ ! -e "suite/$bytes.json" ] || document "suite/$bytes.json" '#ff0000'
run check suite --report seen
run check --report seen --approve -- suite -dash
is 'strange names: a dash' 0 $status
if [ -e "suite/$bytes.json" ]; then
  run check suite --report seen --approve 'bad\xff'
  is 'strange names: other bytes, approved' 0 $status
fi

# ---- 0 cases, and other trouble ----

rm -rf suite
mkdir suite
run check suite
is 'no documents: status' 2 $status
says 'no documents: in words' 'expected documents (*.json), found none'
echo '{}' > suite/check.json
run check suite
is 'check.json alone is no document' 2 $status
suite
run check suite --filter nothing
is 'no case that fits: status' 2 $status
says 'no case that fits: in words' 'found none among 3'
run check suite --filter 'deep/*'
is '--filter: status' 0 $status
is '--filter: those alone' '2 passed' "$(tail -n 1 "$out")"
trouble() {
  name=$1
  message=$2
  shift 2
  run check "$@"
  is "2: $name" 2 $status
  says "2: $name, in words" "$message"
}
trouble 'no such folder' 'no such folder' nowhere
trouble 'a file' 'expected a folder, found a file' suite/a.json
trouble 'no suite' 'expected SUITE'
trouble 'names without --approve' 'unexpected "a"' suite a
trouble '--approve without names' 'expected the names' suite --approve
trouble '--prune alone' 'expected --update' suite --prune
trouble '--update and --approve' 'expected one of them' suite --update --approve a
trouble '--tap and --json' 'expected one of them' suite --tap --json
trouble 'no such font folder' 'no such folder' suite --font-dir nowhere
trouble 'a report within the suite' 'outside of the suite' suite --report suite/report
holds 'a report within the suite: no folder is left' test ! -e suite/report
trouble 'a report that is a file' 'file of that name' suite --report suite/a.json/report
trouble 'jobs' 'from 1 to 256' suite -j 0
trouble 'pixels' 'expected a whole number' suite --max-pixels 1.5
if [ "$(id -u)" != 0 ]; then
  document suite/a.json '#ff0000'
  chmod a-w suite
  trouble 'a picture that cannot be written' "can't be written" suite --update
  chmod u+w suite
fi

# ---- two folders of pictures ----

suite
mkdir -p golden actual/deep
cp suite/a.png golden/a.png
cp suite/a.png actual/a.png
cp suite/deep/b.png golden/b.png
cp suite/deep/c.png actual/b.png
cp suite/a.png golden/gone.png
cp suite/a.png actual/deep/fresh.png
echo text > actual/notes.txt
cp -r golden golden.before
run check --against golden actual --json
is '--against: status' 1 $status
is '--against: passed' passed "$(state a)"
is '--against: changed' changed "$(state b)"
is '--against: orphaned' orphaned "$(state gone)"
is '--against: new' new "$(state deep/fresh)"
is '--against: no other files' 5 "$(wc -l < "$out" | tr -d ' ')"
run check --against golden actual --report both
is '--against: a report' 1 $status
holds '--against: a page' test -s both/index.html
trouble '--against does not write' 'compared, not written' --against golden actual --update
trouble '--against does not approve' 'compared, not written' --against golden actual --report both --approve b
holds '--against: nothing was written' diff -r golden golden.before
trouble '--against nothing' 'no such folder' --against nowhere actual
mkdir empty
trouble '--against: no pictures' 'expected pictures, found none' --against empty empty
run check --against golden golden
is '--against itself' 0 $status
echo '{"cases": {"b": {"max_percent": 100}}}' > golden/check.json
run check --against golden actual --json
is '--against: check.json of what is expected' passed "$(state b)"
echo junk > actual/a.png
run check --against golden actual --json
is '--against: a damaged picture' failed "$(state a)"
head -c 60 golden.before/a.png > golden/a.png
cp golden/a.png actual/a.png
run check --against golden actual --json
is '--against: two that are cut alike' failed "$(state a)"
cp golden.before/a.png golden/a.png
cp golden/a.png actual/a.png
run check --against golden actual --json
is '--against: files alike in bytes' '"pixels": 1200, "mismatched": 0' "$(sed -n 's/^{"name": "a".*\("pixels": .*\), "antialiased".*/\1/p' "$out")"
rm -rf alike
run check --against golden actual --json --report alike
is '--against: alike, and in the report' "data/$(sha256sum < golden/a.png | cut -d ' ' -f 1).png" \
  "$(sed -n 's/^{"name": "a".*"expected": "\([^"]*\)", "actual": "\1".*/\1/p' alike/report.json)"
cp "$samples/1.jpg" actual/a.jpg
trouble '--against: two of one name' 'expected one case of that name' --against golden actual

# ---- reports ----

suite
document suite/a.json '#ff0000' 40 11
document suite/deep/b.json '#993333' 41
echo '{' > suite/deep/c.json
document suite/new.json
rm -rf report
run check suite --report report/here
is '--report: status' 1 $status
is '--report: its files' 'data index.html junit.xml report.json' "$(listing report/here)"
for file in report/here/data/*; do
  [ "$(basename "$file")" = "$(sha256sum < "$file" | cut -d ' ' -f 1).png" ] || echo "$file"
done > misnamed
is '--report: pictures by their hash' '' "$(cat misnamed)"
grep -o 'data/[0-9a-f]*\.png' report/here/report.json | sort -u > named
(cd report/here && ls data/*) | sort > there
holds '--report: those that are named are there, and no others' cmp named there
holds '--report: a page' grep -q '</html>' report/here/index.html
holds '--report: the page has the data' grep -qF '"name": "deep/c", "state": "failed"' report/here/index.html
holds '--report: blocks of pictures' grep -q '<script type="text/plain" data-picture="data/' report/here/index.html
is '--report: nothing from outside' 0 "$(grep -c 'src="http\|href="http' report/here/index.html)"
if command -v xmllint > /dev/null; then
  holds '--report: well-formed XML' xmllint --noout report/here/junit.xml
else
  skip '--report: well-formed XML' 'no xmllint'
fi
holds '--report: counts in the XML' grep -q 'tests="4" failures="3" errors="1"' report/here/junit.xml
if command -v python3 > /dev/null; then
  cat > read.py << 'END'
import base64, json, re, sys
report = json.load(open('report/here/report.json', encoding='utf-8'))
page = open('report/here/index.html', encoding='utf-8').read()
data = re.search(r'<script[^>]*id="data"[^>]*>(.*?)</script>', page, re.S).group(1)
assert json.loads(data) == report, 'the page has other data'
assert '<' not in data
cases = {case['name']: case for case in report['cases']}
assert report['suite'] == 'suite' and report['summary']['cases'] == 4
assert cases['a']['state'] == 'changed' and cases['a']['mismatched'] == 1000 + 0 * 20, cases['a']
assert cases['a']['regions'] and cases['a']['layers'][0]['type'] == 'text_mask'
assert cases['deep/b']['expected'] != cases['deep/b']['actual']
assert 'actual' not in cases['deep/c'] and 'expected' in cases['deep/c']
assert 'expected' not in cases['new'] and 'actual' in cases['new']
for name, text in re.findall(r'data-picture="([^"]*)">([^<]*)<', page):
    assert base64.b64decode(text, validate=True) == open('report/here/' + name, 'rb').read(), name
END
  holds '--report: what the data says' python3 read.py
else
  skip '--report: what the data says' 'no python3'
fi
mkdir report/here/data/keep
echo mine > report/here/data/mine.png
echo mine > report/here/mine.txt
suite
run check suite --report report/here
is '--report again: status' 0 $status
is '--report again: what was not its own stays' 'data index.html junit.xml mine.txt report.json' "$(listing report/here)"
is '--report again: old pictures are gone' 3 "$(find report/here/data -name '*.png' ! -name mine.png | wc -l | tr -d ' ')"
holds '--report again: other files stay' test -s report/here/data/mine.png -a -d report/here/data/keep

# ---- order, threads, TAP ----

rm -rf suite
mkdir suite
i=0
while [ $i -lt 40 ]; do
  document "suite/case-$i.json" "#3366$((10 + i))"
  i=$((i + 1))
done
run check suite --update -j 8
is '-j: status' 0 $status
run check suite -j 1
cp "$out" one
run check suite -j 8
holds '-j: the same list' cmp one "$out"
run check suite --tap
is '--tap: status' 0 $status
is '--tap: the plan' '1..40' "$(tail -n 1 "$out")"
is '--tap: all ok' 40 "$(grep -c '^ok [0-9]* - case-' "$out")"
document 'suite/case-0 # TODO.json'
run check suite --tap
is '--tap: status of a failure' 1 $status
prints '--tap: a failure, and no directive' 'not ok 2 - case-0 \# TODO'
prints '--tap: why' '#   new: suite/case-0 # TODO.png'
finish
