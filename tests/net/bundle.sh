# Bundles: whole after every fault, completed by fetching again, drawn without a network for ever.
set -u
. "$(dirname "$0")/harness.sh"
start_server

# The faults pass: what is missing comes the second time, and nothing else is asked for.
faults='500 503 404 403 cut-0 cut-3 cut-7 cut-chunked html empty reset bomb stall'
for fault in $faults; do
  start "$fault" fetch "once-$fault" --retries 0 --stall-timeout 1
done
join
for fault in $faults; do
  recall "$fault"
  is "$fault: first" 1 "$status"
  holds "$fault: first, its bundle is whole" whole "once-$fault"
  is "$fault: first, two pictures are there" 2 "$(pictures "once-$fault")"
done
good=$(asked '/pictures/[23][.]jpg')
for fault in $faults; do
  fetch "once-$fault" --retries 0
  is "$fault: then" 0 "$status"
  holds "$fault: then, its bundle is whole" whole "once-$fault"
  is "$fault: then, all pictures are there" 3 "$(pictures "once-$fault")"
done
is 'what is there is not downloaded again' "$good" "$(asked '/pictures/[23][.]jpg')"

# A bundle draws what its response draws.
fetch succeeded
is 'a bundle' 0 $status
cp "$samples/dashscope-succeeded.json" succeeded.json
"$program" render succeeded.json --base "$samples" -o expected > "$out" 2> "$err"
is 'from the samples' 0 $?
# The service's posters are what Placard draws itself, but for one.
cp succeeded/response.json kept.json
sed "s|{origin}|$origin|g; s|{task}|posters|g" "$source/tests/net/answers/posters.json" > posters.json
"$program" render posters.json --base "$samples" -o "$work/served" > "$out" 2> "$err"
(cd "$work/served" && for n in 0 1 2; do mv "posters-$n.png" "poster-$n.png"; done)
cp "$work/served/poster-0.png" "$work/served/poster-2.png"
fetch posters
is 'a bundle with posters' 0 $status
is 'a bundle with posters has five files, as two are the same' 5 "$(pictures posters)"
holds 'a bundle with posters is whole' whole posters
stop_server

# drawn NAME FOLDER: the same bytes as from the samples.
drawn() {
  for n in 0 1 2; do
    cmp -s "expected/succeeded-$n.png" "$2/succeeded-$n.png" || { fail "$1" "$2/succeeded-$n.png differs"; return; }
  done
  pass "$1"
}
run render succeeded -o drawn
is 'a bundle without a server' 0 $status
drawn 'a bundle without a server draws the same' drawn
run render succeeded --offline -o offline
drawn 'a bundle offline draws the same' offline
is 'a bundle is not written to' 'index.json pictures response.json' "$(listing succeeded)"
mkdir -p else
mv succeeded else/succeeded
run render else/succeeded -o moved
is 'a bundle that was moved' 0 $status
drawn 'a bundle that was moved draws the same' moved
mv else/succeeded succeeded
chmod -R a-w succeeded
run render succeeded -o readonly
is 'a bundle that is only to be read' 0 $status
chmod -R u+w succeeded
run inspect succeeded
is 'a bundle, inspected' 0 $status
run verify posters
is 'a bundle, verified' 0 $status
is 'a bundle, verified: a line for each sample' 3 "$(grep -c '^sample .* % differ' "$out")"
is 'a bundle, verified: a difference picture' png "$(kind posters-difference-1.png)"
run verify posters -o one.png
is 'three difference pictures in one file' 2 $status
says 'three difference pictures in one file, in words' '--output: one.png holds one picture, but there are 3 samples'
holds 'three difference pictures in one file: there is none' test ! -e one.png
run verify posters -o '{task}.png'
is 'three difference pictures by a pattern for one' 2 $status
run verify posters --sample 1 -o one.png
is 'one difference picture in one file' png "$(kind one.png)"
run verify posters --sample 1 -o -
is 'difference pictures among the words' 2 $status
run verify posters --max-percent 0.001
is 'a bundle that differs more than it may' 1 $status
run verify posters --sample 0 --max-percent 0.1
is 'a poster that is the same' 0 $status

# What is missing or damaged is an error, not another picture.
cp -R succeeded missing
rm "missing/$("$index" succeeded | sed -n '1s/ .*//p')"
run render missing -o bad-missing
is 'a file that is missing' 1 $status
says 'a file that is missing: what to do' fetch
cp -R succeeded damaged
printf x | dd of="damaged/$("$index" succeeded | sed -n '1s/ .*//p')" bs=1 seek=5000 conv=notrunc 2> "$work/dd"
run render damaged -o bad-damaged
is 'a file that is damaged' 1 $status
says 'a file that is damaged: in words' damaged
cp -R succeeded half
head -c 100 succeeded/index.json > half/index.json
run render half -o bad-half
is 'an index that is damaged' 1 $status
says 'an index that is damaged: in words' index.json
finish
