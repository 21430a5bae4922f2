#!/bin/sh
# Fuzzes: sh tests/fuzz/run.sh TIME [TARGET...]. TIME is for each target: hours, or seconds as 30s or minutes as 20m;
# without targets, all are fuzzed. As many at once as JOBS says, 2 by default. Builds in build-fuzz/, where what was
# learnt is kept for the next time, below corpus/. What is found is made small and put into tests/crashers/TARGET/,
# which the ordinary tests replay. Fails if anything was found.
set -u
setup_up=../..
setup_extra_commands='clang=clang llvm-symbolizer=llvm xargs=findutils'
. "$(dirname -- "$0")/../setup.sh"
build=${FUZZ_BUILD:-$root/build-fuzz}

# An input may take so many seconds, which on a busy machine are few, and memory in MiB, under sanitizers.
timeout=30
memory=1024

# seconds TIME
seconds() {
  case $1 in
    *[!0-9sm]* | '' | [sm]*) return 1 ;;
    *s) echo "${1%s}" ;;
    *m) echo "$((${1%m} * 60))" ;;
    *) echo "$(($1 * 3600))" ;;
  esac
}

# words TARGET: what its program gets each time.
words() {
  echo "-timeout=$timeout -rss_limit_mb=$memory -malloc_limit_mb=256 -max_len=8192 -entropic=0"
  case $1 in
    bundle | cache | document | poster | template) echo "-dict=$root/tests/fuzz/json.dict" ;;
    values | rows | jpeg) echo "-dict=$root/tests/fuzz/$1.dict" ;;
  esac
}

# minimise TARGET FILE: into tests/crashers, if it happens again: what took too long may have waited for others. Fails
# where it does.
minimise() {
  program=$build/tests/fuzz/fuzz_$1
  kept=$root/tests/crashers/$1/$(basename -- "$2")
  # shellcheck disable=SC2046 # several words
  if "$program" $(words "$1") "$2" > "$2.log" 2>&1; then
    echo "$1: $2 did not happen again"
    return 0
  fi
  mkdir -p -- "$root/tests/crashers/$1"
  cp -- "$2" "$kept"
  case $2 in
    */crash-* | */leak-*)
      # shellcheck disable=SC2046
      "$program" $(words "$1") -minimize_crash=1 -runs=20000 -max_total_time=60 -exact_artifact_path="$kept" "$2" \
        > "$2.minimise.log" 2>&1
      ;;
  esac
  echo "$1: found $kept"
  grep -E -m 3 'SUMMARY|runtime error|has to hold' "$2.log"
  return 1
}

# fuzz TARGET SECONDS
fuzz() {
  corpus=$build/corpus/$1
  found=$build/found/$1
  rm -rf -- "$found"
  mkdir -p -- "$corpus" "$found" "$build/logs"
  # shellcheck disable=SC2046
  "$build/tests/fuzz/fuzz_$1" $(words "$1") -max_total_time="$2" -print_final_stats=1 -artifact_prefix="$found/" \
    "$corpus" "$build/tests/fuzz/seeds/$1" > "$build/logs/$1" 2>&1
  status=$?
  sed -n 's/^#\([0-9]*\).* cov: \([0-9]*\) .*/\1 \2/p' "$build/logs/$1" | tail -n 1 | while read -r count edges; do
    echo "$1: $count executions, $edges edges"
  done
  failed=0
  artifacts=0
  for file in "$found"/*-*; do
    case $file in
      */slow-unit-* | *.log | *'*') continue ;;
    esac
    artifacts=$((artifacts + 1))
    minimise "$1" "$file" || failed=1
  done
  if [ "$status" -ne 0 ] && [ "$artifacts" -eq 0 ]; then
    tail -n 20 "$build/logs/$1"
    failed=1
  fi
  return "$failed"
}

if [ "${1-}" = --one ]; then
  fuzz "$3" "$2"
  exit
fi
time=$(seconds "${1-}") || { sed -n 's/^# //p' "$0" | head -n 5 >&2; exit 2; }
shift
CC=clang
CXX=clang++
export CC CXX
setup_packages
echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
  clang -fsanitize=fuzzer,address,undefined -x c -o /dev/null - 2> /dev/null || setup_install libclang-rt-dev
setup_build "$build" fuzz -Dfuzz=enabled -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=2 \
  -Dc_args=-fsanitize=float-cast-overflow
if [ $# -eq 0 ]; then
  # shellcheck disable=SC2046 # one word a target
  set -- $(for seeds in "$build"/tests/fuzz/seeds/*; do basename "$seeds"; done)
fi

# Files of the targets' own are many and small.
[ -n "${TMPDIR:-}" ] || [ ! -w /dev/shm ] || export TMPDIR=/dev/shm
export ASAN_OPTIONS=allocator_may_return_null=1:quarantine_size_mb=64
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export LSAN_OPTIONS="suppressions=$root/tests/fuzz/lsan.supp:print_suppressions=0"
printf '%s\n' "$@" | nice -n 19 xargs -n 1 -P "${JOBS:-2}" sh "$0" --one "$time" || exit 1
echo 'nothing found'
