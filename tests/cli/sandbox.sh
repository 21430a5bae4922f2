# sandbox.sh PROGRAM SOURCE-ROOT CONFINED: what the sandbox stops, what it leaves alone, and what --sandbox says where
# the kernel lacks something. Where there is no Landlock, or no filter, their parts are skipped.
set -u
. "$(dirname -- "$0")/harness.sh"
case $3 in /*) confined=$3 ;; *) confined=$OLDPWD/$3 ;; esac

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
fi
finish
