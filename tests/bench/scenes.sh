#!/bin/sh
# scenes.sh SCENES-PROGRAM SOURCE SCRATCH [ROUNDS [COUNT]]: what the scenes of tests/bench/scenes cost, warm, all told,
# beside @napi-rs/canvas drawing the same; the two run in turn, ROUNDS times COUNT posters of a scene. Then what a wide
# shadow costs beside a narrow one. @napi-rs/canvas is installed below SCRATCH and stays there for the next time;
# without it Placard's own figures are printed alone.
set -eu
program=$1 source=$2 scratch=$3 rounds=${4:-7} count=${5:-11}
scenes=$source/tests/bench/scenes
base=$source/samples/1.jpg
fonts=$source/fonts
figures=$(mktemp -d)
trap 'rm -rf "$figures"' EXIT
trap 'exit 1' HUP INT TERM

# Fails with a line that says why. The package.json keeps npm from looking for one further up.
install_canvas() {
  command -v node > /dev/null || { echo 'node is missing'; return 1; }
  command -v npm > /dev/null || { echo 'npm is missing'; return 1; }
  modules=$scratch/canvas
  mkdir -p "$modules" || { echo "$modules can't be made"; return 1; }
  if [ ! -d "$modules/node_modules/@napi-rs/canvas" ]; then
    echo '{"private": true}' > "$modules/package.json"
    (cd "$modules" && npm install --no-audit --no-fund --fetch-retries=1 --fetch-timeout=60000 @napi-rs/canvas) \
      > "$figures/npm" 2>&1 || { echo 'npm install @napi-rs/canvas fails'; sed 's/^/  /' "$figures/npm"; return 1; }
  fi
}

# FILE holds "NAME MILLISECONDS..." of each round, in order; of both files where there are two.
summarize() {
  awk -v other="${2:-}" '
    function median(list, n,    i, j, value) {
      for (i = 2; i <= n; i++) {
        value = list[i]
        for (j = i - 1; j >= 1 && list[j] > value; j--) list[j + 1] = list[j]
        list[j + 1] = value
      }
      return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
    }
    function middle(all, name,    i, list) {
      for (i = 1; i <= times[name]; i++) list[i] = all[name, i]
      return median(list, times[name])
    }
    {
      name = $1
      if (!times[name]++) names[++scenes] = name
      own[name, times[name]] = $2
      drawn[name, times[name]] = $3
      if (other != "" && (getline line < other) > 0) {
        split(line, word, " ")
        if (word[1] != name) exit 1
        theirs[name, times[name]] = word[2]
        ratios[name, times[name]] = $2 / word[2]
      }
    }
    END {
      printf "%-14s %12s %12s", "milliseconds", "Placard", "its drawing"
      print other == "" ? "" : sprintf(" %14s %8s", "@napi-rs/canvas", "ratio")
      for (i = 1; i <= scenes; i++) {
        name = names[i]
        printf "%-14s %12.2f %12.2f", name, middle(own, name), middle(drawn, name)
        if (other == "") print ""
        else printf " %15.2f %8.2f (to reach: faster than it)\n", middle(theirs, name), middle(ratios, name)
      }
    }' "$1"
}

with=
if install_canvas > "$figures/why"; then
  with=$figures/canvas
  echo "@napi-rs/canvas $(cd "$scratch/canvas" && node -p 'require("@napi-rs/canvas/package.json").version')," \
      "node $(node --version)"
else
  echo "Nothing to compare with, Placard alone: $(cat "$figures/why")"
fi
round=0
while [ "$round" -lt "$rounds" ]; do
  "$program" "$scenes" "$base" "$fonts" "$count" >> "$figures/own"
  "$program" --shadow "$fonts" "$count" >> "$figures/shadows"
  [ -z "$with" ] ||
    node "$source/tests/bench/canvas.mjs" "$scratch/canvas" "$scenes" "$base" "$fonts" "$count" >> "$with"
  round=$((round + 1))
done
summarize "$figures/own" "$with"

# "shadow NAME" with milliseconds at 12 and 96 px, nanoseconds a pixel at either, and their ratio: the round whose ratio
# is the middle one speaks for all.
for name in box text lines; do
  grep "^shadow $name " "$figures/shadows" | sort -n -k 7 | sed -n "$(((rounds + 1) / 2))p" |
    while read -r _ _ narrow wide narrow_each wide_each ratio; do
      case $name in
        box) what='a rounded box' ;;
        text) what='a line of text' ;;
        *) what='four lines of text' ;;
      esac
      echo "Shadow of $what: $narrow ms at 12 px, $wide ms at 96 px; a pixel of the box plus its margin" \
          "$narrow_each and $wide_each ns: $ratio times (to reach: 1.3)"
    done
done
