# floors.sh SOURCE-ROOT: reads every #include, and fails on one that points up or sideways (docs/design.md).
set -u
. "$(dirname -- "$0")/tap.sh"
cd -- "$1" || exit 99

# Lines of FILE:LINE:INCLUDED, where it stands in <> with the brackets.
find src include -name '*.[ch]' | sort > "$work/files"
while IFS= read -r file; do
  sed -n "s|^[[:space:]]*#[[:space:]]*include[[:space:]]*||p" "$file" |
    sed -e "s|^\"\([^\"]*\)\".*|$file:\1|" -e "s|^\(<[^>]*>\).*|$file:\1|" -e "s|^\(FT_[A-Z_]*_H\).*|$file:<freetype/\1>|"
done < "$work/files" > "$work/includes"

awk -F: -v work="$work" '
  function room(path) {
    sub(/^src\//, "", path)
    if (path ~ /^include\/placard\/error\.h$/ || path ~ /^<placard\/error\.h>$/) return "base"
    if (path ~ /^include\/placard\// || path ~ /^<placard\//) return "api"
    return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : path
  }
  function complain(file, text) { print text > (work "/" file) }
  BEGIN {
    floor["base"] = 1
    split("codec document paint net compare", two, " ")
    for (i in two) floor[two[i]] = 2
    floor["layers"] = floor["provider"] = floor["rows"] = floor["store"] = 3
    floor["compose"] = floor["fetch"] = 4
    floor["batch"] = floor["suite"] = 5
    floor["api"] = 6
    floor["cli"] = 7
    owner["png.h"] = owner["jpeglib.h"] = owner["jerror.h"] = owner["libdeflate.h"] = "codec"
    owner["cjson"] = "document"
    owner["curl"] = "net"
    split("cairo pango fontconfig freetype ft2build.h hb.h hb-ot.h hb-ft.h", painters, " ")
    for (i in painters) owner[painters[i]] = "paint"
    owner["glib.h"] = owner["glib"] = "paint store"
  }
  {
    from = room($1)
    to = $2
    if (!(from in floor)) {
      complain("rooms", $1 ": a room that is on no floor: " from)
    } else if (to ~ /^</ && to !~ /^<placard\//) {
      name = substr(to, 2, length(to) - 2)
      key = name in owner ? name : substr(name, 1, index(name, "/") ? index(name, "/") - 1 : length(name))
      if (key in owner && !index(" " owner[key] " ", " " from " "))
        complain("libraries", $1 ": " to ", which belongs to src/" owner[key])
    } else if (from == "cli" && room(to) != "cli" && to !~ /^<placard\//) {
      complain("up", $1 ": " to ": the program uses <placard/placard.h> only")
    } else if (!(room(to) in floor)) {
      complain("up", $1 ": " to ": nothing of that name is on any floor")
    } else if (floor[room(to)] > floor[from]) {
      complain("up", $1 ": " to ": floor " floor[room(to)] " from floor " floor[from])
    } else if (floor[room(to)] == floor[from] && room(to) != from) {
      complain("sideways", $1 ": " to ": rooms of one floor do not use each other")
    }
    count++
  }
  END { if (count < 100) complain("found", "only " count + 0 " includes were found") }
' "$work/includes"
holds 'the includes were found' "$work/found"
holds 'every room is on a floor' "$work/rooms"
holds 'no include points up' "$work/up"
holds 'no include points sideways' "$work/sideways"
holds "each library stays in its rooms" "$work/libraries"
finish
