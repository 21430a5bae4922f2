# A full disk at every write in turn: an error each time, no half file, and all is well once there is room.
set -u
case $3 in /*) preload=$3 ;; *) preload=$PWD/$3 ;; esac
. "$(dirname "$0")/harness.sh"
. "$source/tests/cli/torture.sh"

if ! can_fail; then
  skip 'a full disk at every write' 'no calls can be made to fail here'
  finish
  exit
fi

mkdir -p old/cases
canvas old/one.json
sed 's/#336699/#996633/' old/one.json > old/two.json
cp old/one.json old/two.json old/cases
printf 'old' > old/two.png

torture 'render' 1 old "$program" render one.json two.json -o .
torture 'render into a new folder' 1 old "$program" render one.json two.json -o new/folder/ --format jpeg
torture 'batch of documents' 1 old "$program" batch cases -o drawn

printf 'color\n#ff0000\n#00ff00\n' > old/rows.csv
sed 's/"#ffffff"/"{{color}}"/' old/one.json > old/template.json
forget() { rm -f report.jsonl sheet.html; }
torture 'batch of rows with a report and a sheet' 1 old \
  "$program" batch template.json --data rows.csv -o drawn --report report.jsonl --sheet sheet.html
torture 'batch that is resumed' 1 old \
  "$program" batch template.json --data rows.csv -o drawn --report report.jsonl --resume

# A suite where one expected picture is out of date, one is not there and one is nobody's.
(cd old/cases && "$program" render two.json -o one.png && cp one.png nobody.png) > "$out" 2> "$err"
forget() { rm -rf report; }
torture 'check --update' 2 old "$program" check cases --update --prune
torture 'check --update with a report' 2 old "$program" check cases --update --prune --report report
forget() { :; }
(cd old && "$program" render one.json two.json -o .) > "$out" 2> "$err"
usual=1
torture 'diff' 2 old "$program" diff one.png two.png -o where.png
finish
