# What the scripts of this folder share, beside what those of tests/cli do. Each is run as
# `sh SCRIPT PROGRAM SOURCE-ROOT SERVER INDEX` and prints TAP; `start_server` first, `finish` at the end.

absolute() {
  case $1 in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$PWD/$1" ;; esac
}
server=$(absolute "$3")
index=$(absolute "$4")
. "$2/tests/cli/harness.sh"

# Proxies of the machine would stand between.
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
unset SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE CURL_HOME DASHSCOPE_API_KEY DASHSCOPE_ENDPOINT GETTASKINFO_TOKEN
certificate=$source/tests/net/certificate.pem

key=test-key-9a1f4c77
token=test-token-5be20d13
log=$work/log
jobs=
mkdir "$work/served" "$work/jobs"

# The server ends with this script, whatever becomes of it, as only this script holds the other end of its input.
start_server() {
  mkfifo "$work/hold" "$work/ports" || exit 99
  "$server" "$source" "$log" "$key" "$token" "$work/served" < "$work/hold" > "$work/ports" 2> "$work/server" &
  server_id=$!
  trap 'stop_server; rm -rf "$work"' EXIT
  exec 9> "$work/hold"
  read -r port second secure < "$work/ports" || { cat "$work/server" >&2; exit 99; }
  origin=http://127.0.0.1:$port
}

stop_server() {
  [ -n "${server_id:-}" ] || return 0
  kill "$server_id" 2> /dev/null
  wait "$server_id"
  server_status=$?
  server_id=
  exec 9>&-
  rm -f "$work/hold" "$work/ports"
}

finish() {
  stop_server
  cp "$work/server" "$err"
  is 'the server has ended well' 0 "$server_status"
  echo "1..$tests"
}

# fetch TASK OPTION...: into the folder TASK. And getinfo, the same of the other service.
fetch() {
  task=$1
  shift
  DASHSCOPE_API_KEY=$key "$program" fetch dashscope "$task" --endpoint "$origin" --allow-private -o "$task" "$@" \
    > "$out" 2> "$err" 9>&-
  status=$?
}
getinfo() {
  task=$1
  shift
  GETTASKINFO_TOKEN=$token "$program" fetch gettaskinfo "$task" --endpoint "$origin" --allow-private -o "$task" "$@" \
    > "$out" 2> "$err" 9>&-
  status=$?
}

# start NAME COMMAND...: in the background, `fetch` too. `join` waits for all; `recall NAME` brings back what one said.
start() {
  job=$work/jobs/$1
  shift
  (
    out=$job.out err=$job.err
    "$@"
    echo "$status" > "$job.status"
  ) 9>&- &
  jobs="$jobs $!"
}
join() {
  # shellcheck disable=SC2086 # a word each
  wait $jobs
  jobs=
}
recall() {
  out=$work/jobs/$1.out err=$work/jobs/$1.err
  status=$(cat "$work/jobs/$1.status")
}

# asked TARGET: how often the server was asked for it, which may be a pattern of awk with ^ and $ around it.
asked() {
  awk -F '\t' -v target="^$1\$" '$5 ~ target { count++ } END { print count + 0 }' "$log"
}

# whole FOLDER: complains about a bundle that isn't.
whole() {
  "$index" "$1" > "$work/files" || { cat "$work/files"; return 1; }
  (
    cd "$1" || exit 1
    while read -r file bytes hash _; do
      [ "$(wc -c < "$file")" -eq "$bytes" ] || echo "$file has not $bytes bytes"
      [ "$(sha256sum < "$file")" = "$hash  -" ] || echo "$file is not what its index says"
      case $file in
        pictures/"$hash".*) ;;
        *) echo "$file is not called as its content asks" ;;
      esac
    done < "$work/files"
    find . -type f | sed 's|^\./||' | grep -v -x -e index.json -e response.json | while read -r file; do
      grep -q -F -e "$file " "$work/files" || echo "$file is in no index"
    done
  ) > "$work/complaints"
  cat "$work/complaints"
  [ ! -s "$work/complaints" ]
}

# pictures FOLDER: how many files are in a bundle.
pictures() {
  find "$1/pictures" -type f 2> /dev/null | wc -l | tr -d ' '
}
