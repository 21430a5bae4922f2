# Which base image a sample is drawn over.
set -u
. "$(dirname "$0")/harness.sh"

# Bases of three sizes, drawn by the program itself.
mask='{"type": "text_mask", "left": 1, "top": 1, "width": 5, "height": 5, "color": "#ff0000"}'
mkdir folder other
for n in 1 2 3; do
  printf '{"width": %d, "height": 20, "background": "white", "layers": [%s]}' "${n}0" "$mask" > "c$n.json"
  run render "c$n.json" -o "folder/$n.jpg" --format png
done
run render c3.json -o other/3.png

# over NAME EXPECTED-SIZES OPTION...: the sizes of samples 0, 1 and 2.
over() {
  name=$1
  expected=$2
  shift 2
  rm -rf out
  run render "$response" -o 'out/{sample}.png' "$@"
  is "$name" "$expected" "$(for i in 0 1 2; do [ ! -e out/$i.png ] || size out/$i.png; done | tr '\n' ' ' | sed 's/ $//')"
}
over 'a folder: found by the name in the URL' '10x20 20x20 30x20' --base folder
over 'a file for all' '30x20 30x20 30x20' --base folder/3.jpg
over 'N=FILE for one' '30x20 20x20 30x20' --base folder --base 0=folder/3.jpg
over 'N=FILE before a file, in any order' '10x20 20x20 10x20' --base 1=folder/2.jpg --base folder/1.jpg
over 'a file before a folder' '20x20 20x20 20x20' --base folder --base folder/2.jpg
over 'folders in turn' '10x20 20x20 30x20' --base other --base folder
over 'only what is there' '10x20' --base 0=folder/1.jpg
is 'the rest is an error' 1 $status
says 'the rest is an error: the URL' https://xxx/2.jpg
says 'the rest is an error: what to do' '--base 1=FILE'
over 'a folder that lacks them' '' --base other
is 'a folder that lacks them is an error' 1 $status
says 'a folder that lacks them: the path looked for' other/2.jpg
says 'a folder that lacks them: the sample' 'sample 1: '

# url NAME URL FILE: the file that the base image of that URL is looked for as.
url() {
  rm -rf mine named.png
  mkdir -p mine
  cp folder/2.jpg "mine/$3"
  answer url.json t "$2"
  run render url.json --base mine -o named.png
  is "$1" 20x20 "$(size named.png 2> /dev/null)"
}
url 'a query is left out' 'https://xxx/a/b.jpg?Expires=1&Signature=x/y.png' b.jpg
url 'a fragment is left out' 'https://xxx/b.jpg#c/d' b.jpg
url 'percent-encoding is undone' 'https://xxx/%E5%88%86%20%41.jpg' '分 A.jpg'
url 'a stray percent stays' 'https://xxx/100%.jpg' '100%.jpg'
url 'another scheme' 'oss://bucket/b.jpg' b.jpg
mkdir -p deep/er
cp folder/1.jpg stolen.jpg
answer url.json t 'https://xxx/%2e%2e%2fstolen.jpg'
run render url.json --base deep -o stolen.png
is 'a URL does not lead out of the folder' 1 $status
holds 'a URL does not lead out of the folder: nothing drawn' test ! -e stolen.png
answer url.json t 'https://xxx'
run render url.json --base folder -o nameless.png
says 'a URL without a file name' 'has no file name'

# A layer document's own base is beside it.
mkdir doc
cp folder/3.jpg doc/own.jpg
printf '{"base": "own.jpg", "layers": [%s]}' "$mask" > doc/d.json
run render doc/d.json -o own.png
is "a layer document's own base" 30x20 "$(size own.png)"
run render doc/d.json --base folder/1.jpg -o own.png
is 'a file instead of it' 10x20 "$(size own.png)"
(cd doc && "$program" render - -o ../piped.png < d.json > "$out" 2> "$err")
is 'beside the working directory for standard input' 30x20 "$(size piped.png)"
printf '[%s]' "$mask" > list.json
run render list.json --base folder/2.jpg -o list.png
is 'a list of layers over a file' 20x20 "$(size list.png)"
run render list.json -o none.png
is 'a list of layers over nothing' 1 $status
cp c1.json ./0=c1.json
run render ./0=c1.json -o equals.png
is 'an input with = in its name' 10x20 "$(size equals.png)"

# A poster is not written over its base image under a name that nobody typed.
mkdir over
cp "$samples/1.jpg" over/poster.jpg
printf '%s' '{"base": "poster.jpg", "layers": []}' > over/poster.json
cd over || exit 99
run render poster.json --format jpeg
is 'over its own base image' 1 $status
says 'over its own base image, in words' \
  'poster.jpg: expected another file than its base image; give another folder or other names with --output'
run render ../over/poster.json -o './{name}.jpg'
is 'over its own base image, by a pattern' 1 $status
run render poster.json --base poster.jpg -o "$PWD/{name}.jpg"
is 'over the base image of --base' 1 $status
cp poster.json template.json
printf 'base\nposter.jpg\n' > rows.csv
run batch template.json --data rows.csv -o '{base}'
is 'over the base image of a row' 1 $status
says 'over the base image of a row, in words' 'poster.jpg: expected another file than its base image'
holds 'base images are left alone' cmp -s poster.jpg "$samples/1.jpg"
run render poster.json
is 'in another format' 0 $status
run render poster.json -o poster.jpg
is 'over a base image that is named' 0 $status
cd ..
finish
