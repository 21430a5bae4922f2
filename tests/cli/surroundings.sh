# What the machine around the program may be like: locales, folders that are not there or not to be written, streams that are
# closed, names of all kinds, links, clocks, limits, and others at the same work.
set -u
start=$PWD
. "$(dirname "$0")/harness.sh"
absolute() {
  case $1 in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$start/$1" ;; esac
}
preload=$(absolute "$3")
foreign=$(absolute "$4")
terminal=$(absolute "$5")
. "$source/tests/cli/torture.sh"

canvas one.json
canvas two.json
run render one.json -o one.png
is 'a poster' 0 $status
alike() { cmp -s one.png "$1"; }

# ---- the locale ----

# A program that uses the library in another locale gets the same pictures, reports and messages.
mkdir locale suite
cp one.json two.json suite
(cd suite && "$program" render one.json -o nobody.png && sed 's/#336699/#336600/' one.json > x.json &&
  "$program" render x.json -o two.png && rm x.json) > "$out" 2> "$err"
for name in de_DE tr_TR fa_IR zh_CN; do
  if ! localedef -i $name -f UTF-8 "locale/$name.UTF-8" > "$out" 2>&1; then
    skip "in the locale $name" 'it can not be made here'
    continue
  fi
  for locale in C $name.UTF-8; do
    rm -rf report
    (LC_ALL=$locale LOCPATH=$PWD/locale "$foreign" "$locale" suite report > "said.$locale" 2> "$err")
    sed 's/"seconds": [^,}]*//g; s/"date": "[^"]*"//; s/time="[^"]*"//g; s/timestamp="[^"]*"//g' \
      report/report.json report/junit.xml >> "said.$locale"
  done
  holds "in the locale $name" cmp said.C "said.$name.UTF-8"
done
holds 'in a locale: pictures were drawn' grep -q '^png: ' said.C
holds 'in a locale: cases were compared' grep -q '^two: changed: [0-9]* of 1200 pixels differ ([0-9]*[.][0-9]* %)' said.C
for locale in C POSIX nowhere; do
  LC_ALL=$locale "$program" render one.json --scale 1.5 -o "in-$locale.png" > "$out" 2> "$err"
  is "LC_ALL=$locale" '0 60x45' "$? $(size "in-$locale.png")"
done

# Names and texts in Chinese, where the locale knows nothing of them.
mkdir 海报
sed 's/"type": "text_mask"/"type": "text", "font_size": 9, "content": "分享好时光"/' one.json > 海报/标题.json
cp one.png 海报/底图.png
printf '{"base": "底图.png", "layers": []}' > 海报/图.json
run render 海报/标题.json 海报/图.json -o 海报/出/
is 'Chinese names under LANG=C' 0 $status
is 'Chinese names under LANG=C: the files' '图.png 标题.png' "$(listing 海报/出)"
run batch 海报 -o '出/{name}.{ext}'
is 'a batch of Chinese names under LANG=C' '0 图.png 标题.png' "$status $(listing 出)"
run inspect 海报/标题.json
prints 'Chinese text under LANG=C' 分享好时光

# ---- folders that are not there, or can't be written ----

(unset HOME XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME TMPDIR; exec "$program" render one.json -o homeless.png) > "$out" 2> "$err"
is 'no HOME and no TMPDIR' 0 $?
holds 'no HOME and no TMPDIR: the poster' alike homeless.png
is 'no HOME and no TMPDIR: quietly' '' "$(cat "$err")"
(HOME=/nowhere XDG_CACHE_HOME=/nowhere TMPDIR=/nowhere; export TMPDIR
exec "$program" render one.json -o nowhere.png) > "$out" 2> "$err"
is 'a HOME and a TMPDIR that are not there' 0 $?
holds 'a HOME and a TMPDIR that are not there: the poster' alike nowhere.png
is 'a HOME and a TMPDIR that are not there: quietly' '' "$(cat "$err")"
sed 's|"width": 40, "height": 30|"base": "https://host.invalid/1.png"|' one.json > url.json
(unset HOME XDG_CACHE_HOME; exec "$program" render url.json --offline -o url.png) > "$out" 2> "$err"
is 'a cache without HOME' 1 $?
says 'a cache without HOME, in words' 'expected XDG_CACHE_HOME or HOME to be set'

