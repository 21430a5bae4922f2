# One table of commands and options: help, manual page, completions and parser say the same.
set -u
. "$(dirname "$0")/harness.sh"

manual=$work/placard.1.scd
run manual "$source/docs/placard.1.scd"
is 'the manual page is made' 0 $status
cp "$out" "$manual"
is 'no marker is left in it' 0 "$(grep -c '^@' "$manual")"
if command -v scdoc > /dev/null; then
  scdoc < "$manual" > "$work/placard.1" 2> "$err"
  is 'scdoc takes it' 0 $?
else
  skip 'scdoc takes it' 'no scdoc'
fi
for shell in bash zsh fish; do
  "$program" completion $shell > "$work/$shell" 2> "$err"
  is "completion for $shell" 0 $?
done
for status in 0 1 2 3 4; do
  holds "exit status $status is in the manual page" grep -q "^\*$status\*\$" "$manual"
done

# The options of a command as each of the places lists them.
of_help() {
  "$program" help "$1" | sed -n 's/^ \{2,6\}\(-., \)\{0,1\}--\([a-z-]*\).*/\2/p' | sort | tr '\n' ' '
}
of_manual() {
  sed -n "/^## placard $1 /,/^#/p" "$manual" > "$work/section"
  [ -s "$work/section" ] || sed -n "/^## placard $1/,/^# /p" "$manual" > "$work/section"
  sed -n 's/^\(\*-.\*, \)\{0,1\}\*--\([a-z-]*\)\*.*/\2/p' "$work/section" | sort | tr '\n' ' '
}
of_bash() {
  sed -n "/^    $1:\*)/,/;;/s/.*words='\(--.*\)'/\1/p" "$work/bash" | tr ' ' '\n' | sed 's/^--//' | sort | tr '\n' ' '
}
of_zsh() {
  sed -n "/^        $1)\$/,/;;\$/p" "$work/zsh" | sed -n "s/^ *'(-. --\([a-z-]*\))'.*/\1/p; s/^ *'\*\{0,1\}--\([a-z-]*\)[=[].*/\1/p" |
    sort | tr '\n' ' '
}
of_fish() {
  sed -n "s/^complete -c placard -n '__fish_seen_subcommand_from $1'.* -l \([a-z-]*\).*/\1/p" "$work/fish" | sort | tr '\n' ' '
}

commands=$("$program" help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\)  .*/\1/p')
is 'the commands are listed' 'render batch fetch verify diff check inspect fonts help completion' "$(echo $commands)"
for command in $commands; do
  expected=$(of_help "$command")
  case $expected in
    *help*) pass "$command has options" ;;
    *) fail "$command has options" "found '$expected'" ;;
  esac
  for place in manual bash zsh fish; do
    is "options of $command in $place" "$expected" "$(of_$place "$command")"
  done
  for option in $expected; do
    run "$command" "--$option"
    if grep -q 'unknown option' "$err"; then
      fail "$command takes --$option"
    fi
  done
  pass "$command takes all of them"
done

# Examples are run as they stand, beside the samples; but for those that ask a service or need what it answered.
ln -s "$samples" samples
mkdir "$work/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$program" > "$work/bin/placard"
chmod +x "$work/bin/placard"
PATH=$work/bin:$PATH
export PATH
for command in '' $commands; do
  "$program" help $command | sed -n '/^Examples:/,/^$/s/^      //p' > "$work/examples"
  while read -r line; do
    expected=0
    case $line in
      *'placard fetch'* | *'placard verify'*) continue ;;
      *'placard diff'*) expected=1 ;;
    esac
    if command -v bash > /dev/null; then
      bash -c "$line" > "$out" 2> "$err" < /dev/null
    else
      sh -c "$line" > "$out" 2> "$err" < /dev/null
    fi
    is "example: $line" $expected $?
  done < "$work/examples"
done

# No line of help is wider than a terminal, but for examples.
wide=
for command in '' $commands; do
  "$program" help $command | grep -v '^      placard' | grep -q '.\{81\}' && wide="$wide $command"
done
is 'help fits into 80 columns' '' "$wide"
finish
