# What scripts share that have every write fail in turn. To be read after harness.sh; $preload is tests/cli/faulty.c.

# A program under AddressSanitizer wants its runtime to be the first library.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
export ASAN_OPTIONS

# faulty HOW COMMAND...: a command whose calls go wrong; its status in $status.
faulty() {
  how=$1
  shift
  env LD_PRELOAD="$preload" FAULTY="$how" FAULTY_HIT="$work/hit" "$@" > "$out" 2> "$err"
  status=$?
}

# Whether calls go wrong at all.
can_fail() {
  rm -f "$work/hit"
  canvas "$work/can.json"
  faulty 'once 1' "$program" render "$work/can.json" -o "$work/can.png" --sandbox off
  [ -e "$work/hit" ]
}

# old_or_new FOLDER NEW OLD: complains about a file that is not whole: neither as in the folder NEW nor as in OLD.
old_or_new() {
  (cd "$1" && find . -type f) | while IFS= read -r file; do
    cmp -s "$1/$file" "$2/$file" || cmp -s "$1/$file" "$3/$file" || echo "$file is neither old nor new"
  done
}

# same_files FOLDER NEW: complains about files that are not the same in both.
same_files() {
  diff -r "$1" "$2" 2>&1
}

# torture NAME FAILED OLD COMMAND...: runs the command in copies of the folder OLD, where every call that changes a file
# fails in turn, alone or with all after it. It has to end with the status FAILED and a message each time, and to leave
# every file old or new; run again, it has to end as $usual says and make the very files that it makes undisturbed. Reports
# and the like, which hold times, are what `forget` deletes, after a look at whether they can be read.
usual=0
modes="once from"
torture() {
  title=$1 failed=$2 old=$3
  shift 3
  set -- "$@" --sandbox off # so that what counts the calls may write beside them
  rm -rf new && cp -R "$old" new
  (cd new && "$@" > "$out" 2> "$err"; [ $? -eq $usual ] && forget) || fail "$title" 'does not do its work undisturbed'
  for mode in $modes; do
    number=0
    : > "$work/wrong"
    while [ $number -lt 300 ]; do
      number=$((number + 1))
      rm -rf now "$work/hit" && cp -R "$old" now
      cd now || exit 99
      faulty "$mode $number" "$@"
      [ -e "$work/hit" ] || { cd ..; break; }
      {
        [ $status -eq "$failed" ] || echo "status $status"
        [ -s "$err" ] || echo 'no message'
        [ "$(grep -c 'No space left' "$err")" -gt 0 ] || echo "no reason: $(cat "$err")"
        find . -name '.placard-*'
        cd .. || exit 99
        rm -rf seen && cp -R now seen
        (cd seen && forget)
        old_or_new seen new "$old"
        cd now || exit 99
        "$@" > "$out" 2> "$err"
        status=$?
        [ $status -eq $usual ] || echo "run again: status $status, $(cat "$err")"
        after
        forget
        cd .. || exit 99
        same_files now new
      } 2>&1 | sed "s/^/$number: /" >> "$work/wrong"
      cd "$work/box" || exit 99
    done
    : > "$err"
    is "$title, $mode: an error each time, and whole files" '' "$(head -n 20 "$work/wrong")"
    holds "$title, $mode: every write in turn" test $number -gt 4 -a $number -lt 300
  done
}
forget() { :; }
after() { :; } # complains about what is there once it was run again
