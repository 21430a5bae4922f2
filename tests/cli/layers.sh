# A template over the images of a response: --layers and --use, and what inspect shows of such a response.
set -u
. "$(dirname "$0")/harness.sh"

task=$samples/gettaskinfo-done.json
template=$samples/template.json
still=1769594446809030000_TFVMoqDf.png

# Bases of three sizes, drawn by the program itself, under names that the images below have.
mask='{"type": "text_mask", "left": 1, "top": 1, "width": 5, "height": 5, "color": "#ff0000"}'
mkdir folder
for n in 1 2 3; do
  printf '{"width": %d, "height": 20, "background": "white", "layers": []}' "${n}0" > "c$n.json"
  run render "c$n.json" -o "folder/$n.png"
done
printf '{"layers": [%s]}' "$mask" > mask.json

# images FILE STATE [MEMBERS]: a response with three images: one without a path, one with a video.
images() {
  cat > "$1" << END
{"code": 200, "msg": "SUCCESS", "data": {"taskId": 7, "taskType": 3, "state": $2, "imageList": [
  {"id": 91, "path": "https://xxx/1.png", "origin": "https://xxx/2.png"},
  {"id": 92, "origin": "https://xxx/3.png"},
  {"id": 93, "path": "https://xxx/1.png", "origin": "https://xxx/3.MP4?x=1"}]${3:+, $3}}}
END
}
images three.json 30

# over NAME EXPECTED-SIZES OPTION...: the sizes of samples 0, 1 and 2.
over() {
  name=$1
  expected=$2
  shift 2
  rm -rf out
  run render three.json -o 'out/{task}-{sample}.png' --layers mask.json "$@"
  is "$name" "$expected" "$(for i in 0 1 2; do [ ! -e out/7-$i.png ] || size out/7-$i.png; done | tr '\n' ' ' | sed 's/ $//')"
}
over 'a folder: found by the name in the URL' '10x20 30x20 10x20' --base folder
is 'a folder: done' 0 $status
says 'an image without a path' 'placard: warning: three.json: image 92: it has no path: its origin is drawn over'
over '--use path' '10x20 30x20 10x20' --base folder --use path
over '--use origin' '20x20 30x20' --base folder --use origin
is '--use origin: done' 0 $status
says '--use origin: a video' \
  'placard: warning: three.json: image 93: its origin is a video (3.MP4) and is skipped; use path to draw over its picture'
is '--use origin: said once' 1 "$(grep -c warning "$err")"
over 'N=FILE and a file' '30x20 20x20 20x20' --base 0=folder/3.png --base folder/2.png
over '--sample' '30x20' --base folder --sample 1
over 'no picture at hand' ''
is 'no picture at hand: failed' 1 $status
says 'no picture at hand: the URL' 'sample 0: its base image is https://xxx/1.png'
over '--quiet' '20x20 30x20' --base folder --use origin --quiet
is '--quiet: no warnings' '' "$(cat "$out" "$err")"
over '--strict' '' --base folder --use origin --strict
is '--strict: failed' 1 $status
is '--strict: the warning is the error' \
  'placard: three.json: image 93: its origin is a video (3.MP4) and is skipped; use path to draw over its picture' "$(cat "$err")"
over '--json' '20x20 30x20' --base folder --use origin --json
is '--json: a line for the warnings and one each' 3 "$(wc -l < "$out" | tr -d ' ')"
is '--json: the warnings first' 1 "$(sed -n 1p "$out" | grep -c '"warnings": \["image 93: ')"
is '--json: the type' 1 "$(sed -n 1p "$out" | grep -c '"type": "face swap"')"
is '--json: nothing on stderr' '' "$(cat "$err")"
over 'from standard input' '10x20 30x20 10x20' --layers - --base folder < mask.json
is 'from standard input: done' 0 $status

# What the layers name is beside the template.
mkdir beside
cp folder/2.png beside/logo.png
cat > beside/t.json << 'END'
{"base": "none.png", "layers": [{"type": "image", "src": "logo.png", "left": 0, "top": 0, "width": 5, "height": 5}]}
END
over 'pictures beside the template' '10x20 30x20 10x20' --layers beside/t.json --base folder
cp beside/logo.png beside/t.json .
over 'pictures beside the template, in the working directory' '10x20 30x20 10x20' --layers t.json --base folder

# Other responses have images too; their own layers give way.
rm -rf out
run render "$response" --layers "$template" --base "$samples" --no-system-fonts -o out
is 'over a response with layers' 0 $status
is 'over a response with layers: all of its pictures' \
  'dashscope-succeeded-0.png dashscope-succeeded-1.png dashscope-succeeded-2.png' "$(listing out)"
