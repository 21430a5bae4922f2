# listed.sh SOURCE-ROOT: every test is in the list that has it run, every case has its answer, and nothing lies about.
set -u
. "$(dirname -- "$0")/tap.sh"
cd -- "$1/tests" || exit 99

for file in unit/test_*.c; do
  name=${file#unit/test_}
  grep -q "'${name%.c}'" unit/meson.build || echo "$file is not in unit/meson.build"
done > "$work/unit"
holds 'every unit test is run' "$work/unit"
for file in cli/*.sh; do
  name=${file#cli/}
  case $name in harness.sh | torture.sh) continue ;; esac
  grep -q "'${name%.sh}'" cli/meson.build || echo "$file is not in cli/meson.build"
done > "$work/cli"
holds 'every script of the program is run' "$work/cli"
for file in net/*.sh; do
  name=${file#net/}
  [ "$name" = harness.sh ] || grep -q "'${name%.sh}'" net/meson.build || echo "$file is not in net/meson.build"
done > "$work/net"
holds 'every script of downloading is run' "$work/net"

for folder in crashers/*/; do
  name=$(basename "$folder")
  [ -f "fuzz/$name.c" ] && grep -q "^  '$name': " fuzz/meson.build || echo "$folder is no target of fuzz/meson.build"
done > "$work/crashers"
holds 'everything that fuzzing found is replayed' "$work/crashers"

# What a test or a trial run leaves in the folder is soon committed with the rest.
git -C .. ls-files 2> /dev/null | cut -d / -f 1 | sort -u | while IFS= read -r name; do
  case $name in
    .ci | .clang-format | .clang-tidy | .editorconfig | .gitignore | .shellcheckrc) ;;
    *.md | LICENSE | meson.build | meson_options.txt) ;;
    docs | fonts | include | samples | src | tests) ;;
    *) echo "$name does not belong to the project" ;;
  esac
done > "$work/about"
holds 'nothing lies about' "$work/about"

# pairs FOLDER FROM TO...: each file with the one ending has one with each of the others, and the other way round.
pairs() {
  folder=$1
  from=$2
  shift 2
  find "$folder" -name "*$from" | sort | while IFS= read -r file; do
    for to; do
      [ -f "${file%"$from"}$to" ] || echo "$file has no ${file%"$from"}$to"
    done
  done
}
{
  pairs errors .json .txt
  pairs errors .txt .json
  pairs warnings .json .txt
  pairs warnings .txt .json
} > "$work/pairs"
holds 'every case has its answer, every answer its case' "$work/pairs"
finish
