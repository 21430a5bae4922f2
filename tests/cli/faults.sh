# What can go wrong with files, streams and signals.
set -u
. "$(dirname "$0")/harness.sh"

touch file
run render "$response" --base "$samples" -o file/below
is 'a folder below a file' 1 $status
says 'a folder below a file, in words' 'file: the folder can'
run render "$response" --base "$samples" --sample 0 -o "$work"
is 'a folder that is there' 0 $status
mkdir taken taken/dashscope-succeeded-1.png
run render "$response" --base "$samples" -o taken
is 'a folder in the place of a poster' 1 $status
is 'a folder in the place of a poster: the others are drawn' \
  'dashscope-succeeded-0.png dashscope-succeeded-1.png dashscope-succeeded-2.png' "$(listing taken)"
mkdir locked
chmod 500 locked
if (: > locked/probe) 2> /dev/null; then
  rm -f locked/probe
  skip 'a read-only folder' 'this user may write everywhere'
else
  run render "$response" --base "$samples" -o locked
  is 'a read-only folder' 1 $status
  says 'a read-only folder, in words' 'Permission denied'
fi
chmod 700 locked

# A disk that is full after 8 KiB.
(ulimit -f 16; exec "$program" render "$response" --base "$samples" --scale 0.5 -o full) > "$out" 2> "$err"
is 'a full disk' 1 $?
says 'a full disk, in words' 'File too large'
is 'a full disk keeps no half file' '' "$(listing full)"
cp "$response" old.png
(ulimit -f 16; exec "$program" render "$response" --base "$samples" --sample 0 -o old.png) > "$out" 2> "$err"
holds 'a full disk keeps the old file' cmp -s "$response" old.png

if [ -c /dev/full ]; then
  "$program" render "$response" --base "$samples" --sample 0 -o - > /dev/full 2> "$err"
  is 'standard output to a full disk' 1 $?
  says 'standard output to a full disk, in words' 'No space left on device'
  is 'standard output to a full disk, said once' 1 "$(grep -c 'No space' "$err")"
  "$program" help > /dev/full 2> "$err"
  is 'help to a full disk' 1 $?
  "$program" render "$response" --base "$samples" -o lost > /dev/full 2> "$err"
  is 'paths to a full disk' 1 $?
  "$program" inspect "$response" --json > /dev/full 2> "$err"
  is 'JSON to a full disk' 1 $?
else
  skip 'standard output to a full disk' 'no /dev/full'
fi
"$program" render "$response" --base "$samples" -o closed >&- 2> "$err"
is 'standard output closed' 1 $?
is 'standard output closed: no picture is written into' png "$(kind closed/dashscope-succeeded-1.png)"
"$program" render "$response" --base "$samples" -q -o closed >&- 2> "$err"
is 'standard output closed, but not needed' 0 $?
"$program" render "$response" --base "$samples" -o closed <&- > "$out" 2>&-
is 'standard input and error closed' 0 $?
is 'standard input and error closed: whole' png "$(kind closed/dashscope-succeeded-0.png)"
"$program" render - <&- > "$out" 2> "$err"
is 'standard input closed and needed' 1 $?
says 'standard input closed and needed, in words' 'standard input: '
run render - < /dev/null
is 'standard input empty' 1 $status

# The reader goes away: the program ends quietly.
{ "$program" render "$response" --base "$samples" --sample 0 -o - 2> "$err"; echo $? > pipe; } | head -c 100 > /dev/null
is 'a pipe that is closed' 141 "$(cat pipe)"
is 'a pipe that is closed: quietly' '' "$(grep -v warning "$err")"

# Killed at a moment that nobody chose: only whole files. (A shell's background jobs ignore SIGINT.)
i=10
while [ $i -lt 50 ]; do
  cp "$response" "job$i.json"
  i=$((i + 1))
done
for ended in TERM:143 HUP:129; do
  signal=${ended%:*}
  "$program" render job*.json --base "$samples" -o "killed$signal" > "$out" 2> "$err" &
  job=$!
  waited=0
  while [ $waited -lt 1000 ] && [ -z "$(ls "killed$signal" 2> /dev/null)" ]; do
    sleep 0.02
    waited=$((waited + 1))
  done
  kill -s $signal $job
  { wait $job; } 2> /dev/null
  is "SIG$signal ends the program" "${ended#*:}" $?
  # shellcheck disable=SC2010 # only whether there are any
  is "SIG$signal leaves no temporary file" '' "$(ls -A "killed$signal" | grep '^\.')"
  bad=
  for picture in "killed$signal"/*.png; do
    [ "$(kind "$picture")" = png ] || bad="$bad $picture"
  done
  is "SIG$signal leaves whole pictures" '' "$bad"
done

# Whatever a document holds, a terminal is not steered by it.
printf '{"output": {"task_id": "a\\u001b[2Jb", "task_status": "FAILED", "code": "\\u001b]0;x\\u0007", "message": "m"}}' > evil.json
run render evil.json
is 'control characters in messages' 0 "$(LC_ALL=C grep -c "$(printf '[\033\007]')" "$err")"
run inspect evil.json
is 'control characters in tables' 0 "$(LC_ALL=C grep -c "$(printf '[\033\007]')" "$out")"
run render "$(printf 'gone\n\033\302\233.json')"
is 'a name with control characters is told once, in a line' '1 1' "$(wc -l < "$err") $(grep -o gone "$err" | wc -l)"
finish
