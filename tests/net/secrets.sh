# The token goes to the service's host, and nowhere else: not to other hosts, not into any file or message.
set -u
. "$(dirname "$0")/harness.sh"
start_server

# A process that waits shows no token to those who list processes.
DASHSCOPE_API_KEY=$key "$program" fetch dashscope running--1 --endpoint "$origin" --allow-private -o running \
  > running.out 2> running.err 9>&- &
waiting=$!
printf '%s\n' "$token" > "$work/token"
printf '%s\n' "$key" > "$work/key"
"$program" fetch gettaskinfo queued --endpoint "$origin" --allow-private --token-file "$work/token" -o queued \
  > queued.out 2> queued.err 9>&- &
waiting_too=$!

# Successes and failures of every kind, each with what it says.
i=0
kept() {
  i=$((i + 1))
  cp "$out" "said-$i.out"
  cp "$err" "said-$i.err"
}
for task in succeeded signed pictures partial fault-403 fault-cut-4 fault-html fault-to-other fault-to-second failed \
  unknown forbidden html truncated broken throttled-long redirect-same redirect-other redirect-second no-such-task; do
  fetch "$task" --retries 0 --json
  kept
done
for task in ready failed code-510 redirect-other no-such-task; do
  getinfo "$task" --retries 0 -o "info-$task"
  kept
done
secure_origin=https://localhost:$secure
plain_origin=$origin
export CURL_CA_BUNDLE="$certificate"
origin=$secure_origin
fetch redirect-plain --retries 0
kept
is 'from HTTPS to HTTP' 1 "$(awk -F '\t' '$5 ~ /redirect-plain/ && $6 != "-"' "$log" | wc -l | tr -d ' ')"
fetch succeeded -o secure
kept
origin=$plain_origin
unset CURL_CA_BUNDLE
fetch succeeded -o refused --endpoint "http://127.0.0.1:1" --retries 0
kept
# A proxy gets the key only where it's asked for with --allow-private. (192.0.2.1 is nobody's, RFC 5737.)
for variable in http_proxy all_proxy ALL_PROXY; do
  env "$variable=$plain_origin" DASHSCOPE_API_KEY="$key" "$program" fetch dashscope "proxy-$variable" \
    --endpoint http://192.0.2.1 --connect-timeout 0.2 --retries 0 -o proxy > "$out" 2> "$err" 9>&-
  kept
done
is 'a proxy of the environment is not asked' 0 "$(grep -c 192.0.2.1 "$log")"
http_proxy=http://127.0.0.1:$second "$program" fetch dashscope proxied --endpoint http://192.0.2.1 --allow-private \
  --token-file "$work/key" --connect-timeout 1 --retries 0 -o proxied > "$out" 2> "$err" 9>&-
kept
is 'a proxy of the environment is asked with --allow-private' 1 "$(grep -c '192.0.2.1.*proxied' "$log")"
grep -v '192.0.2.1.*proxied' "$log" > "$work/without-proxy"
"$program" render succeeded --offline -o drawn > "$out" 2> "$err" 9>&-
kept

for pid in $waiting $waiting_too; do
  tr '\0' '\n' < "/proc/$pid/cmdline" > "cmdline-$pid" 2> /dev/null || echo gone > "cmdline-$pid"
  kill "$pid"
  { wait "$pid"; } 2> /dev/null
done
holds 'it waits' grep -q running--1 "cmdline-$waiting"
holds 'it waits, with a token of a file' grep -q queued "cmdline-$waiting_too"
holds 'something was said' grep -q . said-1.out

# Everything that was written: bundles, messages, the cache, command lines.
found() {
  grep -r -l -a -F -e "$1" "$work/box" "$work/home" "$XDG_CACHE_HOME" 2> /dev/null
}
is "DashScope's key is in no file" '' "$(found "$key")"
is "getTaskInfo's token is in no file" '' "$(found "$token")"
is 'nor are they in base64' '' "$(found "$(printf 'Bearer %s' "$key" | base64 | cut -c 1-20)")"
is "a URL's signature is in no message" '' "$(grep -l -F -e Signature= ./*.err)"

# The log: who got a token.
is 'somebody got it' yes "$(awk -F '\t' '$6 != "-" { print "yes"; exit }' "$log")"
awk -F '\t' -v plain="$plain_origin" -v secure="$secure_origin" '
  $6 != "-" && ($5 !~ "^/(api/v1/tasks/|getTaskInfo)" || ($4 != plain && $4 != secure))' "$work/without-proxy" > strangers
holds 'nobody but the service got it' test ! -s strangers
is 'the other host was asked' yes "$(awk -F '\t' '$4 ~ /localhost/ && $4 !~ /https/ { print "yes"; exit }' "$log")"
sed 's/^/# /' strangers
finish
