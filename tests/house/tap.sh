# What the scripts of this folder share: they print TAP.

tests=0
problems=0

# holds NAME FILE: the file, a list of complaints, is empty.
holds() {
  tests=$((tests + 1))
  if [ -s "$2" ]; then
    echo "not ok $tests - $1"
    sed 's/^/#   /' "$2"
    problems=$((problems + 1))
  else
    echo "ok $tests - $1"
  fi
}

finish() {
  echo "1..$tests"
  [ "$problems" -eq 0 ]
}

work=$(mktemp -d "${TMPDIR:-/tmp}/placard-house-XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
