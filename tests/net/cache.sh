# Drawing responses by URL, through the cache.
set -u
. "$(dirname "$0")/harness.sh"
start_server

cache=$XDG_CACHE_HOME/placard
sed "s|{origin}|$origin|g" "$source/tests/net/answers/succeeded.json" > response.json
sed "s|{origin}|$origin|g; s|{fault}|/cut/4/1.jpg|g" "$source/tests/net/answers/fault.json" > faulty.json

# draw NAME OPTION...: the response into a folder; and what both ways of drawing it should give.
draw() {
  folder=$1
  shift
  "$program" render response.json -o "$folder" "$@" > "$out" 2> "$err" 9>&-
  status=$?
}
# same NAME FOLDER: the posters of a folder are those drawn from the samples.
same() {
  for n in 0 1 2; do
    cmp -s "expected/response-$n.png" "$2/response-$n.png" || { fail "$1" "$2/response-$n.png differs"; return; }
  done
  pass "$1"
}
# left: temporary files in the cache.
left() {
  find "$cache" -name '.*' -o -name '*.tmp' -o -name '*~'
}
downloads() {
  asked '/pictures/[123][.]jpg'
}
draw expected --base "$samples"
is 'with --base nothing is downloaded' '0 0' "$status $(downloads)"
holds 'with --base there is no cache' test ! -e "$cache"

draw offline --offline
is 'offline, nothing cached' 1 $status
says 'offline, nothing cached: in words' --offline
is 'offline, nothing cached: nothing asked' 0 "$(downloads)"
draw private
is 'without --allow-private' 1 $status
says 'without --allow-private: in words' --allow-private
is 'without --allow-private: nothing asked' 0 "$(downloads)"

# Several at once into one cache.
for n in 1 2 3 4; do
  start "draw$n" draw "at-once-$n" --allow-private
done
join
for n in 1 2 3 4; do
  recall "draw$n"
  is "one of several at once ($n)" 0 "$status"
  same "one of several at once draws the same ($n)" "at-once-$n"
done
is 'several at once leave nothing temporary' '' "$(left)"
before=$(downloads)
draw again --allow-private
is 'what is cached' 0 $status
same 'what is cached draws the same' again
is 'what is cached is not asked for' "$before" "$(downloads)"
draw offline --offline
is 'offline' 0 $status
same 'offline draws the same' offline

# What is damaged is as good as not there.
find "$cache" -type f -size +100k | while read -r file; do
  printf 'x' | dd of="$file" bs=1 seek=5000 conv=notrunc 2> "$work/dd"
done
draw damaged --allow-private
is 'a damaged cache' 0 $status
same 'a damaged cache draws the same' damaged
draw mended --allow-private
is 'a damaged cache, once more' 0 $status
find "$cache" -type f -size +100k | while read -r file; do
  head -c 5000 "$file" > "$file.cut" && mv "$file.cut" "$file"
done
draw cut --allow-private
is 'a cut cache' 0 $status
same 'a cut cache draws the same' cut
is 'a cut cache is downloaded again' yes "$([ "$(downloads)" -gt "$before" ] && echo yes)"

# One picture that can't be had is that poster's error.
"$program" render faulty.json --allow-private --retries 0 -o faulty > "$out" 2> "$err" 9>&-
is 'one picture that fails' 1 $?
is 'one picture that fails: the others are drawn' 'faulty-0.png faulty-2.png' "$(listing faulty)"
says 'one picture that fails: what to do' '--base FOLDER'

printf '{"width": 9, "height": 9, "background": "#fff", "layers": [
  {"type": "image", "left": 0, "top": 0, "width": 5, "height": 5, "src": "%s/status/404/layer.jpg"}]}' "$origin" > layer.json
"$program" render layer.json --allow-private --retries 0 -o layer.png > "$out" 2> "$err" 9>&-
is 'a picture of a layer that fails' 1 $?
says 'a picture of a layer that fails: its reason' \
  "layer.json: sample 0: a picture of its layers can't be downloaded: $origin/status/404/layer.jpg: "
(unset HOME XDG_CACHE_HOME; "$program" render layer.json -o layer.png > "$out" 2> "$err")
says 'a picture of a layer without a cache' \
  "layer.json: sample 0: a picture of its layers can't be downloaded: no folder for the cache"

# Where the cache is.
(
  unset XDG_CACHE_HOME
  draw home --allow-private
  echo "$status" > home.status
)
is 'without XDG_CACHE_HOME' 0 "$(cat home.status)"
holds 'without XDG_CACHE_HOME it is in the home folder' test -d "$HOME/.cache/placard"
(
  XDG_CACHE_HOME=$work/box/response.json
  draw nowhere --allow-private
  echo "$status" > nowhere.status
)
is 'a cache that cannot be made' 1 "$(cat nowhere.status)"

stop_server
draw stopped --allow-private
is 'what is cached needs no server' 0 $status
same 'what is cached needs no server to be drawn' stopped
server_status=${server_status:-}
finish
