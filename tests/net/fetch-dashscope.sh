# Tasks of DashScope: waiting for them, every way they end, and what is written.
set -u
. "$(dirname "$0")/harness.sh"
start_server
tasks=/api/v1/tasks

# received TASK [FILE]: the answer's file as the server sends it.
received() {
  sed "s|{origin}|$origin|g; s|{task}|$1|g" "$source/tests/net/answers/${2:-$1.json}"
}

fetch succeeded
is 'a task that is done' 0 $status
is 'the folder is printed' succeeded "$(cat "$out")"
is 'nothing else is said' '' "$(cat "$err")"
received succeeded > expected.json
holds 'the answer is kept as it came' cmp -s expected.json succeeded/response.json
is 'its pictures are there' 3 "$(pictures succeeded)"
holds 'its bundle is whole' whole succeeded
is 'no other files' 'index.json pictures response.json' "$(listing succeeded)"
is 'each picture is asked for once' '1 1 1' "$(for n in 1 2 3; do asked "/pictures/${n}[.]jpg"; done | tr '\n' ' ' | sed 's/ $//')"

# What waits is started now, all at once, and looked at below.
start slow-task fetch slow-task
start late-failure fetch late-failure
start timeout fetch running--timeout --timeout 0.7
start throttled fetch throttled
start throttled-long fetch throttled-long --retries 1
start flaky fetch flaky
start broken fetch broken --retries 1
start sixty fetch sixty

fetch succeeded
is 'what is there' 0 $status
is 'what is there is not asked for again' 1 "$(asked $tasks/succeeded)"
echo own > plain
fetch succeeded -o plain
is 'a file in the place of the bundle' 2 $status
says 'a file in the place of the bundle: in words' \
  'plain: expected a folder, found a file; give another name with --output'
is 'a file in the place of the bundle is left alone' own "$(cat plain)"
fetch pictures -o succeeded
is "another task's bundle" 2 $status
holds "another task's bundle is left alone" cmp -s expected.json succeeded/response.json
(cd "$work" && DASHSCOPE_API_KEY=$key "$program" fetch dashscope succeeded--named --endpoint "$origin" --allow-private) \
  > "$out" 2> "$err" 9>&-
is 'without --output the folder is called like the task' succeeded--named "$(cat "$out")"
holds 'the folder that is called like the task' whole "$work/succeeded--named"
fetch succeeded--json --json
is 'JSON' 0 $status
prints 'JSON has the bundle' '"bundle": "succeeded--json"'
prints 'JSON counts' '"downloaded": 3'
fetch succeeded--quiet --quiet
is 'quiet' '' "$(cat "$out" "$err")"
fetch pictures
is 'a task without layers' 0 $status
is 'a task without layers has its pictures' 3 "$(pictures pictures)"
fetch partial
is 'a task of which a picture failed' 0 $status
is 'a task of which a picture failed has the others' 2 "$(pictures partial)"

# ended NAME STATUS TASK WORDS OPTION...: how a task that brings nothing ends; asked for once, no bundle is made.
ended() {
  title=$1
  expected=$2
  words=$4
  before=$(asked "$tasks/$3")
  task=$3
  shift 4
  fetch "$task" "$@"
  is "$title" "$expected" $status
  says "$title: in words" "$words"
  is "$title: asked for once" 1 $(($(asked "$tasks/$task") - before))
  is "$title: nothing is written" '' "$(listing "$task")"
}
ended 'a task that is running' 3 running RUNNING --no-wait
ended 'a task that is pending' 3 pending PENDING --no-wait
ended 'a task that failed' 4 failed 'InvalidParameter.FileDownload: download for input_image error'
ended 'a task that was cancelled' 4 canceled CANCELED
ended 'a task that is unknown' 4 unknown UNKNOWN
ended 'a task that never was' 4 no-such-task UNKNOWN
ended 'an answer that is forbidden' 1 forbidden AccessDenied
ended 'a page instead of an answer' 1 html 'line 1'
ended 'an answer that breaks off' 1 truncated 'line 1'
ended 'an empty answer' 1 empty ''
key=wrong
ended 'a wrong key' 1 succeeded--wrong InvalidApiKey
key=test-key-9a1f4c77

fetch redirect-same
is 'a redirect on the same host' 0 $status
fetch 'a/../b c?d#e'
is 'an id that needs encoding' 4 $status
is 'an id that needs encoding is encoded' 1 "$(asked "$tasks/a%2F..%2Fb%20c%3Fd%23e")"
fetch ..
is 'an id that would be another path' 2 $status
is 'an id that would be another path is not asked for' 0 "$(asked '/api/v1(/tasks(/([.][.])?)?)?')"

