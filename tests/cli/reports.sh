# What inspect, fonts and --json print.
set -u
. "$(dirname "$0")/harness.sh"

# json NAME: every line on stdout is an object.
json() {
  if command -v python3 > /dev/null; then
    holds "$1 is JSON, line by line" python3 -c '
import json, sys
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
assert lines and all(isinstance(json.loads(line), dict) for line in lines)' "$out"
  else
    skip "$1 is JSON, line by line" 'no python3'
  fi
}

run inspect "$response"
is 'inspect' 0 $status
prints 'inspect: what it is' 'DashScope response, task 13b1848b-5493-4c0e-xxxxxxxxxxxx, SUCCEEDED'
prints 'inspect: a sample and its base' 'sample 1: https://xxx/2.jpg, 4 layers'
prints 'inspect: a text' '分享好时光'
is 'inspect: a line a layer' 12 "$(grep -c '^ *[0-9]  *text' "$out")"
is 'inspect: nothing behind the last word' 0 "$(grep -c ' $' "$out")"
run inspect "$samples/dashscope-running.json"
is 'inspect of a running task' 3 $status
prints 'inspect of a running task: its state' RUNNING
run inspect "$samples/dashscope-failed.json"
is 'inspect of a failed task' 4 $status
prints 'inspect of a failed task: its state' FAILED
run inspect "$samples/gettaskinfo-done.json"
is 'inspect of a response without layers' 1 $status
prints 'inspect of a response without layers: what it is' getTaskInfo
run inspect - < "$response"
prints 'inspect of standard input' 'standard input: '
printf '[{"type": "text_mask", "left": 1, "top": 1, "width": 5, "height": 5, "color": "blu"}]' > bad.json
run inspect bad.json
is 'inspect of a bad layer' 1 $status
prints 'inspect of a bad layer: what is wrong' blu
run inspect --json "$response" "$samples/dashscope-running.json" nowhere.json bad.json
is 'inspect --json' 1 $status
json 'inspect --json'
is 'inspect --json: a line a document' 4 "$(wc -l < "$out" | tr -d ' ')"
is 'inspect --json: what was wrong' 3 "$(grep -c '"error": "' "$out")"
run inspect --color always "$response"
is '--color always' 1 "$(sed -n 1p "$out" | grep -c "$(printf '\033')")"

run fonts --no-system-fonts
is 'fonts' 0 $status
prints 'fonts: the bundled family' 'Noto Sans SC'
prints 'fonts: its files' 'NotoSansSC-Bold.otf'
run fonts --no-system-fonts --json
json 'fonts --json'
run fonts --no-system-fonts "$response"
is 'fonts of a response' 0 $status
prints 'fonts of a response: what was asked for' '阿里巴巴普惠体'
prints 'fonts of a response: what stands in' 'substituted'
run fonts --no-system-fonts --strict "$response"
is 'fonts --strict' 1 $status
run fonts --no-system-fonts --json "$response" "$samples/dashscope-failed.json"
is 'fonts of a failed task' 4 $status
json 'fonts --json of a response'
prints 'fonts --json of a response: substituted' '"substituted": true'
cat > glyphs.json << 'END'
{"width": 100, "height": 50, "background": "white", "layers": [{"type": "text", "content": "A\u0e01\ud83d\ude00", "font_family": "Noto Sans SC",
  "font_size": 20, "left": 0, "top": 0, "width": 100, "height": 50}]}
END
run fonts --no-system-fonts glyphs.json
is 'fonts: characters that no font has' 0 $status
prints 'fonts: characters that no font has, by code point' 'U+0E01'
prints 'fonts: characters beyond the first plane' 'U+1F600'
run fonts --no-system-fonts --strict glyphs.json
is 'fonts --strict: characters that no font has' 1 $status

run render "$response" --base "$samples" --no-system-fonts -o out --json
is 'render --json' 0 $status
json 'render --json'
for key in input sample task file width height bytes warnings milliseconds parse decode draw encode write; do
  is "render --json: $key" 3 "$(grep -c "\"$key\": " "$out")"
done
run render "$samples/dashscope-running.json" nowhere.json "$response" --json
is 'render --json of what fails' 1 $status
json 'render --json of what fails'
is 'render --json of what fails: a line each' 5 "$(grep -c '"error": "' "$out")"

run render "$response" --base "$samples" --no-system-fonts -o warned
is 'warnings' 0 $status
says 'warnings name program and input' "placard: warning: $response: sample"
is 'a warning of several samples is printed once' '' "$(sed 's/: samples* [0-9, ]*: /: /' "$err" | sort | uniq -d)"
run render "$response" --base "$samples" --no-system-fonts -o strict --strict
is '--strict' 1 $status
holds '--strict writes nothing' test ! -e strict
run render "$response" --base "$samples" --no-system-fonts -o warned --color always
is 'colours on request' 1 "$(grep -c "$(printf '\033')" "$err" | sed 's/[1-9][0-9]*/1/')"
finish