# apart COMMANDS: as root of a name space of its own, where file systems can be mounted. May not be allowed.
apart() {
  PROGRAM=$program unshare -rm sh -c "$1" > "$out" 2> "$err"
  status=$?
}
apart 'mount -t tmpfs -o size=64k none . && mount --bind . . && mount -o remount,ro,bind .'
if [ $status -ne 0 ]; then
  skip 'where everything is read-only' 'no file systems can be mounted here'
  skip 'on a full file system' 'no file systems can be mounted here'
else
  mkdir read-only
  cp one.json one.png read-only
  cp -R suite read-only/suite
  apart 'mount --rbind / / && cd read-only && mount --bind . . && cd "$PWD" && mount -o remount,ro,bind . || exit 99
    "$PROGRAM" render one.json -o - > /dev/null || exit 1
    "$PROGRAM" inspect one.json > /dev/null || exit 2
    "$PROGRAM" diff one.png one.png > /dev/null || exit 3
    for words in "render one.json -o two.png" "render one.json -o new/" "batch suite -o ." "batch suite -o new" \
      "batch suite -o . --report report.jsonl" "check suite --update" "check suite --report report"; do
      "$PROGRAM" $words > /dev/null
      [ $? -le 2 ] || exit 4
    done'
  is 'where everything is read-only' 0 $status
  is 'where everything is read-only: each is told' 9 "$(grep -c 'Read-only file system' "$err")"
  is 'where everything is read-only: nothing is left' 'one.json one.png suite' "$(listing read-only)"
  mkdir small
  cp -R suite small.suite
  apart 'mount -t tmpfs -o size=48k none small && cp -R small.suite small/suite && cd small || exit 99
    cat /dev/zero > zeros 2> /dev/null
    "$PROGRAM" render suite/one.json -o one.png; echo $?
    "$PROGRAM" batch suite -o drawn --report report.jsonl; echo $?
    "$PROGRAM" check suite --update; echo $?
    "$PROGRAM" check suite --report report > /dev/null; echo $?
    rm -rf zeros drawn report report.jsonl
    find . -type f | sort'
  is 'on a full file system' '1 1 2 2 ./suite/nobody.png ./suite/one.json ./suite/two.json ./suite/two.png' \
    "$(grep -v ' ' "$out" | tr '\n' ' ' | sed 's/ $//')"
fi

# ---- streams ----

for closed in '<&-' '>&-' '2>&-' '<&- 2>&-' '<&- >&- 2>&-'; do
  bad=
  for words in 'render one.json -q -o closed.png' 'batch suite -o closed' 'check suite --report closed-report' \
    'diff one.png one.png' 'inspect one.json' 'fonts' 'help'; do
    eval "\"\$program\" $words $closed" > "$out" 2> "$err"
    [ $? -le 2 ] || bad="$bad, $words"
  done
  is "closed, $closed" '' "$bad"
  holds "closed, $closed: the poster" alike closed.png
  holds "closed, $closed: the posters" cmp -s closed/one-0.png closed/two-0.png
done
# Where signals of pipes are ignored it is one message.
for words in 'render one.json -o -' 'render one.json two.json -o piped' 'batch suite -o piped' 'check suite' 'inspect one.json' \
  'fonts' help; do
  # shellcheck disable=SC2086 # several words
  (trap '' PIPE; sleep 0.1; "$program" $words; echo $? > pipe) 2> "$err" | :
  grep -v warning "$err" > messages
  is "a pipe that is closed, without a signal: $words" '1 or 2, one line' \
    "$(grep -q '^[12]$' pipe && echo '1 or 2'), $([ "$(wc -l < messages)" -le 1 ] && echo 'one line')"
done

# ---- names ----

