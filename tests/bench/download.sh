#!/bin/sh
# download.sh PLACARD MEASURE SOURCE SERVER [ROUNDS]: what fetching a task with sixty pictures of 300 KiB costs, from a
# server at loopback that lets each wait for 50 ms; beside curl downloading the same. The programs run in turn.
#
# Placard has eight transfers under way, but no more than four from one host; curl has no such bound. So the pictures
# are spread over two names of the server and compared with eight at a time; then all are on one name and compared with
# four, and with eight where --per-host lets both have as many.
set -eu
placard=$1 measure=$2 source=$3 server=$4 rounds=${5:-9}
folder=$(mktemp -d)
server_id=
finish() {
  [ -z "$server_id" ] || kill "$server_id"
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
command -v curl > /dev/null || { echo 'curl is missing: nothing to compare with'; exit 0; }
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY

mkfifo "$folder/hold" "$folder/ports"
"$server" "$source" "$folder/log" key token < "$folder/hold" > "$folder/ports" &
server_id=$!
exec 9> "$folder/hold"
read -r port _ < "$folder/ports"
origin=http://127.0.0.1:$port

# urls OTHER FILE: what curl reads; every second picture is at the other origin.
urls() {
  i=1
  while [ $i -le 60 ]; do
    [ $((i % 2)) -eq 0 ] && from=$1 || from=$origin
    printf 'url = "%s/latency/50/big-%d.jpg"\noutput = "%s/curl/%d.jpg"\n' "$from" $i "$folder" $i
    i=$((i + 1))
  done > "$2"
}
urls "http://localhost:$port" "$folder/spread"
urls "$origin" "$folder/one"
DASHSCOPE_API_KEY=key
export DASHSCOPE_API_KEY folder placard origin
# shellcheck disable=SC2016 # the variables are those of the shell that is started
fetch='rm -rf "$folder/own"
  exec "$placard" fetch dashscope "$0" --endpoint "$origin" --per-host "$1" --allow-private --quiet \
    -o "$folder/own"'
# shellcheck disable=SC2016
curl='rm -rf "$folder/curl"; mkdir "$folder/curl"
  exec curl -q -sS --no-progress-meter --fail --parallel --parallel-immediate --parallel-max "$0" -K "$folder/$1"'

"$measure" "$rounds" sh -c "$fetch" sixty-spread 4 :: sh -c "$curl" 8 spread :: sh -c "$fetch" sixty 4 :: \
  sh -c "$curl" 4 one :: sh -c "$fetch" sixty 8 :: sh -c "$curl" 8 one > "$folder/figures"
[ "$(find "$folder/own/pictures" -type f | wc -l)" -eq 60 ]
[ "$(find "$folder/curl" -type f | wc -l)" -eq 60 ]
{
  read -r spread spread_least spread_processor _
  read -r eight eight_least eight_processor _
  read -r one one_least one_processor _
  read -r four four_least four_processor _
  read -r open open_least open_processor _
  read -r all all_least all_processor _
} < "$folder/figures"
ratio() {
  echo "$1 $2" | awk '{ printf "%.2f", $1 / $2 }'
}
show() {
  printf '%-38s %8s ms (least %s), %s ms of processor\n' "$@"
}
show 'two hosts: placard fetch' "$spread" "$spread_least" "$spread_processor"
show 'two hosts: curl, eight at a time' "$eight" "$eight_least" "$eight_processor"
show 'one host: placard fetch' "$one" "$one_least" "$one_processor"
show 'one host: curl, four at a time' "$four" "$four_least" "$four_processor"
show 'one host: placard fetch --per-host 8' "$open" "$open_least" "$open_processor"
show 'one host: curl, eight at a time' "$all" "$all_least" "$all_processor"
echo "Sixty pictures: $(ratio "$spread" "$eight") times curl over two hosts; over one $(ratio "$one" "$four") times with four" \
  "at a time, $(ratio "$open" "$all") times with eight, $(ratio "$one" "$all") times with four against eight"
