# Where posters go, and under which names.
set -u
. "$(dirname "$0")/harness.sh"

three='dashscope-succeeded-0.png dashscope-succeeded-1.png dashscope-succeeded-2.png'
run render "$response" --base "$samples" -o out
is 'a folder that is not there' "$three" "$(listing out)"
is 'paths on stdout, in the order of the document' \
  'out/dashscope-succeeded-1.png out/dashscope-succeeded-0.png out/dashscope-succeeded-2.png ' \
  "$(tr '\n' ' ' < "$out")"
is 'png by default' png "$(kind out/dashscope-succeeded-0.png)"
is 'as large as the base image' 768x1152 "$(size out/dashscope-succeeded-0.png)"
run render "$response" --base "$samples" -o a.b/c.d/
is 'a folder with parents and a dot' "$three" "$(listing a.b/c.d)"
run render "$response" --base "$samples" -o out --quiet
is 'quiet' '' "$(cat "$out" "$err")"
mkdir here
cp "$response" here/r.json
(cd here && "$program" render r.json --base "$samples" > "$out" 2> "$err")
is 'the working directory by default' 'r-0.png r-1.png r-2.png r.json' "$(listing here)"
is 'without ./ before the names' r-1.png "$(head -n 1 "$out")"

run render "$response" --base "$samples" --sample 2 -o one.jpg
is 'a file: its extension is the format' jpeg "$(kind one.jpg)"
run render "$response" --base "$samples" --sample 2 -o new/deep/one.jpeg
is 'a file in folders to be made' jpeg "$(kind new/deep/one.jpeg)"
run render "$response" --base "$samples" --sample 2 -o one.bin --format jpg
is '--format for any extension, by its other name' jpeg "$(kind one.bin)"
run render "$response" --base "$samples" --sample 2 --sample 0 --format=jpeg -ojpegs
is 'the usual extension of --format' 'dashscope-succeeded-0.jpg dashscope-succeeded-2.jpg' "$(listing jpegs)"
run render "$response" --base "$samples" -o three.png
is 'a file for several posters' 2 $status
says 'a file for several posters suggests a pattern' '{sample}'
holds 'a file for several posters: nothing drawn' test ! -e three.png
run render "$response" --base "$samples" --sample 2 -o one.gif
is 'an extension of no format' 2 $status
says 'an extension of no format: what there is' 'png'
run render "$response" --base "$samples" --scale 0.25 --sample 0 -o small.png
is '--scale' 192x288 "$(size small.png)"

run render "$response" --base "$samples" -o 'p/{task}/{name}_{sample}.{ext}'
is 'a pattern' 'dashscope-succeeded_0.png dashscope-succeeded_1.png dashscope-succeeded_2.png' \
  "$(listing p/13b1848b-5493-4c0e-xxxxxxxxxxxx)"
run render "$response" --base "$samples" -o 'q/{sample}.jpg'
is "a pattern's extension" jpeg "$(kind q/1.jpg)"
run render "$response" --base "$samples" -o '{smaple}.png'
is 'an unknown placeholder' 2 $status
says 'an unknown placeholder: the nearest' '{sample}?'
run render "$response" --base "$samples" -o '{sample.png'
is 'a brace that stays open' 2 $status
run render "$response" --base "$samples" -o '{name}.png'
is 'a pattern that tells nothing apart' 2 $status
says 'a pattern that tells nothing apart: both are named' 'sample 1 of'
mkdir two
cp "$response" two/dashscope-succeeded.json
run render "$response" two/dashscope-succeeded.json --base "$samples" -o both
is 'two inputs of one name' 2 $status
says 'two inputs of one name: both are named' 'two/dashscope-succeeded.json'
holds 'two inputs of one name: nothing drawn' test ! -e both

canvas plain.json
run render plain.json -o plain
is 'one sample without a task needs no number' plain.png "$(listing plain)"
is 'a canvas without a base image' 40x30 "$(size plain/plain.png)"
cp plain.json .hidden
run render .hidden -o hidden
is 'a name that starts with a dot' _hidden.png "$(listing hidden)"

# named TASK EXPECTED: the name that a task's id becomes.
named() {
  answer task.json "$1" https://xxx/1.jpg
  rm -rf named
  run render task.json --base "$samples" -o 'named/{task}.png'
  is "a task called $1" "$2.png" "$(listing named)"
}
named '../../up' ______up
named '/etc/passwd' _etc_passwd
named '..' __
named '.profile' _profile
named '-rf' _rf
named 'a\u0007b\nc\u001b[2J' 'a_b_c_[2J'
named 'a b' 'a b'
named 'a..b' a__b
named '分享' '分享'
named 'v1.2' v1.2
named '' _
long=$(printf '%0100d' 0 | tr 0 x)
wide=$(printf '%050d' 0 | sed 's/0/分/g')
named "$long$wide$wide" "$long$(printf '%033d' 0 | sed 's/0/分/g')"
holds 'nothing left the folder' test ! -e ../up.png -a ! -e up.png

"$program" render - --base "$samples" --sample 0 -o - < "$response" > piped.png 2> "$err"
is 'standard input to standard output' png "$(kind piped.png)"
cat "$response" | "$program" render - --base "$samples" -o in > "$out" 2> "$err"
is 'standard input is called poster' 'poster-0.png poster-1.png poster-2.png' "$(listing in)"
run render "$response" --base "$samples" --sample 0 -o - --format jpeg
is 'standard output as jpeg' jpeg "$(kind "$out")"
run render "$response" --base "$samples" -o -
is 'standard output for several posters' 2 $status
is 'standard output for several posters stays empty' '' "$(cat "$out")"
run render "$response" --base "$samples" --sample 0 -o - --json
is 'JSON makes way on stderr' 1 "$(grep -c '^{.*"file": "-".*}$' "$err")"
is 'JSON makes way for the picture' png "$(kind "$out")"
if script -qec true /dev/null > /dev/null 2>&1; then
  script -qec "'$program' render '$response' --base '$samples' --sample 0 -o -" /dev/null < /dev/null > "$out" 2>&1
  is 'a terminal gets no picture' 2 $?
  prints 'a terminal gets no picture, in words' "can't go to a terminal"
  script -qec "'$program' render '$response' --base '$samples' --sample 0 -o tty" /dev/null < /dev/null > "$out" 2>&1
  prints 'a terminal is told the size' '768x1152'
else
  skip 'a terminal gets no picture' 'no script program'
fi
run render -- "$response" --base
is 'what follows -- is an input' 1 $status
run render "$response" -qo clusters --base="$samples"
is 'letters may be joined' "$three" "$(listing clusters)"
finish
