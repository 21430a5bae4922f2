#!/bin/sh
# Runs all tests: sh tests/run.sh [BUILD [MESON-OPTION...]]. Installs what is missing and builds first; shows what
# failed; the last line is "N passed, N failed".
set -u
. "$(dirname -- "$0")/setup.sh"

build=${1:-$root/build}
[ $# -eq 0 ] || shift
mkdir -p -- "$build" && build=$(cd -- "$build" && pwd) || exit 1
setup_build "$build" all "$@"

status=0
meson test -C "$build" --no-rebuild > "$build/tests.log" 2>&1 < /dev/null || status=$?
if ! [ -s "$build/meson-logs/testlog.txt" ] || ! grep -q '^Ok: ' "$build/tests.log"; then
  tail -n 20 "$build/tests.log"
  echo '0 passed, 1 failed'
  exit 1
fi

# The log has a part for each test: a head, what it said (in TAP, a line for each case), and a rule.
awk -v status="$status" '
  function end_part(  i) {
    if (name == "") return
    if (bad && !part_failed) part_failed = 1
    if (!bad && !part_passed && !part_failed && !part_other) part_passed = 1
    passed += part_passed
    failed += part_failed
    if (part_failed) {
      printf "\n%s: %s\n", name, result
      if (said == "") for (i = count > 40 ? count - 39 : 1; i <= count; i++) said = said "  " lines[i] "\n"
      printf "%s", said
    }
    name = ""
  }
  /^=+ +[0-9]+\/[0-9]+ +=+$/ { end_part() }
  /^test: / && name == "" {
    name = $0
    sub(/^test: +([^ ]*:)?/, "", name)
    result = said = ""
    bad = part_passed = part_failed = part_other = count = showing = 0
    next
  }
  /^result: / && result == "" {
    result = $0
    sub(/^result: +/, "", result)
    bad = result !~ /^exit status 0$/
    next
  }
  /^(ok|not ok) / {
    showing = 0
    if (/# (TODO|SKIP)/) { part_other++; if (/# TODO/) pending++; else skipped++ }
    else if (/^ok /) part_passed++
    else { part_failed++; showing = 1 }
  }
  /^-+ stderr -+$/ { showing = bad; next }
  (/^=+$/ && length($0) == 78) || /^\(test program exited/ { showing = 0 }
  showing && NF { said = said "  " $0 "\n" }
  { lines[++count] = $0 }
  END {
    end_part()
    if (status != 0 && failed == 0) failed = 1
    if (skipped + pending > 0) printf "%d skipped, %d known to fail still\n", skipped, pending
    printf "%d passed, %d failed\n", passed, failed
    exit failed > 0
  }
' "$build/meson-logs/testlog.txt"
