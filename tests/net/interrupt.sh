# SIGINT and SIGTERM in the middle of a download or while waiting: no half file, and fetching again completes.
set -u
. "$(dirname "$0")/harness.sh"
start_server

# A shell's background jobs ignore SIGINT; this one must not.
if ! env --default-signal=INT true 2> /dev/null; then
  echo '1..0 # SKIP env has no --default-signal'
  exit 0
fi

# until_asked TARGET: waits until the server was asked for it.
until_asked() {
  waited=0
  while [ $waited -lt 500 ] && [ "$(asked "$1")" -eq 0 ]; do
    sleep 0.02
    waited=$((waited + 1))
  done
}

# interrupted SIGNAL STATUS TASK TARGET: in the middle of what is asked for at last.
interrupted() {
  DASHSCOPE_API_KEY=$key env --default-signal=INT "$program" fetch dashscope "$3" --endpoint "$origin" --allow-private \
    -o "$3" > "$out" 2> "$err" 9>&- &
  job=$!
  until_asked "$4"
  sleep 0.2
  begun=$(date +%s%N)
  kill -s "$1" $job
  { wait $job; } 2> /dev/null
  is "SIG$1 during $3" "$2" $?
  elapsed=$((($(date +%s%N) - begun) / 1000000))
  holds "SIG$1 during $3 ends it soon ($elapsed ms)" test $elapsed -lt 2000
  is "SIG$1 during $3 prints no folder" '' "$(cat "$out")"
  is "SIG$1 during $3 leaves nothing temporary" '' "$(find . -name '.?*' -type f)"
  if [ -e "$3/index.json" ]; then
    holds "SIG$1 during $3 leaves a whole bundle" whole "$3"
  else
    is "SIG$1 during $3 leaves no picture without an index" 0 "$(pictures "$3")"
  fi
}
for signal in INT:130 TERM:143 HUP:129; do
  interrupted ${signal%:*} ${signal#*:} "slow--${signal%:*}" '/slow/[23][.]jpg'
  : > "$log"
done
interrupted INT 130 running "/api/v1/tasks/running"

# What was fetched before stays, what is missing comes.
is 'a picture came before the signal' yes "$([ "$(pictures slow--INT)" -ge 1 ] && echo yes)"
fetch slow--INT
is 'fetching again' 0 $status
is 'fetching again completes' 3 "$(pictures slow--INT)"
holds 'fetching again makes a whole bundle' whole slow--INT

# SIGKILL leaves no chance to clean up; fetching again copes with what is there.
DASHSCOPE_API_KEY=$key "$program" fetch dashscope slow--KILL --endpoint "$origin" --allow-private -o killed \
  > "$out" 2> "$err" 9>&- &
job=$!
until_asked "/api/v1/tasks/slow--KILL"
sleep 0.3
kill -s KILL $job
{ wait $job; } 2> /dev/null
fetch slow--KILL -o killed
is 'after SIGKILL' 0 $status
holds 'after SIGKILL the bundle is whole' whole killed

# Drawing through the cache.
sed "s|{origin}|$origin|g" "$source/tests/net/answers/slow.json" > response.json
: > "$log"
env --default-signal=INT "$program" render response.json --allow-private -o drawn > "$out" 2> "$err" 9>&- &
job=$!
until_asked '/slow/[23][.]jpg'
sleep 0.2
kill -s INT $job
{ wait $job; } 2> /dev/null
is 'SIGINT during render' 130 $?
is 'SIGINT during render draws nothing' '' "$(listing drawn)"
is 'SIGINT during render leaves nothing temporary' '' "$(find "$XDG_CACHE_HOME" -name '.?*' -type f)"
"$program" render response.json --allow-private -o drawn > "$out" 2> "$err" 9>&-
is 'rendering again' 0 $?
finish
