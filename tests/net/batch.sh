# A batch's downloads: base images and pictures of layers by URLs that the template has, that rows give, or that
# are made of both.
set -u
. "$(dirname "$0")/harness.sh"
start_server

# batch NAME OPTION...: into a folder.
batch() {
  folder=$1
  shift
  "$program" batch "$@" --assets "$samples" -o "$folder" > "$out" 2> "$err" 9>&-
  status=$?
}
posters() {
  listing "$1"
}
downloads() {
  asked '/pictures/[1-9a-z]*[.](jpg|png)'
}

# Base images by rows: two rows share one, one row has a copy on the disk, one needs none.
cat > t.json << 'END'
{"base": "own.png", "layers": [
  {"type": "text", "sub_type": "Title", "left": 60, "top": 60, "width": 600, "height": 90, "content": "own", "font_size": 48}]}
END
canvas own.json
run render own.json -o own.png
cat > d.csv << END
Title,base
one,$origin/pictures/1.jpg
two,$origin/pictures/2.jpg
one again,$origin/pictures/1.jpg
own,
beside,$samples/3.jpg
END
printf 'Title,base\none,%s\ntwo,%s\none again,%s\nown,\nbeside,%s\n' \
  "$samples/1.jpg" "$samples/2.jpg" "$samples/1.jpg" "$samples/3.jpg" > local.csv
batch expected t.json --data local.csv
is 'files alone: nothing asked' '0 0' "$status $(downloads)"

batch offline t.json --data d.csv --offline --allow-private
is 'offline, nothing cached' 1 $status
is 'offline, nothing cached: the rows that need nothing' '4.png 5.png' "$(posters offline)"
says 'offline, nothing cached: a line a row' "row 1 (line 2): its base image is not at hand: $origin/pictures/1.jpg"
is 'offline, nothing cached: nothing asked' 0 "$(downloads)"
batch private t.json --data d.csv
is 'without --allow-private' '1 4.png 5.png' "$status $(posters private)"
says 'without --allow-private: in words' --allow-private
is 'without --allow-private: nothing asked' 0 "$(downloads)"
batch all t.json --data d.csv --allow-private
is 'base images by URL' 0 $status
holds 'base images by URL: as from files' diff -r expected all
is 'a base image that rows share is downloaded once' '1 1' "$(asked /pictures/1.jpg) $(asked /pictures/2.jpg)"
batch again t.json --data d.csv --allow-private
is 'what is cached is not asked for' '0 2' "$status $(downloads)"
holds 'what is cached draws the same' diff -r expected again
batch cached t.json --data d.csv --offline
is 'offline, all cached' 0 $status
holds 'offline, all cached: the same' diff -r expected cached
batch shard t.json --data d.csv --allow-private --shard 2/5
is 'a part' '0 2.png' "$status $(posters shard)"

# With --base nothing is downloaded that has a file there.
sed "s|/pictures/|/latency/|" d.csv > b.csv
batch bases t.json --data b.csv --base "$samples" --base .
is '--base' 0 $status
holds '--base: as from files' diff -r expected bases
is '--base: nothing asked' 0 "$(asked '/latency/.*')"

# One that fails takes its own rows along.
cat > bad.csv << END
Title,base
one,$origin/pictures/1.jpg
gone,$origin/status/404/1.jpg
gone again,$origin/status/404/1.jpg
page,$origin/html/2.jpg
two,$origin/pictures/2.jpg
END
batch bad t.json --data bad.csv --allow-private --retries 0 --report r.jsonl
is 'some that fail' '1 1.png 5.png' "$status $(posters bad)"
prints 'some that fail: counts' '2 drawn, 3 failed, 0 kept of 5 posters'
says 'some that fail: the reason for the row' "row 2 (line 3): its base image is not at hand: $origin/status/404/1.jpg: "
says 'some that fail: the reason says what was answered' 404
says 'some that fail: each of the rows' 'row 3 (line 4): its base image is not at hand'
says 'some that fail: no picture' 'row 4 (line 5): its base image is not at hand'
is 'some that fail: asked once' 1 "$(asked /status/404/1.jpg)"
is 'some that fail: reported' 3 "$(grep -c '"error": "its base image is not at hand' r.jsonl)"
sed "s|/status/404/1|/pictures/3|; s|/html/|/pictures/|" bad.csv > good.csv
batch bad t.json --data good.csv --allow-private --report r.jsonl --resume
prints 'resumed: the rest' '3 drawn, 0 failed, 2 kept of 5 posters'

