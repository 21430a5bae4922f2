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
page=$root/src/suite/page
browser=/usr/bin/chromium
[ -x "$browser" ] || skip 'no /usr/bin/chromium'
command -v node > /dev/null 2>&1 || skip 'no node'
mkdir -p -- "$folder" || exit 99
if ! [ -d "$folder/node_modules/playwright-core" ]; then
  command -v npm > /dev/null 2>&1 || skip 'no npm'
  npm install --prefix "$folder" --no-save --no-audit --no-fund --fetch-retries 1 --fetch-timeout 20000 \
    playwright-core@1 > "$folder/npm.log" 2>&1 < /dev/null || skip 'playwright-core cannot be installed'
fi
sh "$page/embed.sh" "$page/report.html" "$page/report.css" "$page/report.js" > "$folder/report.h" || exit 99
exec node "$(dirname -- "$0")/page.mjs" "$folder" "$folder/report.h" "$root" "$browser"
