# hardened.sh PROGRAM LIBRARY CPU [FLAG...]: what was built has what each FLAG of the build is for. Nothing is given where
# the build is not hardened: with sanitizers, or without optimisation.
set -u
. "$(dirname -- "$0")/tap.sh"
program=$1
library=$2
cpu=$3
shift 3
if [ $# -eq 0 ]; then
  echo '1..0 # SKIP the build has sanitizers or no optimisation, and so no hardening'
  exit 0
fi
if ! command -v readelf > /dev/null || ! command -v objdump > /dev/null ||
  ! readelf -h "$program" > "$work/head" 2> /dev/null; then
  echo '1..0 # SKIP no readelf and objdump, or no ELF'
  exit 0
fi

# look FILE: what the tests read of it.
look() {
  readelf -W -h -l -d "$1" > "$work/head"
  readelf -W --dyn-syms "$1" > "$work/symbols"
  objdump -d --no-show-raw-insn "$1" > "$work/code"
}

# want NAME COMMAND...: the command finds something.
want() {
  name=$1
  shift
  : > "$work/complaint"
  "$@" > "$work/found" 2>&1 || echo "$file does not have it" > "$work/complaint"
  [ -s "$work/found" ] || echo "$file does not have it" > "$work/complaint"
  holds "$kind: $name" "$work/complaint"
}

# After its label the first instruction of a public function; with `bti` in place of `endbr64` on ARM.
landing() {
  grep -A 1 '<placard_version>:' "$work/code" | grep -E '(endbr64|endbr32|bti|paciasp)'
}

# Frames above a page are made a page at a time, each touched. What it looks like is known of x86 alone.
probes() {
  grep -A 1 -E 'sub +\$0x1000,%rsp' "$work/code" | grep -E '(or|mov)q +\$0x0,'
}

no_code_on_stack() {
  grep GNU_STACK "$work/head" | grep -v -E ' RWE '
}

no_binding_later() {
  grep -E 'BIND_NOW|Flags:.* NOW' "$work/head"
}

# flag FLAG: the test for it.
flag() {
  case $1 in
    -fstack-protector-strong) want 'stack protector' grep -E ' (__stack_chk_fail|__stack_chk_guard)' "$work/symbols" ;;
    -fstack-clash-protection)
      [ "$cpu" != x86_64 ] || want 'large frames are probed' probes
      ;;
    -fcf-protection | -mbranch-protection=standard) want 'places to jump to are marked' landing ;;
    -D_FORTIFY_SOURCE=3) want 'checked functions of the C library' grep -E ' __[a-z]+_chk(@|$)' "$work/symbols" ;;
    -Wl,-z,relro) want 'read-only relocations' grep GNU_RELRO "$work/head" ;;
    -Wl,-z,now) want 'all of them: nothing is bound later' no_binding_later ;;
    -Wl,-z,noexecstack) want 'no code on the stack' no_code_on_stack ;;
    -pie) [ "$kind" = library ] || want 'stands at any address' grep -E 'Flags:.* PIE' "$work/head" ;;
    *) ;;
  esac
}

for kind in program library; do
  [ "$kind" = program ] && file=$program || file=$library
  look "$file"
  for given; do
    flag "$given"
  done
done
finish