esc=$(printf 'e\033]0;x\007\033[2Jf') feed=$(printf 'g\nplacard: h') tab=$(printf 'i\tj') csi=$(printf 'k\302\2332Jl')
bytes=$(printf 'm\377\376n') bidi=$(printf 'o\342\200\256p') long=$(printf '%0250d' 0)
# shown FILE...: how many lines hold what steers a terminal.
shown() {
  cat "$@" | LC_ALL=C tr -d '\r' | LC_ALL=C grep -c -e "$(printf '[\001-\011\013-\037\177]')" -e "$(printf '\302[\200-\237]')" \
    -e "$(printf '\342\200[\252-\256]')"
}
mkdir names
for name in "$esc" "$feed" "$tab" "$csi" "$bytes" "$bidi" "$long" -dash --help ' ' "'" '%s%n' '$(x)' '{name}' '*'; do
  cp one.json "names/$name.json" && cp one.png "names/$name.png" && echo broken > "names/$name.bad" || {
    skip "a name" 'the file system has none such'
    continue
  }
  (
    cd names || exit 99
    : > "$work/all"
    each() {
      "$program" "$@" > "$out" 2> "$err"
      echo $? >> "$work/statuses"
      cat "$out" "$err" >> "$work/all"
    }
    : > "$work/statuses"
    each inspect -- "$name.json"
    each fonts -- "$name.json"
    each diff -- "$name.png" "$name.png"
    each render -o "../drawn/" -- "$name.json"
    each render --base "$name.png" -o ../drawn/based.png -- ../one.json
    each inspect -- "$name.bad"
    each render -- "$name.bad"
    each diff -- "$name.bad" "$name.png"
    each render --base "./$name" ../one.json
    each render --font-dir "./$name" ../one.json
    each "x$name"
    each render "--x$name" ../one.json
    each render --format "x$name" ../one.json
  )
  title=$(printf '%.20s' "$name" | LC_ALL=C tr -c '[:alnum:]-' '?')
  is "a name such as $title" '0 0 0 0 0 and 8 errors' \
    "$(head -n 5 "$work/statuses" | tr '\n' ' ')and $(tail -n +6 "$work/statuses" | grep -c '[12]') errors"
  is "a name such as $title: a terminal is not steered" 0 "$(shown "$work/all")"
done
run batch names -o together
is 'all names together' 0 $status
is 'all names together: as many posters' "$(find names -name '*.json' | tr -d '\n' | sed 's/[.]json/&\n/g' | wc -l)" \
  "$(find together -name '*.png' | wc -l)"
