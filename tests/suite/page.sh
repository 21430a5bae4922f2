# page.sh SOURCE-ROOT FOLDER: tries the page in a browser (page.mjs). Puts playwright-core and the reports into FOLDER;
# skipped where there is no Chromium, Node.js, npm or network.
set -u
skip() {
  echo '1..1'
  echo "ok 1 - the page in a browser # SKIP $1"
  exit 0
}
root=$1
folder=$2
here=$(dirname -- "$0")
page=$root/src/suite/page
browser=$(command -v chromium) || skip 'no chromium'
command -v node > /dev/null 2>&1 || skip 'no node'
mkdir -p -- "$folder" || exit 99
if ! cmp -s "$here/package-lock.json" "$folder/package-lock.json" || ! [ -d "$folder/node_modules/playwright-core" ]; then
  command -v npm > /dev/null 2>&1 || skip 'no npm'
  cp -- "$here/package.json" "$here/package-lock.json" "$folder" || exit 99
  npm ci --prefix "$folder" --no-audit --no-fund --fetch-retries 1 --fetch-timeout 20000 > "$folder/npm.log" 2>&1 \
    < /dev/null || { rm -f "$folder/package-lock.json"; skip 'playwright-core cannot be installed'; }
fi
sh "$page/embed.sh" "$page/report.html" "$page/report.css" "$page/report.js" > "$folder/report.h" || exit 99
exec node "$here/page.mjs" "$folder" "$folder/report.h" "$root" "$browser"
