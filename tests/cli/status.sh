# Every exit status, and what is said with it.
set -u
. "$(dirname "$0")/harness.sh"

run render "$response" --base "$samples" -o out
is '0: all drawn' 0 $status
run render "$response" --base "$samples" --sample 1 -o out "$samples/gettaskinfo-done.json"
is '1: a response without layers' 1 $status
holds '1: the others are drawn all the same' test -s out/dashscope-succeeded-1.png
says '1: names the response' gettaskinfo-done.json
run render nowhere.json
is '1: a missing input' 1 $status
says '1: names the missing input' 'placard: nowhere.json: '
is '1: names it once' 1 "$(grep -o nowhere.json "$err" | wc -l | tr -d ' ')"
run render "$samples/dashscope-malformed.json"
is '1: malformed JSON' 1 $status
says '1: malformed JSON has its line' 'line 3'
run render "$response"
is '1: base images that are elsewhere' 1 $status
says '1: names the URL' https://xxx/2.jpg
says '1: says what to do' '--base FOLDER'
run render "$samples/dashscope-running.json"
is '3: task not finished' 3 $status
says '3: says the state' RUNNING
run render "$samples/dashscope-failed.json"
is '4: task failed' 4 $status
says "4: the provider's code" InvalidParameter.FileDownload
says "4: the provider's message" 'download for input_image error'
run render "$samples/dashscope-running.json" "$samples/dashscope-failed.json"
is '4 comes before 3' 4 $status
run render "$samples/dashscope-failed.json" "$samples/dashscope-running.json"
is '4 comes before 3 in any order' 4 $status
run render "$samples/dashscope-failed.json" nowhere.json
is '1 comes before 4' 1 $status
run render "$samples/dashscope-running.json" "$response" --base "$samples" -o out
is '3 stays where the rest is drawn' 3 $status

# usage NAME MESSAGE WORD...
usage() {
  name=$1
  message=$2
  shift 2
  run "$@"
  is "2: $name" 2 $status
  says "2: $name, in words" "$message"
  is "2: $name, nothing on stdout" '' "$(cat "$out")"
}
usage 'no command' 'Usage: placard'
usage 'unknown command' 'did you mean render?' rendr x.json
usage 'unknown option' 'did you mean --quality?' render --qualty=3 x.json
usage 'unknown letter' 'unknown option -x' render -qx x.json
usage "another command's option" 'placard render has it' inspect --quality 3 x.json
usage 'option before its command' 'has to follow its command' --json render x.json
usage 'a flag with a value' 'expected no value' render --json=yes x.json
usage 'an option without its value' 'expected PATH after it' render x.json -o
usage 'an empty value' 'expected PATH' render x.json -o ''
usage 'a number out of range' 'expected a whole number from 1 to 100, found "0"' render --quality 0 x.json
usage 'no number' 'found "1e1"' render --quality 1e1 x.json
usage 'a factor out of range' 'from 0.01 to 16' render --scale 17 x.json
usage 'a factor that is none' 'found "nan"' render --scale nan x.json
usage 'no such choice' 'expected one of 444, 422, 420' render --chroma 411 x.json
usage 'no such format' 'png' render --format bmp x.json
usage 'no input' 'expected INPUT..., found none' render
usage 'one input of two' 'expected EXPECTED ACTUAL, found "x.png" alone' diff x.png
for command in 'render x.json' 'batch' 'fetch dashscope' 'verify' 'diff x.png' 'check' 'inspect' 'fonts' 'help' 'completion'; do
  # shellcheck disable=SC2086 # several words
  usage "an empty name: $command" ', found ""' $command ''
done
usage 'too many operands' 'unexpected "x"' completion bash x
usage 'no such shell' 'bash, zsh, fish' completion csh
usage 'help of nothing' 'did you mean inspect?' help inspct
usage 'no such base' 'no such file or folder' render "$response" --base nowhere
usage 'two files for all samples' 'expected one file' render "$response" --base "$samples/1.jpg" --base "$samples/2.jpg"
usage 'a base for no sample' 'no sample has that number' render "$response" --base "7=$samples/1.jpg"
usage 'a sample that is not there' 'no sample has the number 7' render "$response" --sample 7
usage 'a folder for one sample' 'expected a file' render "$response" --base "1=$samples"
usage 'no such font folder' 'no such folder' render "$response" --base "$samples" --font-dir nowhere -o out
usage 'standard input twice' 'only once' render - -
usage 'no such colour' blu render "$response" --base "$samples" --background blu -o colour
holds '2: nothing was drawn' test ! -e colour

run --version
is '--version' 0 $status
is '--version prints one line' 1 "$(grep -c '^placard [0-9.]*$' "$out")"
for word in help --help -h; do
  run $word
  is "$word" 0 $status
  prints "$word lists the commands" '  render  '
  is "$word says nothing on stderr" '' "$(cat "$err")"
done
run render --help
prints 'render --help' '--quality N'
finish
