#!/bin/sh
# embed.sh HTML CSS JS > report.h: the page as bytes for C. The style and the script take the places that the HTML keeps
# for them; the places of the data and of the pictures' blocks part it in three. report.js says how they go together.
set -u
LC_ALL=C
export LC_ALL
[ $# -eq 3 ] || { echo "usage: embed.sh HTML CSS JS" >&2; exit 2; }
html=$1
css=$2
js=$3

for file in "$html" "$css" "$js"; do
  [ -r "$file" ] || { echo "$file cannot be read" >&2; exit 1; }
done
# refuse FILE PATTERN: what would end the element that the file stands in, or hide its end.
refuse() {
  if grep -inE -e "$2" "$1" >&2; then
    echo "$1 may not have this" >&2
    exit 1
  fi
}
refuse "$css" '</style|<!--'
refuse "$js" '</script|<script|<!--'
for place in style data script pixels; do
  [ "$(grep -cx -e "@$place@" "$html")" = 1 ] || { echo "$html: expected @$place@ on one line" >&2; exit 1; }
done

# part NUMBER: what stands before the place of the data, between it and that of the blocks, after that.
part() {
  css=$css js=$js awk -v wanted="$1" '
    function splice(path,  line) { while ((getline line < path) > 0) if (part == wanted) print line }
    BEGIN { part = 1 }
    $0 == "@data@" || $0 == "@pixels@" { part++; next }
    $0 == "@style@" { splice(ENVIRON["css"]); next }
    $0 == "@script@" { splice(ENVIRON["js"]); next }
    part == wanted
  ' "$html"
}

# bytes NAME: an array of standard input. A string literal of this length is more than C11 promises.
bytes() {
  echo "static const unsigned char $1[] = {"
  od -An -v -tu1 | awk '{ for (i = 1; i <= NF; i++) out = out $i ","; print out; out = "" }'
  echo '};'
}

cat << 'END'
/* Made by src/suite/page/embed.sh of report.html, report.css and report.js. No array ends with a NUL. */
#ifndef PL_SUITE_PAGE_REPORT_H
#define PL_SUITE_PAGE_REPORT_H

/* clang-format off */
/** The page as far as its data. */
END
part 1 | bytes pl_page_start
echo '/** From the data to the blocks of pictures. */'
part 2 | bytes pl_page_middle
echo '/** What is left. */'
part 3 | bytes pl_page_end
cat << 'END'
/* clang-format on */

#endif
END
