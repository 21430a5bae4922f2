# Folders of 100,000 files: ten times the files take ten times the time, not a hundred times, and no more memory than a
# list of them.
set -u
. "$(dirname "$0")/harness.sh"
canvas one.json
sed 's/"type": "text_mask"/"type": "text", "font_size": 9, "content": "x"/' one.json > text.json
"$program" render one.json -o one.png > "$out" 2> "$err"

# A sanitizer takes much of both time and memory.
many=100000 room=200000000 more=600000000
if ! prlimit --as=$room "$program" --version > "$out" 2> "$err"; then
  many=10000 room=unlimited more=unlimited
fi

# ticks COMMAND...: hundredths of a second that the processor worked for a command, for itself and for the system.
ticks() {
  sh -c '"$@" > "$0" 2>&1; echo $? > status; times' "$out" "$@" | tail -n 1 | tr 'ms' '  ' |
    awk '{ printf "%d\n", ($1 * 60 + $2 + $3 * 60 + $4) * 100 }'
}

# grows NAME TICKS-OF-FEW TICKS-OF-MANY: with what is too little to measure left out.
grows() {
  holds "$1: no more than its share of time ($2 and $3 hundredths of a second)" test "$3" -lt $((($2 + 10) * 40))
}

# fill FOLDER COUNT: files that are called documents, but have nothing to draw.
fill() {
  mkdir "$1"
  yes '{}' | head -n "$2" | (cd "$1" && split -l 1 -d -a 6 --additional-suffix=.json - d)
}
fill few $((many / 10))
fill many $many
cp "$samples/1.jpg" "$samples/2.jpg" "$samples/3.jpg" few
cp "$samples/1.jpg" "$samples/2.jpg" "$samples/3.jpg" many

few_ticks=$(ticks "$program" render "$response" --base few --scale 0.1 -q -o few-posters)
many_ticks=$(ticks "$program" render "$response" --base many --scale 0.1 -q -o many-posters)
is 'a folder of base images' '0 dashscope-succeeded-0.png dashscope-succeeded-1.png dashscope-succeeded-2.png' \
  "$(cat status) $(listing many-posters)"
holds 'a folder of base images: no time for those that are not asked for' test "$many_ticks" -lt $((few_ticks * 3 + 20))
rm many/*.jpg few/*.jpg

few_ticks=$(ticks "$program" render text.json --font-dir few -o text.png)
many_ticks=$(ticks "$program" render text.json --font-dir many -o text.png)
is 'a folder of so many fonts, none of which is one' 0 "$(cat status)"
grows 'a folder of so many fonts' "$few_ticks" "$many_ticks"

cp one.json one.png many
few_ticks=$(ticks "$program" batch few -o drawn)
many_ticks=$(ticks prlimit --as=$room "$program" batch many -o drawn)
is 'a batch of so many documents' "1, 1 drawn, $many failed" \
  "$(cat status), $(grep -o "1 drawn, $many failed" "$out")"
is 'a batch of so many documents: each is told of' $many "$(grep -c '^placard: many/d' "$out")"
grows 'a batch of so many documents' "$few_ticks" "$many_ticks"

few_ticks=$(ticks "$program" check few)
many_ticks=$(ticks prlimit --as=$more "$program" check many)
is 'a suite of so many documents' "1, 1 passed, $many failed" "$(cat status), $(tail -n 1 "$out")"
grows 'a suite of so many documents' "$few_ticks" "$many_ticks"
ticks "$program" check many --filter one > one.ticks
is 'one of a suite of so many documents' '0, 1 passed' "$(cat status), $(tail -n 1 "$out")"
finish
