# The completions work in their shells.
set -u
. "$(dirname "$0")/harness.sh"

for shell in bash zsh fish; do
  "$program" completion $shell > "$work/$shell" 2> "$err"
  if command -v $shell > /dev/null; then
    $shell -n "$work/$shell" 2> "$err"
    is "$shell reads it" 0 $?
  else
    skip "$shell reads it" "no $shell"
  fi
done
touch poster.json
mkdir folder

# offers EXPECTED WORD...: what bash offers for the last word.
offers() {
  expected=$1
  shift
  found=$(bash -c '
    source "$1"
    shift
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _placard
    echo "${COMPREPLY[@]}"' bash "$work/bash" "$@" 2>&1)
  is "bash: $*" "$expected" "$found"
}
if command -v bash > /dev/null; then
  offers 'render' placard re
  offers '--version' placard --v
  offers 'render batch fetch verify diff check inspect fonts help completion' placard help ''
  offers 'bash' placard completion b
  offers '--format --font-dir' placard render --fo
  offers '--format --font-dir' placard render poster.json --fo
  offers 'jpeg' placard render --format j
  offers 'jpeg' placard render --format = j
  offers 'png jpeg' placard render --format =
  offers 'poster.json' placard render po
  offers 'poster.json' placard render -o po
  offers 'folder' placard render --font-dir ''
  offers '' placard render --quality ''
  holds 'bash: it is registered' bash -c "source '$work/bash'; complete -p placard | grep -q -e '-F _placard'"
else
  skip 'bash completes' 'no bash'
fi

# fish_offers EXPECTED LINE: the words, without their descriptions.
fish_offers() {
  found=$(fish --no-config -c "source '$work/fish'; complete -C '$2'" 2>&1 | cut -f1 | sort | tr '\n' ' ')
  is "fish: $2" "$1 " "$found"
}
if command -v fish > /dev/null; then
  fish_offers 'render' 'placard re'
  fish_offers '--font-dir --format' 'placard render --fo'
  fish_offers 'jpeg' 'placard render --format j'
  fish_offers 'bash' 'placard completion b'
else
  skip 'fish completes' 'no fish'
fi

# In zsh the completion system needs a terminal; that it defines and registers its function does not.
if command -v zsh > /dev/null; then
  zsh -f -c "autoload -Uz compinit && compinit -D -u && source '$work/zsh' && [[ \$_comps[placard] = _placard ]]" \
    > "$out" 2> "$err" < /dev/null
  is 'zsh: it is registered' 0 $?
else
  skip 'zsh: it is registered' 'no zsh'
fi
finish