# Endpoints and keys.
usage() {
  title=$1
  words=$2
  shift 2
  "$program" fetch "$@" > "$out" 2> "$err" 9>&-
  is "$title" 2 $?
  says "$title: in words" "$words"
}
usage 'no service' SERVICE
usage 'an unknown service' dashscope nowhere x
usage 'no task' TASK dashscope
usage 'waiting and not' --no-wait dashscope x --wait --no-wait
printf '%s\nmore\n' "$key" > key.txt
usage 'an endpoint of another kind' 'https://host' dashscope x --endpoint ftp://127.0.0.1 --token-file key.txt
usage 'no key' DASHSCOPE_API_KEY dashscope x --endpoint "$origin"
usage 'a key in no file' nowhere.txt dashscope x --endpoint "$origin" --token-file nowhere.txt
: > empty.txt
usage 'a key in an empty file' empty.txt dashscope x --endpoint "$origin" --token-file empty.txt
"$program" fetch dashscope succeeded --endpoint "$origin/" --allow-private --token-file key.txt -o file > "$out" 2> "$err" 9>&-
is 'a key in a file, an endpoint with a slash' 0 $?
printf '%s' "$key" | "$program" fetch dashscope succeeded --endpoint "$origin" --allow-private --token-file - -o input \
  > "$out" 2> "$err" 9>&-
is 'a key on standard input' 0 $?
DASHSCOPE_ENDPOINT=$origin DASHSCOPE_API_KEY=$key "$program" fetch dashscope succeeded --allow-private -o environment \
  > "$out" 2> "$err" 9>&-
is 'an endpoint of the environment' 0 $?

# Where it may connect to.
for host in 127.0.0.1 localhost '[::1]' 0.0.0.0 127.1 2130706433 0x7f000001 '[::ffff:127.0.0.1]'; do
  DASHSCOPE_API_KEY=$key "$program" fetch dashscope private --endpoint "http://$host:$port" --retries 0 -o private \
    > "$out" 2> "$err" 9>&-
  is "$host" 1 $?
  says "$host: in words" --allow-private
done
is 'nothing private is asked without --allow-private' 0 "$(asked $tasks/private)"
origin=http://127.0.0.1:1
fetch nobody --retries 0
is 'nobody listens' 1 $status
says 'nobody listens: in words' 127.0.0.1
origin=https://localhost:$secure
fetch untrusted --retries 0
is 'a certificate that nobody trusts' 1 $status
says 'a certificate that nobody trusts: in words' certificate
export CURL_CA_BUNDLE="$certificate"
fetch succeeded--bundle
is 'a certificate that CURL_CA_BUNDLE trusts' 0 $status
unset CURL_CA_BUNDLE
export SSL_CERT_FILE="$certificate"
fetch succeeded--file
is 'a certificate that SSL_CERT_FILE trusts' 0 $status
is 'pictures come by HTTPS too' 3 "$(pictures succeeded--file)"
unset SSL_CERT_FILE

# gaps TARGET: milliseconds from one request for it to the next.
gaps() {
  awk -F '\t' -v target="^$1\$" '$5 ~ target { if (seen++) printf "%s%d", (seen > 2 ? " " : ""), $1 - last; last = $1 }' \
    "$log"
}
join
recall slow-task
is 'a task that takes time' 0 $status
is 'a task that takes time is asked for until it is done' 4 "$(asked $tasks/slow-task)"
# shellcheck disable=SC2046 # three words
set -- $(gaps $tasks/slow-task)
holds "a task that takes time is asked for with growing pauses ($*)" \
  test "$1" -ge 450 -a "$1" -lt 1500 -a "$2" -ge 600 -a "$3" -gt "$2"
recall late-failure
is 'a task that fails later' 4 $status
recall timeout
is 'a task that takes too long' 3 $status
says 'a task that takes too long: in words' RUNNING
recall throttled
is 'a service that asks to wait' 0 $status
holds 'a service that asks to wait is waited for' test "$(gaps $tasks/throttled)" -ge 1000
recall throttled-long
is 'a service that asks to wait for an hour' 1 $status
says 'a service that asks to wait for an hour: in words' Throttling.RateQuota
recall flaky
is 'a service that fails and recovers' 0 $status
is 'a service that fails and recovers is asked thrice' 3 "$(asked $tasks/flaky)"
recall broken
is 'a service that fails for good' 1 $status
is 'a service that fails for good is asked as often as --retries says' 2 "$(asked $tasks/broken)"
says 'a service that fails for good: in words' InternalError
recall sixty
is 'sixty pictures' 0 $status
is 'sixty pictures are there' 60 "$(pictures sixty)"
holds 'sixty pictures are whole' whole sixty
finish
