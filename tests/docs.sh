# docs.sh PROGRAM SOURCE-ROOT: documents, help and code agree on what things are called.
set -u
case $1 in /*) program=$1 ;; *) program=$PWD/$1 ;; esac
. "$(dirname -- "$0")/house/tap.sh"
cd -- "$2" || exit 99
documents='README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md docs/coming-from.md docs/design.md docs/layers.md
  docs/scale.md docs/security.md'

"$program" help | awk '/^Commands:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }' > "$work/commands"
[ "$(wc -l < "$work/commands")" -ge 3 ] || echo "few commands in the help: $(cat "$work/commands")" > "$work/few"
holds 'the help lists commands' "$work/few"

while IFS= read -r command; do
  grep -q "placard $command" README.md || echo "README.md does not name placard $command"
done < "$work/commands" > "$work/unnamed"
holds 'every command is in the README' "$work/unnamed"

# The manual's source marks options by asterisks; its own part of each command is below a heading.
"$program" manual docs/placard.1.scd > "$work/manual"
while IFS= read -r command; do
  awk -v heading="## placard $command " 'index($0 " ", heading) == 1 { on = 1; print; next } /^#/ { on = 0 } on' \
    "$work/manual" > "$work/part"
  [ -s "$work/part" ] || echo "the manual has no part about placard $command"
  "$program" help "$command" | sed -n 's/^  *\(-[[:alnum:]], \)\{0,1\}\(--[a-z-]*\).*/\2/p' | sort -u |
    while IFS= read -r option; do
      grep -qF -e "*$option*" "$work/manual" || echo "the manual does not have $option of placard $command"
      [ "$option" = --help ] || grep -qF -e "*$option*" "$work/part" ||
        echo "the manual does not have $option where it tells about placard $command"
    done
done < "$work/commands" > "$work/options"
holds 'every option is in the manual' "$work/options"

# Options that the documents name exist: those of Placard, not of what is run beside it.
{
  "$program" help
  while IFS= read -r command; do "$program" help "$command"; done < "$work/commands"
} | grep -oE -e '--[a-z][a-z-]*' | sort -u > "$work/known"
# shellcheck disable=SC2086 # a list of files
grep -HoE -e '`--[a-z][a-z-]*|^ *\$? *placard .*' $documents | grep -oE -e '^[^:]*|--[a-z][a-z-]*' |
  awk '/^--/ { print file ": " $0; next } { file = $0 }' | sort -u |
  while IFS= read -r line; do
    grep -qxF -e "${line#*: }" "$work/known" || echo "$line is no option"
  done > "$work/strange"
holds 'every option that the documents name exists' "$work/strange"

# Rows of tables: {"name", PL_FIELD_...; a macro makes those of coordinates.
{
  sed -n 's/^ *{ *"\([a-z0-9_]*\)", *PL_FIELD_.*/\1/p' src/layers/*.c src/provider/plain.c src/document/gradient.c
  grep -oE 'COORDINATE\([xy][0-9]\)' src/document/gradient.c | sed 's/.*(\(.*\))/\1/'
} | sort -u > "$work/fields"
[ "$(wc -l < "$work/fields")" -ge 30 ] || echo "few fields in the tables: $(cat "$work/fields")" > "$work/scarce"
holds 'the tables list fields' "$work/scarce"
while IFS= read -r field; do
  grep -qF "\`$field\`" docs/layers.md || echo "docs/layers.md does not have \`$field\`"
done < "$work/fields" > "$work/fieldless"
holds 'every field is in docs/layers.md' "$work/fieldless"
# The first cell of a row with a default holds fields: all of them exist.
awk -F'|' '/^\| field / { on = 1; next } !/^\|/ { on = 0 } on && !/^\| ---/ { print $2 }' docs/layers.md |
  grep -o '`[^`]*`' | tr -d '`' | sort -u | comm -23 - "$work/fields" |
  sed 's/$/: docs\/layers.md has it, no table does/' > "$work/invented"
holds 'every field of docs/layers.md is in a table' "$work/invented"

# Rows of the table of limits: | what | `NAME` | value | why | `words` |. Sums and casts are what the code may have.
awk -F' \\| ' '/^\| limit / { on = 1; next } !/^\|/ { on = 0 } on && !/^\| ---/ { gsub(/`/, "", $2); print $2, $3 }' \
  docs/security.md > "$work/limits"
[ "$(wc -l < "$work/limits")" -ge 30 ] || echo "few limits in docs/security.md: $(cat "$work/limits")" > "$work/scanty"
while read -r name value; do
  code=$(grep -rhoE "(#define $name |\\b$name = )[^,;}/]*" src | head -n 1 |
    sed -E 's/^(#define )?[A-Za-z_]+ (= )?//; s/\(size_t\)//g; s/([0-9])(LL|U)/\1/g; s/^\((.*)\)$/\1/; s/1e6/1000000/')
  value=$(echo "$value" | sed 's/1e6/1000000/')
  if [ -z "$code" ]; then
    echo "docs/security.md: no source defines $name"
  elif [ "$(($code))" != "$value" ]; then # an expression, not a name
    echo "docs/security.md: $name is $value, in the code $code"
  fi
done < "$work/limits" >> "$work/scanty"
holds 'the limits in docs/security.md are those of the code' "$work/scanty"
grep -rhoE '(#define |[ {])PL_[A-Z_]*_LIMIT( =)? ' src --include='*.[ch]' | grep -E '#define|=' |
  grep -oE 'PL_[A-Z_]*_LIMIT' | sort -u | while read -r name; do
  [ "$name" = PL_RETRY_AFTER_LIMIT ] || grep -qF "\`$name\`" docs/security.md ||
    echo "docs/security.md does not have $name"
done > "$work/unlisted"
holds 'every limit of the code is in docs/security.md' "$work/unlisted"
# Numbers, and what the code prints them by, count as the same.
{
  grep -rh '"' src --include='*.c' | sed -E 's/%(\.[0-9]+)?(z|ll|j)?[a-z]/N/g'
  grep -rhoE 'fail_limit\(reader, "[a-z]+"' src | sed 's/.*"\(.*\)"/expected at most 1 \1, found more/'
  cat tests/errors/*.txt
} | sed -E 's/[0-9]+/N/g' > "$work/words"
awk -F' \\| ' '/^\| limit / { on = 1; next } !/^\|/ { on = 0 } on && !/^\| ---/ { gsub(/`| \|$/, "", $5); print $5 }' \
  docs/security.md | while IFS= read -r words; do
  grep -qF -e "$(echo "$words" | sed -E 's/[0-9]+/N/g')" "$work/words" ||
    echo "docs/security.md: no message says \"$words\""
done > "$work/unsaid"
holds 'the messages in docs/security.md are those of the code' "$work/unsaid"

# Pictures, which the golden test `pictures` draws again: FIELD PICTURE for each field that a row with one begins with.
awk -F'|' '/^\| field / { on = 1; next } !/^\|/ { on = 0 } on && match($0, /\]\(layers\/[a-z0-9_\/]*\.png\)/) {
  picture = substr($0, RSTART + 9, RLENGTH - 14)
  while (match($2, /`[^`]*`/)) { print substr($2, RSTART + 1, RLENGTH - 2), picture; $2 = substr($2, RSTART + RLENGTH) }
}' docs/layers.md > "$work/pictures"
# FIELD FOLDER for each field of a table; the folders are named as the files are, but for what every layer has.
for file in src/layers/*.c src/document/gradient.c; do
  folder=$(basename "$file" .c)
  [ "$folder" != layers ] || folder=every
  {
    sed -n 's/^ *{ *"\([a-z0-9_]*\)", *PL_FIELD_.*/\1/p' "$file"
    grep -oE 'COORDINATE\([xy][0-9]\)' "$file" | sed 's/.*(\(.*\))/\1/'
  } | sed "s|$| $folder/|"
