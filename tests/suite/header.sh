# header.sh SOURCE-ROOT: embed.sh makes the same header of the same page, whatever awk there is; it compiles, and its
# bytes are the page.
set -u
. "$(dirname -- "$0")/../house/tap.sh"
root=$(CDPATH='' cd -- "$1" && pwd) || exit 99
page=$root/src/suite/page
embed() {
  sh "$page/embed.sh" "$page/report.html" "$page/report.css" "$page/report.js"
}

embed > "$work/report.h" 2> "$work/said"
holds 'the header is made' "$work/said"

: > "$work/unstable"
for awk in mawk gawk 'busybox awk' original-awk; do
  command -v "${awk%% *}" > /dev/null 2>&1 || continue
  mkdir -p "$work/bin"
  printf '#!/bin/sh\nexec %s "$@"\n' "$awk" > "$work/bin/awk"
  chmod +x "$work/bin/awk"
  PATH=$work/bin:$PATH embed | cmp - "$work/report.h" >> "$work/unstable" 2>&1
done
(cd / && LC_ALL=C.UTF-8 TZ=Asia/Shanghai && export LC_ALL TZ && embed) | cmp - "$work/report.h" >> "$work/unstable" 2>&1
holds 'it is the same whatever makes it' "$work/unstable"

cat > "$work/write.c" << 'END'
#include "report.h"
#include <stdio.h>
int main(void) {
    fwrite(pl_page_start, 1, sizeof pl_page_start, stdout);
    fputs("@data@\n", stdout);
    fwrite(pl_page_middle, 1, sizeof pl_page_middle, stdout);
    fputs("@pixels@\n", stdout);
    fwrite(pl_page_end, 1, sizeof pl_page_end, stdout);
    return 0;
}
END
${CC:-cc} -std=c11 -Wall -Wextra -pedantic -Werror -I"$work" "$work/write.c" -o "$work/write" > "$work/compiler" 2>&1
holds 'it compiles without warnings' "$work/compiler"
sed -e "/^@style@\$/{r $page/report.css
d
}" -e "/^@script@\$/{r $page/report.js
d
}" "$page/report.html" > "$work/index.html"
"$work/write" | cmp - "$work/index.html" > "$work/bytes" 2>&1
holds 'its bytes are the page' "$work/bytes"

# refuses NAME FILE TEXT: no header of a page one of whose files has this text as well.
refuses() {
  cp "$page/report.html" "$page/report.css" "$page/report.js" "$work"
  printf '%s\n' "$3" >> "$work/$2"
  : > "$work/complaints"
  if sh "$page/embed.sh" "$work/report.html" "$work/report.css" "$work/report.js" > "$work/out" 2> "$work/said"; then
    echo "a header was made of $2 with $3" > "$work/complaints"
  elif [ -s "$work/out" ] || ! [ -s "$work/said" ]; then
    echo "it is refused without a word, or with half a header" > "$work/complaints"
  fi
  holds "$1" "$work/complaints"
}
refuses 'a script that would end its element is refused' report.js '// </SCRIPT >'
refuses 'a style that would end its element is refused' report.css '/* </style> */'
refuses 'a place that is there twice is refused' report.html '@data@'

# What a page that shows strangers' texts shall not have, besides what its policy forbids.
strings='innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|srcdoc|on[a-z]+='
grep -nE "$strings" "$page/report.js" > "$work/markup"
grep -nE ' on[a-z]+="|https?:|//' "$page/report.html" >> "$work/markup"
grep -nE 'url\(|@import' "$page/report.css" >> "$work/markup"
holds 'no markup of strings, nothing from outside' "$work/markup"
finish
