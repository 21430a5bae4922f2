# Posters that are drawn in bands: their files are written as they are made, and yet appear whole or not at all.
set -u
. "$(dirname "$0")/harness.sh"

# A photograph, enlarged to some 20 megapixels: a PNG of 8 MB.
cp "$samples/1.jpg" .
printf '%s' '{"base": "1.jpg", "layers": [{"type": "text_mask", "left": 90, "top": 90, "width": 500, "height": 900,
  "color": "#fffa", "rotation": 9, "box_shadow": "9px 9px 30px #000"}]}' > large.json
run render large.json --scale 4.8 -o out/large.png
is 'a large poster' 0 $status
is 'its size' 3686x5530 "$(size out/large.png)"
is 'nothing beside it' large.png "$(listing out)"
"$program" render large.json --scale 4.8 -o - > piped.png 2> "$err"
is 'on standard output' 0 $?
holds 'the same on standard output' cmp -s out/large.png piped.png
run render large.json --scale 4.8 --json -o out/large.png
holds 'its bytes are counted' grep -q "\"bytes\": *$(wc -c < piped.png | tr -d ' ')[,}]" "$out"

# What takes a picture's memory several times where it is compared whole. Not where a sanitizer needs more than that.
"$program" render large.json --scale 4.8 -o poster.jpg -q
printf '%s' '{"base": "1.jpg", "layers": []}' > plain.json
"$program" render plain.json --scale 4.8 -o base.jpg -q
mkdir -p bundle/pictures
for name in base poster; do
  hash=$(sha256sum $name.jpg | cut -d ' ' -f 1)
  cp $name.jpg "bundle/pictures/$hash.jpg"
  printf '{"url": "https://example.com/%s", "file": "pictures/%s.jpg", "bytes": %d, "sha256": "%s"}\n' \
    $name "$hash" "$(wc -c < $name.jpg)" "$hash" >> records
done
printf '{"version": 1, "files": [%s]}' "$(paste -s -d , records)" > bundle/index.json
printf '{"output": {"task_id": "t", "task_status": "SUCCEEDED", "results": [{"url": "https://example.com/base"}],
  "text_result": {"urls": [{"url": "https://example.com/poster"}], "params": [{"sample_idx": 0, "layers": []}]}}}' \
  > bundle/response.json
# shellcheck disable=SC3045 # Debian's sh has ulimit -v
bounded() {
  (ulimit -v 250000 && "$program" "$@") > "$out" 2> "$err"
}
if bounded --version; then
  bounded verify bundle -o difference.png
  is 'a bundle of large pictures, verified within a quarter of a gigabyte' 0 $?
  prints 'how they differ' 'sample 0: '
  run render bundle --offline -o drawn.png
  run diff poster.jpg drawn.png -o diff.png
  holds 'it shows what diff shows' cmp -s difference.png diff.png
else
  skip 'a bundle of large pictures' 'no such limit here'
fi
rm -r bundle base.jpg poster.jpg plain.json records
rm -f difference.png drawn.png diff.png

# A disk that is full after 6 MB.
(ulimit -f 12000; exec "$program" render large.json --scale 4.8 -o full/large.png) > "$out" 2> "$err"
is 'a full disk' 1 $?
says 'a full disk, in words' 'File too large'
is 'a full disk keeps no half file' '' "$(listing full)"

# What is wrong with the last rows is found when the first are written.
head -c 7900000 piped.png > cut.png
printf '%s' '{"base": "cut.png", "layers": []}' > cut.json
printf 'old' > old.png
run render cut.json -o old.png
is 'a base image that ends too early' 1 $status
says 'a base image that ends too early, in words' 'cut.png: damaged PNG: '
is 'it keeps the old file' old "$(cat old.png)"
is 'and leaves nothing beside it' '1.jpg cut.json cut.png full large.json old.png out piped.png' "$(listing .)"
run render large.json --scale 4.8 --timeout 0.2 -o late.png
is 'one that is late' 1 $status
holds 'no file of one that is late' test ! -e late.png
finish
