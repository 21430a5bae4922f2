# sandbox.sh PROGRAM SOURCE-ROOT SERVER INDEX PRYING: what the program may read while it asks for a task and downloads
# pictures, and that this is all that it needs. Where there is no Landlock the first part is skipped.
set -u
. "$(dirname "$0")/harness.sh"
case $5 in /*) prying=$5 ;; *) prying=$OLDPWD/$5 ;; esac
start_server

printf 'secret\n' > "$work/secret"
"$program" render /nothing.json --sandbox on > "$out" 2> "$err"
if grep -q -i 'landlock\|sanitizers' "$err"; then
  skip 'what downloading may read' 'no Landlock, or sanitizers'
else
  # pries FOLDER FILE OPTION...: what the one that was taken over may open: first, when the task is asked for, and last,
  # when pictures are fetched.
  pries() {
    folder=$1
    file=$2
    shift 2
    echo own > "$file"
    DASHSCOPE_API_KEY=$key PRYING=$work/secret:$file PRYING_CONNECTS=yes LD_PRELOAD=$prying \
      "$program" fetch dashscope succeeded --endpoint "$origin" --allow-private -o "$folder" "$@" 2>&1 > "$out" 9>&- |
      grep -E '^[a-z]+: [A-Zo]' > "$folder.pried"
    sed -n '1,2p' "$folder.pried" | tr '\n' ' '
    tail -n 2 "$folder.pried" | tr '\n' ' '
  }
  mkdir free bound beside
  is 'without a sandbox' 'secret: open own: open secret: open own: open ' "$(pries free free/own --sandbox off)"
  is 'in it' 'secret: EACCES own: open secret: EACCES own: open ' "$(pries bound bound/own)"
  is 'all was fetched' 3 "$(pictures bound)"
  is 'into a folder that is missing: what is beside it, until it is made' \
    'secret: EACCES own: open secret: EACCES own: EACCES ' "$(pries made beside/own)"
  is 'into a folder that is missing: all was fetched' 3 "$(pictures made)"
  is 'what is there is read' made "$("$program" fetch dashscope succeeded -o made 2>&1)"
fi

# What is needed: authorities that the environment names, in a folder or as links; a key in a file; a bundle
# that is a link.
mkdir authorities
cp "$certificate" "$work/authority.pem"
ln -s "$work/authority.pem" authorities/linked.pem
mkdir real
ln -s real bundle
secure_origin=https://localhost:$secure
for variable in CURL_CA_BUNDLE SSL_CERT_FILE; do
  for file in "$work/authority.pem" authorities/linked.pem; do
    env "$variable=$file" DASHSCOPE_API_KEY="$key" "$program" fetch dashscope succeeded --endpoint "$secure_origin" \
      --allow-private -o "$variable-$(basename "$file")" > "$out" 2> "$err" 9>&-
    is "$variable=$(basename "$file")" 0 $?
    is "$variable=$(basename "$file"): pictures" 3 "$(pictures "$variable-$(basename "$file")")"
  done
done
printf '%s\n' "$key" > "$work/key"
"$program" fetch dashscope succeeded --endpoint "$origin" --allow-private --token-file "$work/key" -o bundle > "$out" \
  2> "$err" 9>&-
is 'into a link' 0 $?
is 'into a link: pictures' 3 "$(pictures real)"
finish
