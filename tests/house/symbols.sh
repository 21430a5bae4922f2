# symbols.sh SOURCE-ROOT LIBRARY: the public functions are documented, the shared library exports them and nothing else.
set -u
. "$(dirname -- "$0")/tap.sh"
header=$1/include/placard/placard.h

# Each declaration on a line of its own, with the line before it: "doc NAME" or "bare NAME".
awk '
  /^PLACARD_API / {
    line = $0
    while (line !~ /;/ && (getline more) > 0) line = line " " more
    name = line
    sub(/\(.*/, "", name)
    sub(/.*[ *]/, "", name)
    print (before ~ /\*\/[[:space:]]*$/ ? "doc" : "bare"), name
  }
  { before = $0 }
' "$header" | sort -k 2 > "$work/declared"
[ -s "$work/declared" ] || echo "no declaration in $header" > "$work/none"
holds 'declarations were found' "$work/none"
sed -n 's/^bare //p' "$work/declared" > "$work/bare"
holds 'every public function has a comment' "$work/bare"

nm -D --defined-only "$2" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u > "$work/exported"
cut -d ' ' -f 2 "$work/declared" | sort -u > "$work/names"
comm -23 "$work/names" "$work/exported" > "$work/missing"
comm -13 "$work/names" "$work/exported" > "$work/extra"
holds 'every public function is exported' "$work/missing"
holds 'nothing else is exported' "$work/extra"
finish
