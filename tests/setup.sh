# What samples/render.sh, tests/run.sh and .ci/run share, to be read with `.`: finds the source root, sees to it that
# what the build needs is there, and builds. Quiet where nothing is missing.

root=$(CDPATH='' cd -- "$(dirname -- "$0")/${setup_up:-..}" && pwd) || exit 1

# Debian's package for each command and each library that pkg-config knows.
setup_commands='cc=gcc meson=meson ninja=ninja-build pkg-config=pkg-config'
setup_libraries='pango=libpango1.0-dev fontconfig=libfontconfig-dev freetype2=libfreetype-dev harfbuzz=libharfbuzz-dev
  libpng=libpng-dev libjpeg=libjpeg-dev libdeflate=libdeflate-dev libcjson=libcjson-dev
  libcurl=libcurl4-openssl-dev zlib=zlib1g-dev check=check libmicrohttpd=libmicrohttpd-dev'

# What is missing, as NAME=PACKAGE.
setup_missing() {
  for pair in $setup_commands ${setup_extra_commands:-}; do
    command -v "${pair%%=*}" > /dev/null 2>&1 || echo "$pair"
  done
  echo '#include <stdio.h>' | cc -E - > /dev/null 2>&1 || echo 'stdio.h=libc6-dev'
  if command -v pkg-config > /dev/null 2>&1; then
    for pair in $setup_libraries; do
      pkg-config --exists "${pair%%=*}" || echo "$pair"
    done
  else
    printf '%s\n' $setup_libraries
  fi
}

# setup_install PACKAGE...: quietly, as root or through sudo; where neither is possible it says what to type.
setup_install() {
  if [ "$(id -u)" -eq 0 ]; then
    set -- env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
    update='apt-get update'
  elif command -v sudo > /dev/null 2>&1; then
    set -- sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
    update='sudo apt-get update'
  else
    echo "Packages are missing. As root, type:" >&2
    echo "  apt-get install --no-install-recommends $*" >&2
    exit 1
  fi
  echo "Installing what is missing..." >&2
  setup_log=$(mktemp "${TMPDIR:-/tmp}/placard-setup-XXXXXX") || exit 1
  if ! { $update && "$@"; } > "$setup_log" 2>&1 < /dev/null; then
    tail -n 20 "$setup_log" >&2
    rm -f "$setup_log"
    echo "The packages could not be installed: $*" >&2
    exit 1
  fi
  rm -f "$setup_log"
}

# Installs what is missing, with apt-get; elsewhere names it.
setup_packages() {
  missing=$(setup_missing)
  [ -n "$missing" ] || return 0
  if ! command -v apt-get > /dev/null 2>&1; then
    echo "These are missing; install them and run this again:" >&2
    printf '%s\n' "$missing" | sed 's/^\(.*\)=\(.*\)$/  \1 (in Debian: \2)/' >&2
    exit 1
  fi
  # shellcheck disable=SC2046 # one word a package
  setup_install $(printf '%s\n' "$missing" | sed 's/.*=//')
}

# setup_quietly COMMAND...: shows the end of what it says if it fails.
setup_quietly() {
  setup_log=$(mktemp "${TMPDIR:-/tmp}/placard-build-XXXXXX") || exit 1
  if "$@" > "$setup_log" 2>&1 < /dev/null; then
    rm -f "$setup_log"
    return 0
  fi
  tail -n 40 "$setup_log" >&2
  echo "Failed: $*" >&2
  echo "The whole log: $setup_log" >&2
  return 1
}

# Whether a build folder was made for a checkout that stood elsewhere: it was moved or copied since.
setup_is_stale() {
  [ -f "$1/meson-info/meson-info.json" ] &&
    ! grep -q -s -x -F -e "$root" "$1/source-root" &&
    ! grep -q -F -e "\"source\": \"$root\"" "$1/meson-info/meson-info.json"
}

# setup_build FOLDER TARGET [MESON-OPTION...]: makes the build folder if need be, and builds the target ("all" for all).
setup_build() {
  setup_folder=$1
  setup_target=$2
  shift 2
  setup_packages
  if setup_is_stale "$setup_folder"; then
    rm -rf "$setup_folder"
  fi
  if [ ! -f "$setup_folder/build.ninja" ]; then
    setup_quietly meson setup "$@" "$setup_folder" "$root" || exit 1
    printf '%s\n' "$root" > "$setup_folder/source-root"
  fi
  setup_quietly ninja -C "$setup_folder" "$setup_target" || exit 1
}
