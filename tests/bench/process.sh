#!/bin/sh
# process.sh PLACARD MEASURE SOURCE [ROUNDS]: what a whole process for one JPEG poster costs, Placard's beside
# ImageMagick's convert doing the same drawing: sample 1 of the recorded response, a gradient that fades out, a rounded
# box with its shadow, and two texts in the bundled font; JPEG of quality 90 in and out. The programs run in turn.
set -eu
placard=$1 measure=$2 source=$3 rounds=${4:-11}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The program itself: what starts through a script would pay for the script's start too.
find_convert() {
  IFS=:
  for place in $PATH; do
    [ -x "$place/convert" ] || continue
    [ "$(head -c 2 "$place/convert")" = '#!' ] && continue
    printf '%s\n' "$place/convert"
    return 0
  done
  return 1
}

ratio() {
  echo "$1 $2" | awk '{ printf "%.2f", $1 / $2 }'
}

show() {
  printf '%-34s %8s ms (least %s), %s ms of processor, %s KiB resident\n' "$@"
}

convert=$(find_convert) || convert=
if [ -z "$convert" ]; then
  echo "ImageMagick's convert is missing: nothing to compare with"
  set -- true
else
  fonts=$source/fonts
  set -- "$convert" "$source/samples/2.jpg" \
      '(' -size 768x340 'gradient:#f2eee4ff-#f2eee400' -channel A -evaluate multiply 0.8 +channel ')' \
      -composite \
      -fill '#80808080' -draw 'roundrectangle 237,152,533,216,32,32' \
      -fill '#5b4c2f' -draw 'roundrectangle 235,152,531,216,32,32' \
      -gravity North -font "$fonts/NotoSansSC-Regular.otf" -pointsize 98 -annotate +0+14 '分享好时光' \
      -fill '#f2ede3' -font "$fonts/NotoSansSC-Medium.otf" -pointsize 35 -annotate +0+160 '只为不一样的你' \
      -quality 90 "$folder/convert.jpg"
fi

PLACARD_FONT_PATH=$source/fonts
export PLACARD_FONT_PATH
response=$source/samples/dashscope-succeeded.json
printf 'Title\n分享好时光\n' > "$folder/row.csv"
# The response asks for a font that is not there: unless told not to, Placard then looks among the system's.
"$measure" "$rounds" \
  "$placard" render -q --no-system-fonts --sample 1 --base "$source/samples" -o "$folder/own.jpg" "$response" :: \
  "$placard" render -q --sample 1 --base "$source/samples" -o "$folder/system.jpg" "$response" :: \
  "$placard" batch -q --no-system-fonts --data "$folder/row.csv" --base "$source/samples" -o "$folder" "$response" :: \
  "$@" > "$folder/figures"

{
  read -r wall least processor resident
  read -r wall_system least_system processor_system resident_system
  read -r wall_batch least_batch processor_batch resident_batch
  read -r wall_other least_other processor_other resident_other
} < "$folder/figures"
show Placard "$wall" "$least" "$processor" "$resident"
show 'Placard, system fonts allowed' "$wall_system" "$least_system" "$processor_system" "$resident_system"
show 'Placard, a batch of one row, PNG' "$wall_batch" "$least_batch" "$processor_batch" "$resident_batch"
if [ -n "$convert" ]; then
  show "ImageMagick's convert" "$wall_other" "$least_other" "$processor_other" "$resident_other"
  echo "A process: $(ratio "$wall" "$wall_other") times convert's time," \
      "$(ratio "$processor" "$processor_other") times its processor (to reach: 0.4)"
  echo "With the system's fonts: $(ratio "$wall_system" "$wall_other") times convert's time"
fi
echo "Memory: $(ratio "$resident" 1024) MiB resident, $(ratio "$resident_system" 1024) with the system's fonts" \
    "(to reach: 40)"
