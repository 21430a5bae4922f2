# What the scripts of this folder share; each is run as `sh SCRIPT PROGRAM SOURCE-ROOT` and prints TAP.
# `run` runs the program and leaves its status in $status, its streams in the files $out and $err.

case $1 in /*) program=$1 ;; *) program=$PWD/$1 ;; esac
source=$(cd "$2" && pwd)
samples=$source/samples
response=$samples/dashscope-succeeded.json

work=$(mktemp -d "${TMPDIR:-/tmp}/placard-cli-XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$work/home" "$work/box"
out=$work/stdout
err=$work/stderr
cd "$work/box" || exit 99

# Nothing of the machine shows through.
unset NO_COLOR COLUMNS CDPATH
LC_ALL=C TZ=UTC TERM=dumb HOME=$work/home XDG_CACHE_HOME=$work/home/cache
PLACARD_FONT_PATH=${PLACARD_FONT_PATH:-$source/fonts}
export LC_ALL TZ TERM HOME XDG_CACHE_HOME PLACARD_FONT_PATH

tests=0

run() {
  "$program" "$@" > "$out" 2> "$err"
  status=$?
}

pass() {
  tests=$((tests + 1))
  printf '%s\n' "ok $tests - $1"
}

# fail NAME [WHAT]: with what the program said, as comments.
fail() {
  tests=$((tests + 1))
  printf '%s\n' "not ok $tests - $1"
  [ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/#   /'
  [ ! -s "$err" ] || sed 's/^/#   stderr: /' "$err" | head -n 20
}

skip() {
  tests=$((tests + 1))
  echo "ok $tests - $1 # SKIP $2"
}

# is NAME EXPECTED FOUND
is() {
  if [ "$2" = "$3" ]; then
    pass "$1"
  else
    fail "$1" "expected '$2', found '$3'"
  fi
}

# holds NAME COMMAND...: the command succeeds.
holds() {
  name=$1
  shift
  if "$@" > "$work/holds" 2>&1; then
    pass "$name"
  else
    fail "$name" "failed: $*"
  fi
}

# says NAME TEXT: stderr has the text.
says() {
  if grep -F -q -e "$2" "$err"; then
    pass "$1"
  else
    fail "$1" "expected on stderr: $2"
  fi
}

# prints NAME TEXT: stdout has the text.
prints() {
  if grep -F -q -e "$2" "$out"; then
    pass "$1"
  else
    fail "$1" "expected on stdout: $2"
  fi
}

# kind FILE: png, jpeg or other, and only if the file is whole.
kind() {
  head=$(head -c 4 "$1" | od -An -tx1 | tr -d ' \n')
  tail=$(tail -c 8 "$1" | od -An -tx1 | tr -d ' \n')
  case $head:$tail in
    89504e47:49454e44ae426082) echo png ;;
    ffd8ff*:*ffd9) echo jpeg ;;
    *) echo "other ($head:$tail)" ;;
  esac
}

# size FILE: WIDTHxHEIGHT of a PNG.
size() {
  # shellcheck disable=SC2046 # eight words
  set -- $(od -An -tu1 -j16 -N8 "$1")
  echo "$(($3 * 256 + $4))x$(($7 * 256 + $8))"
}

# listing FOLDER: its files, hidden ones too, in one line.
listing() {
  ls -A "$1" 2> /dev/null | tr '\n' ' ' | sed 's/ $//'
}

# canvas FILE: a document that needs no base image.
canvas() {
  cat > "$1" << 'END'
{"width": 40, "height": 30, "background": "#336699", "layers": [
  {"type": "text_mask", "left": 5, "top": 5, "width": 20, "height": 10, "color": "#ffffff"}]}
END
}

# answer FILE TASK BASE: a response with one sample; TASK and BASE as they stand in JSON.
answer() {
  cat > "$1" << END
{"output": {"task_id": "$2", "task_status": "SUCCEEDED",
  "results": [{"url": "$3"}],
  "text_result": {"urls": [{"url": "https://xxx/1.jpg"}], "params": [{"sample_idx": 0, "layers": [
    {"type": "text_mask", "left": 5, "top": 5, "width": 20, "height": 10, "color": "#ffffff"}]}]}}}
END
}

finish() {
  echo "1..$tests"
}
