# sandbox.sh PROGRAM SOURCE-ROOT CONFINED PRYING: what the sandbox stops, what it leaves alone, and what --sandbox says where
# the kernel lacks something. Where there is no Landlock, or no filter, their parts are skipped.
set -u
. "$(dirname -- "$0")/harness.sh"
case $3 in /*) confined=$3 ;; *) confined=$OLDPWD/$3 ;; esac
case $4 in /*) prying=$4 ;; *) prying=$OLDPWD/$4 ;; esac

# fresh: the folders of one try.
fresh() {
  rm -rf written elsewhere
  mkdir written elsewhere
  echo text > elsewhere/file
  echo text > elsewhere/spare
}

# tries MODE READ FILE: what came of each try in the sandbox.
tries() {
  fresh
  "$confined" "$1" written "$2" elsewhere < /dev/null > "$3" 2> "$err"
}

# comes FILE NAME EXPECTED...: the try ended in one of these.
comes() {
  file=$1
  try=$2
  shift 2
  found=$(sed -n "s/^$try: //p" "$file")
  for expected; do
    if [ "$found" = "$expected" ]; then
      pass "$try: $expected"
      return
    fi
  done
  fail "$try" "expected $*, found '$found'"
}

"$confined" lack > lack 2>&1
landlock=yes
filters=yes
grep -q -i 'landlock' lack && landlock=no
grep -q 'filter' lack && filters=no
mode=on
[ $landlock$filters = yesyes ] || mode=auto
sanitized=no
if ! tries on - tried && grep -q 'built with sanitizers' "$err"; then
  sanitized=yes
  mode=auto
fi

# ---- what a decoder that was taken over could try ----

tries off - tried
# Else the tests below would show nothing.
for try in 'write over a file elsewhere' 'make a file elsewhere' 'delete elsewhere' 'cut a file elsewhere' \
  'read elsewhere' 'make a socket' 'fork' 'make a file elsewhere in a thread'; do
  comes tried "$try" 'done'
done

if [ $sanitized = yes ]; then
  skip 'files in the sandbox' 'sanitizers'
elif [ $landlock = no ]; then
  skip 'files in the sandbox' 'this kernel has no Landlock'
else
  tries auto - tried
  for try in 'write where it may' 'rename where it may' 'make a folder where it may' 'delete where it may' \
    'read elsewhere' 'write to nowhere' 'start a thread'; do
    comes tried "$try" 'done'
  done
  for try in 'write over a file elsewhere' 'make a file elsewhere' 'make a folder elsewhere' 'delete elsewhere' \
    'make a link where it may' 'make a file elsewhere in a thread'; do
    comes tried "$try" EACCES
  done
  is 'the file elsewhere is what it was' text "$(cat elsewhere/file)"
  echo more > readable
  tries auto readable tried
  comes tried 'read elsewhere' EACCES
  comes tried 'read what it may' 'done'
fi

if [ $sanitized = yes ]; then
  skip 'calls in the sandbox' 'sanitizers'
elif [ $filters = no ]; then
  skip 'calls in the sandbox' 'this kernel has no filters'
else
  tries auto - tried
  for try in 'make a socket' 'make a socket of the machine' 'connect one' 'type into a terminal' mount unshare bpf \
    io_uring fork 'see whether the parent runs' trace 'run a program' 'cut a file elsewhere' 'change who may read it'; do
    comes tried "$try" EPERM
  done
  comes tried clone3 ENOSYS
  comes tried 'start a thread' 'done'
  comes tried 'send itself a signal' 'done'
fi

# ---- what a kernel may lack ----

canvas canvas.json
run render canvas.json --sandbox maybe
is 'another word than the three' 2 "$status"
says 'another word than the three, in words' '--sandbox: expected one of auto, on, off, found "maybe"'
# lacks WHAT WORDS: as if the kernel had it not.
lacks() {
  "$confined" without "$1" "$program" render canvas.json -o "lack-$1.png" --sandbox on > "$out" 2> "$err"
  status=$?
  if [ $status -eq 77 ]; then
    skip "without $1" 'no filter to take it away by'
    return
  fi
  is "on without $1" 2 "$status"
  holds "on without $1: nothing was drawn" test ! -e "lack-$1.png"
  if [ $sanitized = no ]; then
    says "on without $1, in words" "placard: --sandbox on: there is none here: "
    says "on without $1: what it is" "$2"
    says "on without $1: what to do" '; --sandbox auto does without'
  fi
  "$confined" without "$1" "$program" render canvas.json -o "lack-$1.png" > "$out" 2> "$err"
  is "auto without $1" 0 "$?"
  is "auto without $1 draws" png "$(kind "lack-$1.png")"
  is "auto without $1 says nothing" '' "$(cat "$err")"
}
lacks landlock 'this kernel has no Landlock, which came with Linux 5.13'
lacks seccomp 'this kernel has no filters of system calls'
run render canvas.json -o on.png --sandbox on
if [ $mode = on ]; then
  is 'on' 0 "$status"
else
  is 'on' 2 "$status"
  says 'on, in words' '--sandbox on: '
fi

# ---- all that is done every day, in it ----

# works NAME ARGUMENT...: status 0 and nothing said on stderr.
works() {
  name=$1
  shift
  run "$@" --sandbox $mode
  is "$name" 0 "$status"
  is "$name: nothing is said" '' "$(cat "$err")"
}

works 'into a folder that is missing, twice' render canvas.json -o new/folder/
is 'into a folder that is missing' png "$(kind new/folder/canvas.png)"
works 'into the working directory' render canvas.json
works 'over a poster that is there' render canvas.json -o new/folder/canvas.png
works 'by a pattern' render canvas.json -o 'by/{name}/{sample}.jpg'
is 'by a pattern' jpeg "$(kind by/canvas/0.jpg)"
mkdir real
ln -s "$PWD/real" link
mkdir out
ln -s "$PWD/real" out/canvas
works 'into a link to a folder' render canvas.json -o link/a.png
works 'into a link within the folder' render canvas.json -o 'out/{name}/b.png'
is 'both are there' 'a.png b.png' "$(listing real)"
works 'to a device' render canvas.json -o /dev/null --format png
"$program" render - -o - --sandbox $mode < canvas.json > streamed.png 2> "$err"
is 'from and to a stream' png "$(kind streamed.png)"
mkfifo pipe
timeout 20 cat pipe > piped.png & # not for ever, where nobody writes
works 'to a pipe' render canvas.json -o pipe --format png
wait
is 'to a pipe' png "$(kind piped.png)"

mkdir -p far/away bases
cp "$samples/1.jpg" far/away/
cp "$samples/2.jpg" bases/
ln -s ../far/away/1.jpg bases/linked.jpg
for base in ../far/away/1.jpg "$PWD/bases/2.jpg" linked.jpg; do
  printf '{"base": "%s", "layers": []}' "$base" > bases/document.json
  works "a base image at $base" render bases/document.json --assets far -o based.jpg
done
printf '{"base": "http://x.example/1.jpg", "layers": []}' > url.json
works 'a base image in another folder' render url.json --base far/away -o based.jpg
run render url.json --offline -o gone.jpg --sandbox $mode
is 'offline' 1 "$status"
says 'offline, in words' 'is not in the cache'
run render url.json -o gone.jpg --connect-timeout 0.5 --retries 0 --sandbox $mode
is 'downloading is tried' 1 "$status"
says 'downloading is tried, in words' "its base image can't be downloaded"

mkdir fonts
ln -s "$source/fonts/NotoSansSC-Bold.otf" fonts/linked.otf
run fonts --no-system-fonts --font-dir fonts --sandbox $mode
prints 'a font that is linked' fonts/linked.otf
run fonts --sandbox off
sort "$out" > fonts-off
run fonts --sandbox $mode
sort "$out" > fonts-on
holds 'the same fonts of the system' cmp fonts-off fonts-on
is 'the fonts of the system: nothing is said' '' "$(cat "$err")"

printf 'Title,n\none,1\ntwo,2\nthree,1\n' > rows.csv
works 'a batch' batch "$samples/template.json" --data rows.csv --base "$samples/1.jpg" --ignore n -q \
  -o 'posters/{n}/{Title}.jpg' --report reports/r.jsonl --sheet sheets/s.html --jobs 3
holds 'a batch: its posters' test -s posters/1/one.jpg -a -s posters/2/two.jpg -a -s posters/1/three.jpg
holds 'a batch: its sheet' test -s sheets/s.html
rm posters/2/two.jpg
run batch "$samples/template.json" --data rows.csv --base "$samples/1.jpg" --ignore n \
  -o 'posters/{n}/{Title}.jpg' --report reports/r.jsonl --resume --sandbox $mode
prints 'a batch that is resumed' '1 drawn, 0 failed, 2 kept of 3'
works 'a batch by an absolute pattern' batch "$samples/template.json" --data rows.csv --base "$samples/1.jpg" -q \
  --ignore n -o "$PWD/absolute/{Title}.jpg"
works 'a batch with a sheet as a picture' batch "$samples/template.json" --data rows.csv --base "$samples/1.jpg" -q \
  --ignore n -o in --sheet sheet.png
mkdir documents
cp canvas.json documents/
works 'a batch of a folder' batch documents -q -o drawn
is 'a batch of a folder' canvas-0.png "$(listing drawn)"

works 'inspect' inspect canvas.json
"$program" inspect - --sandbox $mode < canvas.json > "$out" 2> "$err"
is 'inspect a stream' 0 "$?"
works 'diff of the same' diff "$samples/1.jpg" "$samples/1.jpg"
run diff "$samples/1.jpg" "$samples/2.jpg" --mask based.jpg -o differ/ence.png --sandbox $mode
is 'diff of others' 1 "$status"
is 'diff of others: the picture' png "$(kind differ/ence.png)"
"$program" diff - "$samples/2.jpg" --sandbox $mode < "$samples/2.jpg" > "$out" 2> "$err"
is 'diff of a stream' 0 "$?"

cp -R "$samples/suite" suite
works 'check' check suite --no-system-fonts -q --report report
holds 'check: its page' test -s report/index.html
rm suite/label.png
works 'check --update' check suite --no-system-fonts -q --update
is 'check --update writes' png "$(kind suite/label.png)"
works 'check --against' check suite --against "$samples/suite" -q

# ---- what drawing may read ----

# pries COMMAND...: what a PNG decoder that was taken over may open of what PRYING names, each once.
pries() {
  LD_PRELOAD=$prying "$program" "$@" --sandbox $mode < /dev/null 2>&1 > /dev/null |
    grep -E '^[a-z.]+: [A-Zo]' | sort -u | tr '\n' ' '
}

mkdir -p "$work/away/assets" "$work/away/bases" drawn-from
PRYING=$work/away/secret:$PWD/drawn-from/own
export PRYING
echo secret > "$work/away/secret"
echo own > drawn-from/own
run render canvas.json -o drawn-from/base.png
cp drawn-from/base.png "$work/away/assets/"
cp drawn-from/base.png "$work/away/bases/"
printf '{"base": "base.png", "layers": []}' > drawn-from/document.json
printf '{"base": "%s", "layers": []}' "$work/away/assets/base.png" > drawn-from/assets.json
printf 'base\nbase.png\n' > drawn-from/rows.csv
if [ $sanitized = yes ] || [ $landlock = no ]; then
  skip 'what drawing may read' 'no Landlock, or sanitizers'
else
  is 'a decoder without a sandbox' 'own: open secret: open ' "$(mode=off pries render drawn-from/document.json -o p.png)"
  for command in 'render drawn-from/document.json -o p.png' \
    'render drawn-from/document.json --no-system-fonts -o p.png' \
    "render drawn-from/document.json --assets $work/away/assets -o p.png" \
    "render drawn-from/assets.json --assets $work/away/assets -o p.png" \
    "render drawn-from/document.json --base $work/away/bases -o p.png" \
    "render drawn-from/document.json --base $work/away/bases/base.png -o p.png" \
    "render drawn-from/document.json --base 0=$work/away/bases/base.png -o p.png" \
    'batch drawn-from/document.json --data drawn-from/rows.csv -o pried-batch' \
    "batch drawn-from/document.json --data drawn-from/rows.csv --base $work/away/bases -o pried-batch --jobs 2" \
    'batch drawn-from -o pried-batch --sheet pried.png'; do
    # shellcheck disable=SC2086 # several words
    is "a decoder in $(echo "$command" | sed "s|$work/||g")" 'own: open secret: EACCES ' "$(pries $command)"
  done
  is 'with --assets / reading is free' 'own: open secret: open ' \
    "$(pries render drawn-from/document.json --assets / -o p.png)"
  mkdir against
  for name in 1 2 3; do
    cp "$samples/$name.jpg" against/
    cp "$samples/$name.jpg" "$work/away/bases/"
  done
  cp "$samples/1.jpg" "$work/away/bases/2.jpg"
  is 'a decoder in check --against' 'own: EACCES secret: EACCES ' \
    "$(pries check against --against "$work/away/bases" --jobs 2 -q)"
  # A suite whose documents name pictures elsewhere may read these, but nothing beside them.
  mkdir prying-suite
  cp drawn-from/own prying-suite/
  sed 's|base.png|../drawn-from/base.png|' drawn-from/document.json > prying-suite/relative.json
  cp drawn-from/assets.json prying-suite/absolute.json
  printf '{"base": "%s", "layers": []}' "$work/away" > prying-suite/folder.json
  pried=$PRYING
  PRYING=$work/away/secret:$PWD/prying-suite/own
  is 'a decoder in check' 'own: open secret: EACCES ' "$(pries check prying-suite --no-system-fonts --jobs 2 -q)"
  is 'a decoder in check, with the fonts of the system' 'own: open secret: EACCES ' \
    "$(pries check prying-suite --jobs 1 -q --report prying-report)"
  is 'a decoder in check that writes' 'own: open secret: EACCES ' "$(pries check prying-suite -q --update)"
  is 'the cases were written' 'absolute.png relative.png' "$(listing prying-suite | tr ' ' '\n' | grep png | tr '\n' ' ' | sed 's/ $//')"
  PRYING=$pried
  is 'a decoder in diff' 'own: EACCES secret: EACCES ' "$(pries diff against/2.jpg "$work/away/bases/2.jpg")"
fi
unset PRYING

# What links lead to, wherever that is, where they are the user's own.
mkdir -p "$work/far/pictures" "$work/far/documents" linking linked-documents
cp drawn-from/base.png "$work/far/pictures/one.png"
cp drawn-from/base.png "$work/far/documents/own.png"
printf '{"base": "own.png", "layers": []}' > "$work/far/documents/inner.json"
printf '{"base": "https://x.example/one.png", "layers": []}' > one.json
ln -s "$work/far/pictures/one.png" linking/one.png
works 'a base image that is a link' render one.json --base linking -o linked.png
printf 'base\nhttps://x.example/one.png\n' > one.csv
works 'a base image of a row that is a link' batch one.json --data one.csv --base linking -q -o linked-rows
printf '{"width": 9, "height": 9, "background": "#fff", "layers": []}' > "$work/far/plain.json"
ln -s "$work/far/plain.json" linked-documents/plain.json
ln -s "$work/far/documents" linked-documents/more
works 'documents that are links' batch linked-documents -q -o linked-drawn
is 'documents that are links: both' 'more plain-0.png' "$(listing linked-drawn)"

# What a suite of one's own may consist of.
mkdir -p "$work/far/suite/inner" "$work/far/shared" linked-suite/bases
cp drawn-from/base.png "$work/far/shared/shared.png"
cp drawn-from/base.png linked-suite/bases/
ln -s "$work/far/shared" "$work/far/suite/through"
ln -s ../../shared/shared.png "$work/far/suite/inner/link.png"
printf '{"base": "../../shared/shared.png", "layers": []}' > "$work/far/suite/inner/up.json"
printf '{"base": "through/shared.png", "layers": []}' > "$work/far/suite/through.json"
printf '{"base": "inner/link.png", "layers": []}' > "$work/far/suite/link.json"
printf '{"base": "%s", "layers": []}' "$work/far/shared/shared.png" > "$work/far/suite/absolute.json"
cat > "$work/far/suite/layer.json" << END
{"width": 40, "height": 30, "layers": [
  {"type": "image", "left": 0, "top": 0, "width": 40, "height": 30, "src": "$PWD/drawn-from/base.png"},
  {"type": "text", "left": 0, "top": 0, "width": 40, "height": 30, "font_size": 9, "content": "春 ก"}]}
END
printf '{"base": "bases/base.png", "layers": []}' > "$work/far/shared/document.json"
ln -s "$work/far/shared/document.json" linked-suite/document.json
ln -s "$work/far/shared/shared.png" linked-suite/document.png
works 'check of a document that is a link, with a picture that is one' check linked-suite -q
works 'check --update elsewhere' check "$work/far/suite" -q --update --report far-report
works 'check elsewhere' check "$work/far/suite" -q --report far-report
run check "$work/far/suite" --sandbox off -q
is 'as without a sandbox' 0 "$status"
rm "$work/far/suite/up.png" "$work/far/suite/inner/up.png" 2> "$err"
run check "$work/far/suite" -q --report far-report
is 'check of a new case' 1 "$status"
works 'check --approve' check "$work/far/suite" inner/up -q --report far-report --approve
ln -s "$work/far/suite" suite-link
works 'check of a link to a suite' check suite-link -q

mkdir linked-against
ln -s "$work/far/pictures/one.png" linked-against/one.png
works 'check --against pictures that are links' check linked-against --against "$work/far/pictures" -q

# ---- the fonts of the system, wherever they are ----

cat > thai.json << 'END'
{"width": 120, "height": 60, "background": "#ffffff", "layers": [
  {"type": "text", "left": 0, "top": 0, "width": 120, "height": 60, "content": "สวัสดี", "font_size": 30,
    "font_color": "#000000"}]}
END
sed 's/"font_size"/"font_family": "Noto Sans Thai", &/' thai.json > thai-family.json
printf 'background\n#fff\n' > thai.csv
thai=$source/tests/fonts/NotoSansThai-Regular.ttf
mkdir -p "$work/letters/folder/deeper" "$work/letters/alone"
cp "$thai" "$work/letters/folder/deeper/"
cp "$thai" "$work/letters/alone/"
run render thai.json --no-system-fonts -o without.png
# thai NAME OPTION...: documents in Thai are drawn with the font that is there, in the sandbox and out of it, and the
# same.
thai() {
  kind_of=$1
  shift
  for document in thai-family thai; do
    works "$kind_of: $document" render $document.json -o on.png "$@"
    run render $document.json -o off.png --sandbox off "$@"
    holds "$kind_of: $document: as without a sandbox" cmp on.png off.png
    holds "$kind_of: $document: in that font" test "$(cksum < on.png)" != "$(cksum < without.png)"
  done
  rm -rf thai-batch
  works "$kind_of: in a batch" batch thai.json --data thai.csv -q -o thai-batch "$@"
  run batch thai.json --data thai.csv -q -o thai-batch-off --sandbox off "$@"
  holds "$kind_of: in a batch: as without a sandbox" cmp thai-batch/1.png thai-batch-off/1.png
  run fonts thai-family.json "$@" --sandbox $mode
  prints "$kind_of: placard fonts" found
}

# A configuration without the machine's folders, whose fonts may have Thai as well.
cat > "$work/letters/fonts.conf" << END
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="xdg">fonts</dir>
  <dir>~/.fonts</dir>
  <include ignore_missing="yes">$work/letters/conf.d</include>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
END
FONTCONFIG_FILE=$work/letters/fonts.conf
XDG_DATA_HOME=$work/home/data
export FONTCONFIG_FILE XDG_DATA_HOME
run render thai.json -o off.png --sandbox off
holds 'no font has Thai so far' cmp off.png without.png

for folder in "$XDG_DATA_HOME/fonts" "$HOME/.fonts"; do
  mkdir -p "$folder/below"
  cp "$thai" "$folder/below/"
  thai "a font in the user's folder ${folder#"$work/"}"
  rm -r "$folder"
done
mkdir -p "$HOME/.fonts"
ln -s "$work/letters/alone/NotoSansThai-Regular.ttf" "$HOME/.fonts/thai.ttf"
thai "a font that is linked into the user's folder"
rm "$HOME/.fonts/thai.ttf"
ln -s "$work/letters/folder" "$HOME/.fonts/linked"
ln -s "$HOME/.fonts" "$HOME/.fonts/loop"
thai "a folder that is linked into the user's folder"
rm -r "$HOME/.fonts"
ln -s "$work/letters/alone" "$HOME/.fonts"
thai "the user's folder is a link"
rm "$HOME/.fonts"
mkdir "$work/letters/conf.d"
mkdir "$work/letters/conf.far"
printf '<fontconfig><dir>%s</dir></fontconfig>\n' "$work/letters/folder" > "$work/letters/conf.far/10.conf"
ln -s "$work/letters/conf.far/10.conf" "$work/letters/conf.d/10-folder.conf"
thai 'a folder that a configuration names'
rm -r "$work/letters/conf.d"
thai '--font-dir' --font-dir "$work/letters/folder"
mkdir "$work/letters/links"
ln -s "$work/letters/alone/NotoSansThai-Regular.ttf" "$work/letters/links/thai.ttf"
thai '--font-dir with a linked font' --font-dir "$work/letters/links" --no-system-fonts
rm "$work/letters/links/thai.ttf"
ln -s "$work/letters/folder" "$work/letters/links/folder"
thai '--font-dir with a linked folder' --font-dir "$work/letters/links" --no-system-fonts
mkdir "$work/letters/bundled"
ln -s "$source/fonts/NotoSansSC-Regular.otf" "$work/letters/bundled/"
ln -s "$work/letters/folder" "$work/letters/bundled/folder"
PLACARD_FONT_PATH=$work/letters/bundled thai 'a linked folder beside the bundled fonts'
unset FONTCONFIG_FILE XDG_DATA_HOME

# ---- what is switched on ----

if ! command -v strace > /dev/null || ! strace -o traced true 2> /dev/null; then
  skip 'what the program asks of the kernel' 'no strace, or it may not trace'
elif [ $sanitized = yes ] || [ $mode != on ]; then
  skip 'what the program asks of the kernel' 'not all is there'
else
  # asks COMMAND...: how many filters and sets of rules, in that order.
  asks() {
    strace -f -o traced -e trace=seccomp,landlock_restrict_self "$program" "$@" > "$out" 2> "$err"
    echo "$(grep -c 'SECCOMP_SET_MODE_FILTER.* = 0' traced) $(grep -c 'landlock_restrict_self(.* = 0' traced)"
  }
  is 'by default: both' '2 1' "$(asks render canvas.json -o traced.png)"
  is 'off: nothing' '0 0' "$(asks render canvas.json -o traced.png --sandbox off)"
  for command in 'batch documents' 'inspect canvas.json' fonts "diff $samples/1.jpg $samples/1.jpg" 'check suite -q'; do
    # shellcheck disable=SC2086 # several words
    is "$command: both" '2 1' "$(asks $command)"
  done
  is 'help needs none' '0 0' "$(asks help)"

  # configured COMMAND...: whether Fontconfig's configuration is read, which takes longer than a small poster.
  printf '<fontconfig></fontconfig>' > fonts.conf
  configured() {
    FONTCONFIG_FILE=$PWD/fonts.conf strace -f -o traced -e trace=openat "$program" "$@" > "$out" 2> "$err"
    grep -q 'openat.*fonts[.]conf' traced && echo yes || echo no
  }
  sed 's/สวัสดี/Spring 春天/' thai.json > spring.json
  is 'the configuration of fonts: in Thai' yes "$(configured render thai.json -o traced.png)"
  is 'the configuration of fonts: where the bundled ones suffice' no "$(configured render spring.json -o traced.png)"
  is 'the configuration of fonts: a batch' no "$(configured batch spring.json --data thai.csv -o traced)"
  is 'the configuration of fonts: without a sandbox' no \
    "$(configured render spring.json --font-dir fonts --sandbox off -o traced.png)"
fi
finish
