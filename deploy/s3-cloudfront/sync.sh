#!/usr/bin/env bash
# Copies a site to S3. Each file gets the type, encoding and caching that a web server would send:
#
#     sync.sh FOLDER s3://BUCKET[/PATH]
#
# FOLDER is the output of `statuspane publish`, or the plain bundle. Unchanged files aren't copied, because `publish`
# keeps their times. S3 can't replace a whole site at once. In the order below, no page refers to a file that hasn't
# been uploaded, and as-of.json, which announces new incidents to open pages, comes after those incidents.
set -euo pipefail

if [ $# -ne 2 ] || [ ! -f "$1/index.html" ]; then
  echo "Usage: sync.sh FOLDER s3://BUCKET[/PATH], with the folder of a site." >&2
  exit 2
fi
to=${2%/}/

# After the next publish, the link points to another folder and an older one is removed. Work on one generation, whatever is
# published in the meantime. Hard links take no space; if they can't be created, copy the files.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
from=$work/site/
generation=$(realpath "$1")
freeze() {
  rm -rf "$from"
  mkdir "$from"
  cp "$1" "$generation/." "$from"
}
if ! freeze -RLpl 2>"$work/why" && ! freeze -RLp 2>"$work/why"; then
  cat "$work/why" >&2
  echo "The folder could not be read whole; nothing was sent, and the bucket is as it was. Run it again." >&2
  exit 1
fi

# `aws s3 sync` skips a file of the same size unless it's newer than the one in the bucket. A file published while the last
# sync ran isn't newer, so treat every file of the last hour as new. Copy it first, so that the time of the site's own file
# doesn't change.
find "$from" -type f -mmin -60 -exec sh -c '
  for file; do
    cp "$file" "$0" && touch -t 210001010000 "$0" && mv "$0" "$file" || exit
  done' "$work/file" {} +

H='[0-9a-f]'
hash="-$H$H$H$H$H$H$H$H$H$H$H$H$H$H$H$H"
forever='public, max-age=31536000, immutable'

type_of() {
  case $1 in
    html) echo 'text/html; charset=utf-8' ;;
    css) echo 'text/css; charset=utf-8' ;;
    js) echo 'text/javascript; charset=utf-8' ;;
    txt) echo 'text/plain; charset=utf-8' ;;
    json) echo application/json ;;
    webmanifest) echo application/manifest+json ;;
    wasm) echo application/wasm ;;
    xml) echo application/xml ;;
    svg) echo image/svg+xml ;;
  esac
}

encoding_of() {
  case $1 in
    .br) echo br ;;
    .gz) echo gzip ;;
  esac
}

# put EXTENSION PATTERN CACHE [MORE…]: uploads the new files of a pattern with their compressed copies.
put() {
  local extension=$1 pattern=$2 cache=$3 suffix encoding
  shift 3
  for suffix in '' .br .gz; do
    encoding=$(encoding_of "$suffix")
    aws s3 sync "$from" "$to" --no-progress --exclude '*' --include "$pattern$suffix" "$@" \
      --content-type "$(type_of "$extension")" --cache-control "$cache" ${encoding:+--content-encoding "$encoding"}
  done
}

# always FILE: uploads one file with its compressed copies, whatever the bucket contains.
always() {
  local file=$1 suffix encoding
  for suffix in '' .br .gz; do
    [ -f "$from$file$suffix" ] || continue
    encoding=$(encoding_of "$suffix")
    aws s3 cp "$from$file$suffix" "$to$file$suffix" --no-progress \
      --content-type "$(type_of "${file##*.}")" --cache-control no-cache ${encoding:+--content-encoding "$encoding"}
  done
}

for extension in css js wasm; do
  put "$extension" "*$hash.$extension" "$forever"
done
for extension in css js wasm json webmanifest txt xml svg; do
  put "$extension" "*.$extension" no-cache --exclude "*$hash.$extension*" --exclude 'as-of.json*' \
    --exclude 'incidents.json*' --exclude 'maintenances.json*'
done

# The deployer's own pictures and fonts.
others=()
for extension in html css js wasm json webmanifest txt xml svg; do
  others+=(--exclude "*.$extension" --exclude "*.$extension.br" --exclude "*.$extension.gz")
done
aws s3 sync "$from" "$to" --no-progress "${others[@]}" --cache-control no-cache

# The pages, then the files that they all depend on. These are few and small, and must come from the same publish.
put html '*.html' no-cache --exclude 'index.html*'
for file in index.html incidents.json maintenances.json as-of.json; do
  always "$file"
done

# Delete files that no longer exist. Everything is uploaded by now, so comparing sizes alone uploads nothing untyped.
aws s3 sync "$from" "$to" --no-progress --size-only --delete