done | while read -r field folder; do
  picture=$(grep -m 1 "^$field $folder" "$work/pictures" | cut -d ' ' -f 2)
  if [ -z "$picture" ]; then
    echo "docs/layers.md has no picture below docs/layers/$folder in the row of \`$field\`"
  elif ! grep -q "\"$field\":" "docs/layers/$picture.json"; then
    echo "docs/layers/$picture.json does not use \`$field\`"
  fi
done > "$work/unpictured"
holds 'every field of a layer has a picture' "$work/unpictured"
find docs/layers -type f | sed 's|^docs/layers/||' | sort | while IFS= read -r file; do
  case $file in
  *.json) [ -e "docs/layers/${file%.json}.png" ] || echo "docs/layers/$file has no picture" ;;
  *.png)
    [ -e "docs/layers/${file%.png}.json" ] || echo "docs/layers/$file has no document"
    grep -qF "](layers/$file)" docs/layers.md || echo "docs/layers.md does not show docs/layers/$file"
    ;;
  *) echo "docs/layers/$file is neither a document nor a picture" ;;
  esac
done > "$work/unused"
holds 'every picture has a document and a place' "$work/unused"

# Names in capitals stand for what a reader puts there.
# shellcheck disable=SC2086
grep -HoE '(^|[^A-Za-z0-9_./-])(src|tests|docs|include|fonts|samples|\.ci)/[A-Za-z0-9_./-]*' $documents |
  sed 's/^\([^:]*\):[^A-Za-z0-9_.]*/\1 /; s/\.$//' | sort -u |
  while read -r file path; do
    case $path in *NAME*) continue ;; esac
    [ -e "$path" ] || echo "$file: there is no $path"
  done > "$work/paths"
# shellcheck disable=SC2086
grep -HoE '\]\([^)#:]*\)' $documents | sed 's/^\([^:]*\):](\(.*\))$/\1 \2/' | sort -u |
  while read -r file path; do
    [ -e "$(dirname "$file")/$path" ] || echo "$file: there is no $path beside it"
  done >> "$work/paths"
holds 'every path that the documents name exists' "$work/paths"

cat meson.build tests/meson.build | grep -o "dependency('[^']*'" | cut -d "'" -f 2 | sort -u |
  while IFS= read -r name; do
    grep '^|' README.md | grep -qF "\`$name\`" || echo "README.md's table does not have $name"
  done > "$work/dependencies"
holds 'every dependency is in the README' "$work/dependencies"

version=$("$program" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+')
grep -qF "$version" CHANGELOG.md || echo "CHANGELOG.md does not have $version" > "$work/version"
holds 'the changelog has this version' "$work/version"

awk '/^```c$/ { on = 1; next } /^```/ { on = 0 } on' README.md > "$work/readme.c"
${CC:-cc} -std=c11 -Wall -Wextra -Werror -fsyntax-only -Iinclude "$work/readme.c" > "$work/compiler" 2>&1 ||
  echo "README.md's program does not compile" >> "$work/compiler"
holds "the README's program compiles" "$work/compiler"
finish
