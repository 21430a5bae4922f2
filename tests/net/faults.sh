# Every fault of a picture's host: how fetching ends, what it says, and that the other pictures are there.
set -u
. "$(dirname "$0")/harness.sh"
start_server

# Task, status, options apart from --retries 0, and words on stderr that name the fault. Between two good pictures.
table() {
  cat << 'ROWS'
fault-stall|1|--stall-timeout 3|stall
fault-cut-0|1||0 of 134851
fault-cut-1|1||of 134851
fault-cut-2|1||of 134851
fault-cut-3|1||of 134851
fault-cut-4|1||67425 of 134851
fault-cut-5|1||of 134851
fault-cut-6|1||of 134851
fault-cut-7|1||117994 of 134851
fault-cut-chunked|1||cut off after 67425 bytes
fault-cut-unannounced|1||cut
fault-short-length|1||Premature end
fault-long-length|1||134851 of 202276
fault-html|1||expected a picture
fault-403|1||AccessDenied: Request has expired.
fault-404|1||404
fault-500|1||500
fault-503|1||503
fault-throttle|1||429
fault-throttle-long|1|--retries 2|429
fault-loop|1||redirect
fault-many-hops|1||redirect
fault-to-file|1||redirect
fault-bomb|1||at most 67108864 bytes
fault-huge|1||at most 67108864 bytes
fault-endless|1||at most 67108864 bytes
fault-huge-picture|1||60000
fault-empty|1||empty
fault-reset|1||closed
fault-slow|0||
fault-chunked|0||
fault-unannounced|0||
fault-wrong-type|0||
fault-hops|0||
fault-to-other|0||
fault-to-second|0||
fault-gzip|0||
once-500|1||500
once-500--again|0|--retries 1|
once-503|0|--retries 1|
once-cut-0|0|--retries 1|
once-cut-4|0|--retries 1|
once-cut-chunked|0|--retries 1|
once-reset|0|--retries 1|
once-stall|0|--retries 1 --stall-timeout 3|
once-throttle|0|--retries 1|
fault-404--often|1|--retries 3|404
fault-403--often|1|--retries 3|403
fault-html--often|1|--retries 3|expected a picture
fault-bomb--often|1|--retries 3|at most 67108864 bytes
fault-500--often|1|--retries 2|500
fault-cut-4--often|1|--retries 2|67425 of 134851
ROWS
}

table > rows
while IFS='|' read -r task _ options _; do
  # shellcheck disable=SC2086 # a word each
  start "$task" fetch "$task" --retries 0 $options
done < rows
join
while IFS='|' read -r task expected options words; do
  title="$task${options:+ $options}"
  recall "$task"
  is "$title" "$expected" "$status"
  [ -z "$words" ] || says "$title: in words" "$words"
  [ "$expected" -eq 0 ] || says "$title: how many" '1 of 3 pictures'
  is "$title: the others are there" $((3 - expected)) "$(pictures "$task")"
  holds "$title: its bundle is whole" whole "$task"
done < rows

# What can't pass is not tried again, what can is.
# tried TASK COUNT
tried() {
  is "tries of $1" "$2" "$(asked "/.*/1[.]jpg[?]$1")"
}
tried fault-404--often 1
tried fault-403--often 1
tried fault-html--often 1
tried fault-bomb--often 1
tried fault-500 1
tried fault-500--often 3
tried fault-cut-4--often 3
tried once-503 2
tried fault-throttle-long 1
is 'a redirect to a file reads no file' 0 "$(grep -c file: "$log")"
is 'a redirect to itself ends' yes "$([ "$(asked '/loop/1[.]jpg.*')" -le 30 ] && echo yes)"
finish
