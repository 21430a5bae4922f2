#!/bin/sh
# download.sh PLACARD MEASURE SOURCE SERVER [ROUNDS]: what fetching a task with sixty pictures of 300 KiB costs, from a
# server at loopback that lets each wait for 50 ms; beside curl downloading the same with eight at a time. The programs
# run in turn.
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

i=1
while [ $i -le 60 ]; do
  printf 'url = "%s/latency/50/big-%d.jpg"\noutput = "%s/curl/%d.jpg"\n' "$origin" $i "$folder" $i
  i=$((i + 1))
done > "$folder/urls"
DASHSCOPE_API_KEY=key
export DASHSCOPE_API_KEY folder placard origin
# shellcheck disable=SC2016 # the variables are those of the shell that is started
fetch='rm -rf "$folder/own"
  exec "$placard" fetch dashscope sixty --endpoint "$origin" --allow-private --quiet -o "$folder/own"'
# shellcheck disable=SC2016
curl='rm -rf "$folder/curl"; mkdir "$folder/curl"
  exec curl -q -sS --no-progress-meter --fail --parallel --parallel-immediate --parallel-max "$0" -K "$folder/urls"'

"$measure" "$rounds" sh -c "$fetch" :: sh -c "$curl" 8 :: sh -c "$curl" 4 > "$folder/figures"
[ "$(find "$folder/own/pictures" -type f | wc -l)" -eq 60 ]
[ "$(find "$folder/curl" -type f | wc -l)" -eq 60 ]
{
  read -r own own_least own_processor _
  read -r eight eight_least eight_processor _
  read -r four four_least four_processor _
} < "$folder/figures"
ratio() {
  echo "$1 $2" | awk '{ printf "%.2f", $1 / $2 }'
}
show() {
  printf '%-22s %8s ms (least %s), %s ms of processor\n' "$@"
}
show 'placard fetch' "$own" "$own_least" "$own_processor"
show 'curl, eight at a time' "$eight" "$eight_least" "$eight_processor"
show 'curl, four at a time' "$four" "$four_least" "$four_processor"
echo "Sixty pictures: $(ratio "$own" "$eight") times the time of curl with eight at a time," \
  "$(ratio "$own" "$four") times with four"