# Placeholders make URLs of base images and pictures, and colours.
cat > p.json << 'END'
{"base": "{{host}}/pictures/{{photo}}.jpg", "background": "#{{paper}}", "layers": [
  {"type": "image", "sub_type": "Logo", "left": 10, "top": 10, "width": 90, "height": 90, "src": "{{host}}/once/pictures/{{logo}}.jpg"},
  {"type": "text_mask", "left": 100, "top": 10, "width": 50, "height": 50, "color": "#{{paper}}"}]}
END
cat > q.json << END
{"base": "$samples/1.jpg", "background": "#ffffff", "layers": [
  {"type": "image", "left": 10, "top": 10, "width": 90, "height": 90, "src": "$samples/2.jpg"},
  {"type": "text_mask", "left": 100, "top": 10, "width": 50, "height": 50, "color": "#ffffff"}]}
END
run render q.json --assets "$samples" -o expected.png
printf 'host,photo,logo,paper\n%s,1,2,ffffff\n%s,1,2,nothing\n%s,3,1,00ff00\n' "$origin" "$origin" "$origin" > p.csv
batch filled p.json --data p.csv --allow-private
is 'placeholders' '1 1.png 3.png' "$status $(posters filled)"
holds 'placeholders: as a document of its own' cmp expected.png filled/1.png
says 'placeholders: each row is checked' 'row 2 (line 3): background: expected a color such as'
is 'placeholders: pictures of layers are downloaded' '1 1' "$(asked /once/pictures/1.jpg) $(asked /once/pictures/2.jpg)"
batch filled2 p.json --data p.csv --offline
is 'placeholders: offline' '1 1.png 3.png' "$status $(posters filled2)"
printf 'host,photo,logo,paper\n%s,1,2,ffffff\n%s,1,2/no,ffffff\nnowhere,1,2,ffffff\n' "$origin" "$origin" > p.csv
batch lost p.json --data p.csv --allow-private --retries 0
is 'a picture that is gone' '1 1.png' "$status $(posters lost)"
says 'a picture that is gone: its reason' "row 2 (line 3): a picture of its layers is not at hand: $origin/once/pictures/2/no.jpg: "
says 'a picture that is nowhere: its reason' 'row 3 (line 4): ./nowhere/once/pictures/2.jpg: '

# A column sets the source of a layer, and a row whose template has another mistake loads what it can.
sed 's|{{host}}/once/pictures/{{logo}}.jpg|own.png|; s|"#{{paper}}", "layers"|"white", "layers"|' p.json > s.json
printf 'Logo.src,host,photo,paper\n%s/chunked/8/3.jpg,%s,1,red\n,%s,1,ffffff\n' "$origin" "$origin" "$origin" > s.csv
batch column s.json --data s.csv --allow-private
is 'a column of sources' '1 2.png' "$status $(posters column)"
printf 'Logo.src,host,photo,paper\n%s/chunked/8/3.jpg,%s,1,ffffff\n,%s,1,ffffff\n' "$origin" "$origin" "$origin" > s.csv
batch column s.json --data s.csv --allow-private
is 'a column of sources, mended' '0 1.png 2.png' "$status $(posters column)"
is 'a column of sources: asked once' 1 "$(asked /chunked/8/3.jpg)"

# Documents of a folder name URLs of their own.
mkdir f
sed "s|{origin}|$origin|g" "$source/tests/net/answers/succeeded.json" > f/r.json
image="{\"type\": \"image\", \"left\": 0, \"top\": 0, \"width\": 50, \"height\": 50, \"src\": \"$origin/chunked/8/2.jpg\"}"
sed "s|\"own.png\"|\"$origin/chunked/8/1.jpg\"|; s|\"layers\": .|&$image,|" t.json > f/t.json
batch folder f --allow-private
is 'a folder' 0 $status
is 'a folder: all of it' 4 "$(find folder -type f | wc -l | tr -d ' ')"
is 'a folder: pictures of layers are downloaded' 1 "$(asked /chunked/8/2.jpg)"
"$program" render f/t.json --offline -o alone.png > "$out" 2> "$err" 9>&-
holds 'a folder: as a document of its own' cmp alone.png folder/t-0.png
batch folder2 f --offline
is 'a folder, offline' 0 $status
holds 'a folder, offline: the same' diff -r folder folder2
finish
