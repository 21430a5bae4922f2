# Parts of a batch: every row in exactly one of them, under the name that it has in the whole.
set -u
. "$(dirname "$0")/harness.sh"
unset JOB_COMPLETION_INDEX JOB_COMPLETIONS SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_COUNT SLURM_ARRAY_TASK_MIN \
  SLURM_ARRAY_TASK_STEP SLURM_ARRAY_TASK_MAX

cat > t.json << 'END'
{"width": 12, "height": 10, "layers": [
  {"type": "text_mask", "sub_type": "Box", "left": 1, "top": 1, "width": 9, "height": 7, "color": "#ffffff"}]}
END
{
  echo 'Box.color,name'
  i=0
  while [ $i -lt 23 ]; do
    printf '#%06d,%s\n' $i $((i % 3))
    i=$((i + 1))
  done
} > d.csv
set -- t.json --data d.csv --output '{name}.png' --ignore name
run batch "$@" -o whole
is 'the whole' 0 $status
is 'the whole: posters' 23 "$(find whole -type f | grep -c png)"

for count in 1 2 3 7 23 30; do
  rm -rf parts sum
  mkdir sum
  expected=
  found=
  part=1
  while [ $part -le $count ]; do
    rm -rf parts
    run batch "$@" -o parts --shard "$part/$count" -j $((part % 3 + 1))
    expected="$expected $(((23 + count - part) / count))"
    found="$found $(listing parts | wc -w | tr -d ' ')"
    [ ! -d parts ] || cp parts/* sum
    part=$((part + 1))
  done
  is "of $count: how many in each" "$expected" "$found"
  holds "of $count: together they are the whole" diff -r whole sum
done
is 'a part without rows is done' 0 $status
prints 'a part without rows' '0 drawn, 0 failed, 0 kept of 0 posters'

# The environment of a job says which part it is.
# part NAME EXPECTED VARIABLE=VALUE...: the same as that part.
part() {
  name=$1
  expected=$2
  shift 2
  rm -rf auto given
  env "$@" "$program" batch t.json --data d.csv --output '{name}.png' --ignore name -o auto --shard auto > "$out" 2> "$err"
  is "$name: status" 0 $?
  run batch t.json --data d.csv --output '{name}.png' --ignore name -o given --shard "$expected"
  holds "$name: is $expected" diff -r given auto
}
part 'Kubernetes' 1/4 JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=4
part 'Kubernetes: the last' 4/4 JOB_COMPLETION_INDEX=3 JOB_COMPLETIONS=4
part 'Slurm' 2/4 SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_STEP=1
part 'Slurm: from 1' 4/4 SLURM_ARRAY_TASK_ID=4 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=1
part 'Slurm: in steps' 3/4 SLURM_ARRAY_TASK_ID=30 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_STEP=10
part 'Kubernetes before Slurm' 1/2 JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=2 SLURM_ARRAY_TASK_ID=1 \
  SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_STEP=1

# refused NAME TEXT VARIABLE=VALUE...: nothing is drawn, and the variable at fault is named.
refused() {
  name=$1
  text=$2
  shift 2
  rm -rf auto
  env "$@" "$program" batch t.json --data d.csv --ignore name -o auto --shard auto > "$out" 2> "$err"
  is "$name: status" 2 $?
  says "$name: in words" "--shard auto: $text"
  holds "$name: nothing drawn" test ! -e auto
}
refused 'no environment' 'expected JOB_COMPLETION_INDEX (Kubernetes) or SLURM_ARRAY_TASK_ID (Slurm)'
refused 'Kubernetes: how many' 'JOB_COMPLETIONS: expected' JOB_COMPLETION_INDEX=0
refused 'Kubernetes: past the last' 'JOB_COMPLETION_INDEX: expected' JOB_COMPLETION_INDEX=4 JOB_COMPLETIONS=4
refused 'Kubernetes: no number' 'JOB_COMPLETION_INDEX: expected' JOB_COMPLETION_INDEX=x JOB_COMPLETIONS=4
refused 'Slurm: how many' 'SLURM_ARRAY_TASK_COUNT: expected' SLURM_ARRAY_TASK_ID=1
refused 'Slurm: no first' 'SLURM_ARRAY_TASK_MIN: expected' SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=4 \
  SLURM_ARRAY_TASK_STEP=1
refused 'Slurm: a wrong step' 'SLURM_ARRAY_TASK_STEP: expected' SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=4 \
  SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_STEP=0
refused 'Slurm: a list of numbers' 'SLURM_ARRAY_TASK_ID: expected' SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_COUNT=3 \
  SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=1
refused 'Slurm: between two steps' 'SLURM_ARRAY_TASK_ID: expected' SLURM_ARRAY_TASK_ID=15 SLURM_ARRAY_TASK_COUNT=4 \
  SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_STEP=10
for wrong in 0/2 3/2 1/0 -1/2 1/-2 1 / 1/ /2 a/b 1/2/3 ' 1/2' 1/2x 1.5/2 +1/2 '' 99999999999/99999999999 AUTO; do
  run batch "$@" -o wrong --shard "$wrong"
  is "no part: '$wrong'" 2 $status
done
holds 'no part: nothing drawn' test ! -e wrong
finish
