# embed.sh SOURCE-ROOT EMBED [MESON-BUILD CC-ARG...]: the sample program draws a poster. With a build folder it is
# compiled once more, against what `meson install` puts into a temporary folder.
set -u
. "$(dirname -- "$0")/tap.sh"
root=$1
embed=$2
shift 2

# draws NAME PROGRAM: it writes a whole JPEG, and warns of the font that is not there and of nothing else.
draws() {
  : > "$work/complaints"
  rm -f "$work/poster.jpg"
  "$2" "$work/poster.jpg" "$root/samples" 2> "$work/warnings" || echo "status $?" >> "$work/complaints"
  grep -v '^warning: font family .* not found: Noto Sans SC stands in$' "$work/warnings" >> "$work/complaints"
  bytes=$(od -An -tx1 "$work/poster.jpg" | tr -d ' \n')
  case $bytes in
    ffd8ff*ffd9) ;;
    *) echo "no whole JPEG" >> "$work/complaints" ;;
  esac
  holds "$1" "$work/complaints"
}
draws 'the sample program draws a poster' "$embed"
if [ $# -eq 0 ]; then
  finish
  exit
fi

build=$1
shift
stage=$work/stage
: > "$work/complaints"
DESTDIR=$stage meson install -C "$build" --no-rebuild --quiet > "$work/log" 2>&1 || cat "$work/log" > "$work/complaints"
holds 'meson install' "$work/complaints"
package=$(find "$stage" -name placard.pc)
prefix=$(sed -n 's/^prefix=//p' "$package")
: > "$work/complaints"
flags=$(PKG_CONFIG_PATH=$(dirname "$package") \
  pkg-config --define-variable=prefix="$stage$prefix" --cflags --libs placard 2>> "$work/complaints")
holds 'pkg-config knows placard' "$work/complaints"
# shellcheck disable=SC2086 # flags are several words
${CC:-cc} -std=c11 "$@" "$root/samples/embed.c" -o "$work/embed" $flags > "$work/complaints" 2>&1
holds 'it compiles against what is installed' "$work/complaints"
libdir=$(dirname "$(find "$stage" -name libplacard.so)")
cat > "$work/run" << END
#!/bin/sh
unset PLACARD_FONT_PATH
LD_LIBRARY_PATH='$libdir' exec '$work/embed' "\$@"
END
chmod +x "$work/run"
draws 'it finds the installed fonts' "$work/run"
finish
