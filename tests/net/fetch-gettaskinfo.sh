# Tasks of getTaskInfo: waiting for them, every way they end, and what is written.
set -u
. "$(dirname "$0")/harness.sh"
printf 'a video' > "$work/served/video.mp4"
start_server

# of ID: the path and query by which a task is asked for, as a pattern.
of() {
  printf '/getTaskInfo[?]promptId=%s' "$1"
}
getinfo ready
is 'a task that is done' 0 $status
is 'the folder is printed' ready "$(cat "$out")"
sed "s|{origin}|$origin|g; s|{task}|ready|g" "$source/tests/net/answers/info-done.json" > expected.json
holds 'the answer is kept as it came' cmp -s expected.json ready/response.json
is 'its pictures and the original of one are there' 4 "$(pictures ready)"
holds 'its bundle is whole' whole ready
is 'each is asked for once' '1 1 1 1' \
  "$(for name in 1 2 3 big-1; do asked "/pictures/${name}[.]jpg"; done | tr '\n' ' ' | sed 's/ $//')"
is 'a video is not' 0 "$(asked '/pictures/video[.]mp4')"
says 'a video is told of' 'image 956: its origin is a video'
start later getinfo later # looked at below
getinfo ready
is 'what is there' 0 $status
is 'what is there is not asked for again' 1 "$(asked "$(of ready)")"

# ended NAME STATUS ID WORDS OPTION...: how a task that brings nothing ends; asked for once, no bundle is made.
ended() {
  title=$1
  expected=$2
  id=$3
  words=$4
  shift 4
  getinfo "$id" "$@"
  is "$title" "$expected" $status
  says "$title: in words" "$words"
  is "$title: asked for once" 1 "$(asked "$(of "$id")")"
  is "$title: nothing is written" '' "$(listing "$id")"
}
ended 'a task that is queued' 3 queued 'queued (state 10)' --no-wait
ended 'a task that failed' 4 failed 'no face found in the picture'
ended 'code 510' 4 code-510 510
ended 'code 800' 4 code-800 800
ended 'code 900' 4 code-900 900
ended 'a task that never was' 4 no-such-task 'no such task'
token=wrong
ended 'a wrong token' 1 ready--wrong 'token expired'
token=test-token-5be20d13

getinfo 'a&promptId=b c'
is 'an id that needs encoding' 4 $status
is 'an id that needs encoding is encoded' 1 "$(asked "$(of 'a%26promptId%3Db%20c')")"
GETTASKINFO_TOKEN=$token "$program" fetch gettaskinfo x > "$out" 2> "$err" 9>&-
is 'no endpoint' 2 $?
says 'no endpoint: in words' endpoint
"$program" fetch gettaskinfo x --endpoint "$origin" > "$out" 2> "$err" 9>&-
is 'no token' 2 $?
says 'no token: in words' GETTASKINFO_TOKEN
printf '%s\n' "$token" > token.txt
"$program" fetch gettaskinfo ready --endpoint "$origin" --allow-private --token-file token.txt -o file > "$out" 2> "$err" 9>&-
is 'a token in a file' 0 $?

join
recall later
is 'a task that takes time' 0 $status
is 'a task that takes time is asked for until it is done' 3 "$(asked "$(of later)")"
is 'a task that takes time has its pictures' 4 "$(pictures later)"
finish