is 'all names together: a terminal is not steered' 0 "$(shown "$out" "$err")"
is 'all names together: none in the way of options' '' "$(cd together && find . -name '-*' -o -name '.?*')"
cp -R names names.suite
run check names.suite --update --report names.report
is 'a suite of all names: a terminal is not steered' 0 "$(shown "$out" "$err")"
run check names.suite
is 'a suite of all names' 0 $status
(cd names && "$terminal" plain "$work/screen" "$program" render ./*.json -o ../on-terminal) 2> "$err"
is 'all names on a terminal' 0 "$(sed 's/\x1b\[K//g' "$work/screen" | shown)"

# What documents say is not for the terminal either.
say='\u001b]0;x\u0007\u009b2J\u202e\r\n'
printf '{"title": "%s", "width": 40, "height": 30, "%s": 1, "layers": [{"type": "text", "left": 0, "top": 0, "width": 9,
  "height": 9, "font_size": 5, "content": "%s", "font_family": "%s", "sub_type": "%s", "%s": 2}]}' \
  "$say" "$say" "$say" "$say" "$say" "$say" > said.json
for words in 'inspect said.json' 'inspect --json said.json' 'fonts said.json' 'render said.json -o said.png' \
  'render --strict said.json -o said.png' 'verify said.json' 'batch . -o said'; do
  # shellcheck disable=SC2086 # several words
  run $words
  is "a document that says what steers a terminal: $words" 0 "$(shown "$out" "$err")"
done

# ---- links ----

mkdir links elsewhere elsewhere/folder
mkfifo elsewhere/pipe
echo precious > elsewhere/file
cp one.json links/a.json && cp one.json links/b.json && cp one.json links/c.json && cp one.json links/d.json
ln -s ../elsewhere linked
# link FOLDER A B C D: links of these names to a file, to nothing, to a folder and to a pipe.
link() {
  mkdir -p "$1"
  ln -s "$PWD/elsewhere/file" "$1/$2"
  ln -s "$PWD/elsewhere/nothing" "$1/$3"
  ln -s "$PWD/elsewhere/folder" "$1/$4"
  ln -s "$PWD/elsewhere/pipe" "$1/$5"
}
untouched() {
  is "$1: nothing elsewhere is touched" 'file folder pipe, precious, ' \
    "$(listing elsewhere), $(cat elsewhere/file), $(listing elsewhere/folder)"
}
ln -s links-real links-out
link links-real a.png b.png c.png d.png
timeout 20 "$program" render links/a.json links/b.json links/c.json links/d.json -o links-out > "$out" 2> "$err"
is 'posters in the place of links' 1 $?
says 'a poster in the place of a link to a folder' 'c.png: expected a file to write, found a folder'
says 'a poster in the place of a link to a pipe' 'd.png: expected a file to write, found a device or pipe'
holds 'a poster in the place of a link: a file' test -f links-real/a.png -a ! -h links-real/a.png
holds 'a poster in the place of a link to nothing: a file' test -f links-real/b.png -a ! -h links-real/b.png
untouched 'posters in the place of links'
holds 'an output folder that is a link stays one' test -h links-out
link batched a-0.png b-0.png c-0.png d-0.png
ln -s batched batched-link
timeout 20 "$program" batch links -o batched-link > "$out" 2> "$err"
is 'posters of a batch in the place of links' 1 $?
says 'a poster of a batch in the place of a link to a folder' 'c-0.png: expected a file to write, found a folder'
says 'a poster of a batch in the place of a link to a pipe' 'd-0.png: expected a file to write, found a device or pipe'
is 'posters of a batch in the place of links: files' 2 "$(find batched -type f | wc -l)"
untouched 'posters of a batch in the place of links'
link links a.png b.png c.png d.png
run check links --update
untouched 'golden pictures in the place of links'
holds 'a golden picture in the place of a link: a file' test -f links/a.png -a ! -h links/a.png
mkdir reported
link reported index.html report.json junit.xml data
run check links --report reported
untouched 'a report in the place of links'

# ---- two at once ----

# Both write the same names all the time: each file is always whole, the one or the other.
sed 's/#336699/#993366/' one.json > other.json
run render other.json -o other.png
mkdir shared
both() {
  for _ in 1 2 3 4 5 6 7 8; do
    "$program" render "$1" -q -o shared/poster.png && "$program" batch suite -o shared > "$work/jobs.$2"
  done
}
both one.json 1 2> "$err" &
first=$!
both other.json 2 2> "$work/err2" &
second=$!
bad=
while kill -0 $first 2> "$work/kill" || kill -0 $second 2> "$work/kill"; do
  [ ! -e shared/poster.png ] || { cp shared/poster.png seen.png; alike seen.png || cmp -s other.png seen.png || bad=mixed; }
done
wait $first $second
is 'two that write the same names' '' "$bad$(cat "$err" "$work/err2")"
is 'two that write the same names leave nothing' 'one-0.png poster.png two-0.png' "$(listing shared)"

# ---- the clock, interrupted calls ----

if can_fail; then
  faulty back "$program" render one.json -o back.png --json
  is 'a clock that goes back' 0 $status
  holds 'a clock that goes back: the poster' alike back.png
  is 'a clock that goes back: no time is negative' 0 "$(grep -c -e '-[0-9][0-9.]*[,}]' "$out")"
  faulty back "$program" batch suite -o back --report back.jsonl
  is 'a clock that goes back, a batch' 0 $status
  is 'a clock that goes back, a batch: no time is negative' 0 "$(grep -c '"milliseconds": -' back.jsonl)"
  faulty back "$program" batch suite -o back --report back.jsonl --resume
  prints 'a clock that goes back, a batch that is resumed' '2 kept'
  faulty back "$program" check suite --report back.report
  is 'a clock that goes back, a suite: no time is negative' 0 "$(grep -c '"seconds": -' back.report/report.json)"

  for words in 'render two.json -o short.png' 'render - -o short.png' 'batch suite -o short --report short.jsonl' \
    'check suite --report short.report' 'diff one.png other.png -o short-diff.png' 'inspect one.json'; do
    # shellcheck disable=SC2086 # several words
    "$program" $words < two.json > usual 2>&1
    usual=$?
    for file in short.png short-diff.png short/one-0.png short.report/report.json; do
      [ ! -e $file ] || mv $file "$work/usual.$(basename $file)"
    done
    # shellcheck disable=SC2086 # several words
    faulty short "$program" $words < two.json
    is "calls that are interrupted and do little: $words" $usual $status
    for file in short.png short-diff.png short/one-0.png; do
      [ ! -e $file ] || holds "calls that are interrupted and do little: $words: $file" cmp -s "$work/usual.$(basename $file)" $file
    done
  done
  faulty short "$program" render one.json -o -
  holds 'calls that are interrupted and do little: standard output' cmp -s one.png "$out"
else
  skip 'a clock that goes back' 'no calls can be changed here'
fi

# ---- limits ----

prlimit --nofile=20 "$program" batch suite -o few --report few.jsonl > "$out" 2> "$err"
is '20 open files, a batch' 0 $?
prlimit --nofile=20 "$program" check suite --report few.report > "$out" 2> "$err"
is '20 open files, a suite' 1 $?
for files in 4 5 6 7 8; do
  prlimit --nofile=$files "$program" render one.json -q -o few-$files.png > "$out" 2> "$err"
  few=$?
  is "$files open files" 'poster or error' \
    "$({ [ $few -eq 0 ] && alike few-$files.png || [ $few -eq 1 ]; } && echo 'poster or error')"
done
{ (ulimit -f 0; exec "$program" render one.json -o limited.png) 2>&1; echo "status $?"; } | cat > "$err"
says 'files of no size' 'status 1'
says 'files of no size, in words' 'File too large'
(ulimit -f 0; exec "$program" batch suite -o limited --report limited.jsonl 2>&1) | cat > "$err"
says 'files of no size, a report' "--report: limited.jsonl: can't be written: File too large"
if ! prlimit --as=400000000 "$program" --version > "$out" 2> "$err"; then
  skip 'little memory' 'the program takes much for itself'
else
  # Past what starting takes, to where all is well; GLib ends the program, and says so, where it gets none.
  bad=
  for room in 15000 18000 21000 24000 27000 30000 35000 40000 50000 60000 80000 200000; do
    prlimit --as=${room}000 "$program" render "$response" --base "$samples" --no-system-fonts -q -o little > "$out" 2> "$err"
    got=$?
    case $got in
      0 | 1 | 127) ;;
      *) grep -q 'GLib.*failed to allocate' "$err" || bad="$bad $room: $got" ;;
    esac
  done
  is 'little memory' '' "$bad"
  is 'little memory, enough at last' 0 $got
  mkdir heap
  yes '{}' | head -n 3000 | (cd heap && split -l 1 -d -a 4 --additional-suffix=.json - d)
  bad=
  for room in 15000 15500 16000 16500 17000 17500 18000 19000; do
    prlimit --as=${room}000 "$program" batch heap -o little --report little.jsonl > "$out" 2> "$err"
    got=$?
    case $got in
      1 | 127) [ -s "$err" ] && ! grep -q '^placard: $' "$err" || bad="$bad $room: no words" ;;
      *) bad="$bad $room: $got" ;;
    esac
  done
  is 'little memory for a batch' '' "$bad"
fi
finish
