# A full disk at every write in turn, while a task is fetched into a bundle and pictures go through the cache.
set -u
case $5 in /*) preload=$5 ;; *) preload=$PWD/$5 ;; esac
. "$(dirname "$0")/harness.sh"
. "$source/tests/cli/torture.sh"

if ! can_fail; then
  skip 'a full disk at every write' 'no calls can be made to fail here'
  echo "1..$tests"
  exit
fi
start_server
DASHSCOPE_API_KEY=$key
export DASHSCOPE_API_KEY

mkdir old
forget() {
  [ ! -e bundle/index.json ] || "$index" bundle > "$work/files" || echo 'its index is damaged'
  rm -f bundle/index.json
}
after() { whole bundle; }
torture 'fetch into a bundle' 1 old \
  "$program" fetch dashscope succeeded --endpoint "$origin" --allow-private --retries 0 -o bundle
fetch succeeded
mkdir lacking
cp -R succeeded lacking/bundle

# A bundle that lacks a picture: what it has stays readable whatever happens.
rm -f "lacking/bundle/$(cd lacking && "$index" bundle | sed -n '1s/ .*//p')"
modes=once
torture 'fetch into a bundle that lacks a picture' 1 lacking \
  "$program" fetch dashscope succeeded --endpoint "$origin" --allow-private --retries 0 -o bundle

# The cache makes drawing faster next time, but is not what was asked for.
sed "s|{origin}|$origin|g" "$source/tests/net/answers/succeeded.json" > response.json
number=0
: > wrong
"$program" render response.json --base "$samples" --sample 0 --scale 0.1 -o expected > "$out" 2> "$err"
while [ $number -lt 300 ]; do
  number=$((number + 1))
  rm -rf "$XDG_CACHE_HOME" "$work/hit" drawn
  faulty "once $number" "$program" render response.json --allow-private --retries 0 --sample 0 --scale 0.1 -q -o drawn
  [ -e "$work/hit" ] || break
  {
    [ $status -le 1 ] || echo "status $status"
    [ $status -eq 1 ] || diff -r expected drawn
    [ $status -eq 0 ] || grep -q 'No space left' "$err" || echo "no reason: $(cat "$err")"
    find "$HOME" . -name '.placard-*'
    "$program" render response.json --allow-private --retries 0 --sample 0 --scale 0.1 -q -o drawn > "$out" 2> "$err" 9>&- ||
      echo "drawn again: status $?, $(cat "$err")"
    diff -r expected drawn
    "$program" render response.json --offline --sample 0 --scale 0.1 -q -o offline > "$out" 2> "$err" 9>&- ||
      echo "drawn offline: status $?, $(cat "$err")"
    diff -r expected offline
  } 2>&1 | sed "s/^/$number: /" >> wrong
done
is 'the cache: posters or errors, and all is well again' '' "$(head -n 20 wrong)"
holds 'the cache: every write in turn' test $number -gt 10 -a $number -lt 300
finish
