# The server itself, asked with curl: what the other scripts build on.
set -u
. "$(dirname "$0")/harness.sh"

if ! command -v curl > /dev/null; then
  echo '1..0 # SKIP curl is missing'
  exit 0
fi
printf 'a video' > "$work/served/video.mp4"
start_server

# ask TARGET OPTION...: the body goes to the file `body`, $said is the status, the size and curl's own status.
ask() {
  case $1 in /*) url=$origin$1 ;; *) url=$1 ;; esac
  shift
  said=$(curl -sS -m 30 -o body -w '%{http_code} %{size_download}' "$@" "$url" 2> "$err" 9>&-) || said="$said failed:$?"
}
# gives NAME EXPECTED TARGET OPTION...
gives() {
  title=$1
  expected=$2
  shift 2
  rm -f body
  ask "$@"
  is "$title" "$expected" "$said"
}
size=$(wc -c < "$samples/1.jpg" | tr -d ' ')
half=$((size / 2))

gives 'a picture' "200 $size" /pictures/1.jpg
holds 'a picture is what it is' cmp -s body "$samples/1.jpg"
gives 'a picture of another folder' '200 7' /pictures/video.mp4
gives 'no picture' '404 30' /pictures/4.jpg
gives 'nothing above the folders' '404 30' /pictures/../tests/run.sh --path-as-is
gives 'nothing elsewhere' '404 23' /elsewhere
gives 'a picture that is made' '200 307200' /pictures/big-1.jpg
cp body one.jpg
is 'a picture that is made is a JPEG' jpeg "$(kind body)"
gives 'another one' '200 307200' /pictures/big-2.jpg
holds 'another one differs' sh -c '! cmp -s body one.jpg'

# Bodies that end too early, and where that shows.
gives 'cut after nothing' '200 0 failed:18' /cut/0/1.jpg
gives 'cut after half' "200 $half failed:18" /cut/4/1.jpg
gives 'chunks' "200 $size" /chunked/8/1.jpg
gives 'chunks, cut' "200 $half failed:18" /chunked/4/1.jpg
gives 'neither length nor chunks' "200 $size" /unannounced/8/1.jpg
gives 'neither length nor chunks, cut' "200 $half" /unannounced/4/1.jpg
gives 'a length that is too short' "200 $half" /wrong-length/4/1.jpg
gives 'a length that is too long' "200 $size failed:18" /wrong-length/12/1.jpg
gives 'a length that is too long for anybody' '200 0 failed:63' /huge/1.jpg --max-filesize 1G
gives 'silence after half' "200 $half failed:28" /stall/1.jpg -m 0.3
gives 'nothing' '200 0' /empty/1.jpg
gives 'no answer' '000 0 failed:52' /reset/1.jpg

gives 'statuses' '500 30' /status/500/1.jpg
gives 'an expired URL' '403 222' /status/403/1.jpg
holds 'an expired URL, in words' grep -q 'Request has expired' body
gives 'a fault that passes, first' '503 30' /once/status/503/1.jpg
gives 'a fault that passes, then' "200 $size" /once/status/503/1.jpg
gives 'a fault that passes has to do with this URL alone' '503 30' '/once/status/503/1.jpg?again'
gives 'a cut that passes, first' "200 $half failed:18" /once/cut/4/1.jpg
gives 'a cut that passes, then' "200 $size" /once/cut/4/1.jpg
gives 'too many requests' '429 8' /throttle/1.jpg -D head
holds 'too many requests: for how long' grep -q -i '^retry-after: 1' head
gives 'too many requests no more' "200 $size" /throttle/1.jpg
gives 'too many requests for an hour' '429 13' /throttle-long/1.jpg -D head
holds 'too many requests for an hour: for how long' grep -q -i '^retry-after: 3600' head

gives 'redirects' "200 $size" /hops/4/1.jpg -L
gives 'a redirect to itself' '302 17 failed:47' /loop/1.jpg -L --max-redirs 5
gives 'a redirect to another name' "200 $size" /to/other/1.jpg -L
gives 'a redirect to another port' "200 $size" /to/second/1.jpg -L
gives 'a redirect to a file' '302 17 failed:1' /to/file/1.jpg -L
ask /to/private/1.jpg -w '%{redirect_url}'
is 'a redirect into a private network' http://10.0.0.1/pictures/1.jpg "$said"
ask /to/link-local/1.jpg -w '%{redirect_url}'
is 'a redirect to a link-local address' http://169.254.169.254/pictures/1.jpg "$said"

gives 'a page' '200 image/jpeg' /html/1.jpg -w '%{http_code} %{content_type}'
holds 'a page that says it were a picture' grep -q '<html>' body
ask /wrong-type/1.jpg -w '%{content_type}'
is 'a picture that says it were a page' text/html "$said"
gives 'a picture of 60000 by 60000 pixels' '200 69' /huge-picture/1.jpg
is 'a picture of 60000 by 60000 pixels is a PNG' png "$(kind body)"
ask /gzip/1.jpg --compressed
holds 'a compressed picture' cmp -s body "$samples/1.jpg"
ask /bomb/1.jpg -w '%{size_download}'
is 'a compressed flood comes as less than 300 KB' yes "$([ "$said" -lt 300000 ] && echo yes)"
is 'a compressed flood becomes more than 200 MB' yes "$([ "$(gzip -dc < body | wc -c)" -gt 200000000 ] && echo yes)"

# Nobody waits for another's answer.
gives 'pieces in the course of a second' '200 failed:28' /slow/1.jpg -m 0.5 -w '%{http_code}'
is 'pieces in the course of a second: some are there' yes "$([ "$(wc -c < body)" -gt 10000 ] && echo yes)"
begun=$(date +%s%N)
curl -sS -Z --parallel-immediate --parallel-max 20 -o 'wait-#1' "$origin/latency/200/1.jpg?[1-20]" 2> "$err" 9>&-
elapsed=$((($(date +%s%N) - begun) / 1000000))
is 'twenty wait at once' yes "$([ $elapsed -ge 200 ] && [ $elapsed -lt 2000 ] && echo yes)"

# HTTPS
safe=https://localhost:$secure
gives 'a certificate that nobody trusts' '000 0 failed:60' "$safe/pictures/1.jpg"
gives 'a certificate that is trusted' "200 $size" "$safe/pictures/1.jpg" --cacert "$certificate"
gives 'a certificate that is trusted, by address' "200 $size" "https://127.0.0.1:$secure/pictures/1.jpg" \
  --cacert "$certificate"

# The services
bearer="Authorization: Bearer $key"
tasks=/api/v1/tasks
gives 'no key' '401 115' $tasks/succeeded
holds 'no key, in words' grep -q InvalidApiKey body
gives 'a wrong key' '401 115' $tasks/succeeded -H 'Authorization: Bearer x'
gives 'another scheme' '401 115' $tasks/succeeded -H "Authorization: $key"
# task NAME WORD ID: the answer has the word.
task() {
  ask "$tasks/$3" -L -H "$bearer"
  if grep -q -F -e "$2" body; then pass "$1"; else fail "$1" "$2 is not in: $(cat body)"; fi
}
task 'a task' "\"task_id\": \"succeeded\"" succeeded
task 'its pictures' "\"$origin/pictures/3.jpg\"" succeeded
task 'a task that takes time' PENDING slow-task
task 'a task that takes time: then' RUNNING slow-task
task 'a task that takes time: still' RUNNING slow-task
task 'a task that takes time: at last' SUCCEEDED slow-task
task 'a task that takes time: for good' SUCCEEDED slow-task
task 'a task of its own' PENDING slow-task--2
task 'no task' UNKNOWN no-such-task
task 'a fault' "\"$origin/status/404/1.jpg?fault-404\"" fault-404
task 'a fault that passes' "\"$origin/once/status/404/1.jpg?once-404--2\"" once-404--2
task 'an answer that breaks off' '"task_status": "SUCC' truncated
task 'a page for an answer' '<!DOCTYPE html>' html
task 'a redirect within' SUCCEEDED redirect-same
task 'a redirect to another host' SUCCEEDED redirect-other
is 'a redirect to another host, without the key' 1 \
  "$(awk -F '\t' -v OFS=' ' '$4 ~ /localhost/ && $5 ~ /redirect-other/ && $6 == "-"' "$log" | wc -l | tr -d ' ')"
gives 'throttled' '429 150' $tasks/throttled -H "$bearer"
gives 'no longer throttled' '200' $tasks/throttled -H "$bearer" -w '%{http_code}'
gives 'flaky' '500' $tasks/flaky -H "$bearer" -w '%{http_code}'
gives 'still flaky' '502' $tasks/flaky -H "$bearer" -w '%{http_code}'
gives 'no longer flaky' '200' $tasks/flaky -H "$bearer" -w '%{http_code}'
ask "$safe$tasks/succeeded" --cacert "$certificate" -H "$bearer"
holds 'pictures are where the service is' grep -q -F "https://127.0.0.1:$secure/pictures/1.jpg" body
gives 'getTaskInfo without its token' '401' '/getTaskInfo?promptId=ready' -w '%{http_code}'
ask '/getTaskInfo?promptId=ready' -H "Authorization: $token"
holds 'getTaskInfo with its token' grep -q '"state": 30' body

# Every answer is JSON where it says so, whatever stands in it.
for name in "$source"/tests/net/answers/*.json; do
  name=${name##*/}
  grep -q "\"$name\"" "$source/tests/net/tasks.c" || echo "$name is in no row"
done > rows
holds 'every answer is in a row' test ! -s rows
is 'every request is in the log' "$(grep -c . "$log")" "$(grep -c '^[0-9]*	[0-9]*	[A-Z]*	https*://[^	]*	/[^	]*	[^	]*$' "$log")"
finish