is 'the template has nothing to warn of' '' "$(cat "$err")"
run render "$response" --base "$samples" --no-system-fonts -o own
holds 'the layers are those of the template' test "$(cksum < out/dashscope-succeeded-0.png)" != "$(cksum < own/dashscope-succeeded-0.png)"
run render "$task" --layers "$template" --base "0=$samples/1.jpg" --base "1=$samples/2.jpg" --no-system-fonts -o sample
is 'the recorded response' 0 $status
is 'the recorded response: a poster an image' 'gettaskinfo-done-0.png gettaskinfo-done-1.png' "$(listing sample)"

# What can't be.
bad() {
  name=$1
  expected=$2
  message=$3
  shift 3
  run render "$@" -o never
  is "$name" "$expected" $status
  says "$name, in words" "$message"
  is "$name, once" 1 "$(wc -l < "$err" | tr -d ' ')"
  holds "$name: nothing drawn" test ! -e never
}
printf '[{"type": "text_mask", "left": 1, "top": 1, "width": 5, "height": 5, "color": "blu"}]' > blu.json
printf '{"a": 1}' > a.json
bad 'a bad template' 1 'placard: --layers: blu.json: [0].color: expected a color' \
  three.json "$task" c1.json --layers blu.json --base folder
bad 'a template that is a response' 1 'as the template, found a DashScope response' three.json --layers "$response"
bad 'a template that is nothing' 1 'found an object with member "a"' three.json --layers a.json
bad 'a template that is not there' 1 'placard: --layers: nowhere.json: can' three.json --layers nowhere.json
bad 'a template that is a folder' 1 'placard: --layers: folder: can' three.json --layers folder
bad 'no images' 1 'c1.json: expected a response with images to draw the template over, found a layer document' \
  c1.json --layers mask.json
bad '--use alone' 2 '--use: expected --layers beside it' three.json --use path
bad 'standard input twice' 2 'only once' - --layers -
bad 'no layers and no template' 1 'can be drawn over them as a template; give one with --layers FILE' "$task"
run render three.json --layers mask.json --use poster
is '--use of something else' 2 $status
says '--use of something else, in words' 'expected one of path, origin, found "poster"'
run render "$task" --layers mask.json --use origin -o never
is 'videos alone' 1 $status
is 'videos alone: a warning each' 2 "$(grep -c 'is a video' "$err")"
says 'videos alone, in words' 'the template can be drawn over none of the 2 images'
images running.json 20
images failed.json 2 '"reason": "no face found"'
bad 'an unfinished task' 3 'task 7: running (state 20)' running.json --layers mask.json
bad 'a failed task' 4 'task 7: failed (state 2): no face found' failed.json --layers mask.json

# One task of several failed: its images are missing, the others are drawn.
images partly.json 30 '"taskList": [{"taskId": 7, "state": 30}, {"taskId": 8, "state": 2, "reason": "no face"}]'
run render partly.json --layers mask.json --base folder -o partly
is 'a task that failed beside others' 0 $status
is 'a task that failed beside others: the images that are there' \
  'partly-0.png partly-1.png partly-2.png' "$(listing partly)"
says 'a task that failed beside others, in words' \
  'partly.json: the images that are there count, but task 8 is not done: failed (state 2): no face'

run inspect "$task"
prints 'inspect: the type' 'getTaskInfo response, task 1043, task type 7, done (state 30)'
prints 'inspect: how many images' '  2 images'
prints 'inspect: an image' "1  956  1044  https://muyuhan.s3.amazonaws.com/faceWap/test/original/$still  https://"
prints 'inspect: a video' '1769594619399790547_xL19T3ky.mp4 (video)'
prints 'inspect: the tasks' '1044  done (state 30)'
run inspect partly.json
prints 'inspect: a warning' '  warning: the images that are there count, but task 8 is not done'
prints 'inspect: why a task failed' '8     failed (state 2)  no face'
run inspect three.json
is 'inspect: one task needs no table' 0 "$(grep -c '^  [0-9]* task' "$out")"
run inspect "$response"
is 'inspect: pictures with layers are shown once' 0 "$(grep -c '^  [0-9]* image' "$out")"
run inspect partly.json "$response" --json
if command -v python3 > /dev/null; then
  holds 'inspect --json: types, images, tasks and warnings' python3 -c '
import json, sys
partly, response = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
assert partly["type"] == "face swap" and partly["samples"] == []
assert partly["images"][2] == {"image": 2, "id": "93", "task": "7", "path": "https://xxx/1.png",
                               "origin": "https://xxx/3.MP4?x=1", "video": True}
assert partly["images"][1]["path"] is None and not partly["images"][1]["video"]
assert partly["tasks"][1] == {"task": "8", "state": "failed (state 2)", "reason": "no face"}
assert len(partly["warnings"]) == 1 and "--layers" in partly["error"]
assert response["type"] is None and response["tasks"] == [] and response["warnings"] == []
assert [image["id"] for image in response["images"]] == ["0", "1", "2"]
assert response["samples"][0]["poster"] == "https://xxx/2.jpg"' "$out"
else
  skip 'inspect --json: types, images, tasks and warnings' 'no python3'
fi
finish
