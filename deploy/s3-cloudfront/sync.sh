#!/usr/bin/env bash
# Copies a site to S3, each file with the type, encoding and caching that a web server would give it:
#
#     sync.sh FOLDER s3://BUCKET[/PATH]
#
# FOLDER is what `statuspane publish` wrote, or the plain bundle. What did not change is not copied: `publish` leaves the
# times of such files alone. S3 can't replace a whole site at once; the order below lets no page name a file that is not
# there yet, and as-of.json, which tells pages that are open of new incidents, comes when these are there.
set -euo pipefail

if [ $# -ne 2 ] || [ ! -f "$1/index.html" ]; then
  echo "Usage: sync.sh FOLDER s3://BUCKET[/PATH], with the folder of a site." >&2
  exit 2
fi
to=${2%/}/

# The name leads to another folder after the next publish, and the one before it is removed: all that follows works on
# one generation, whatever is published meanwhile. Links take no room; where they can't be made, files are copied.
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

# `aws s3 sync` passes over a file of the same size unless it is newer than what is in the bucket, and what was published
# while the last sync ran is not. So whatever is of the last hour counts as new. Its own bytes, lest the site's own file
# has another time.
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

# put EXTENSION PATTERN CACHE [MORE…]: the files of a pattern with their compressed copies, where they are new.
put() {
  local extension=$1 pattern=$2 cache=$3 suffix encoding
  shift 3
  for suffix in '' .br .gz; do
    encoding=$(encoding_of "$suffix")
    aws s3 sync "$from" "$to" --no-progress --exclude '*' --include "$pattern$suffix" "$@" \
      --content-type "$(type_of "$extension")" --cache-control "$cache" ${encoding:+--content-encoding "$encoding"}
  done
}

# always FILE: one file with its compressed copies, whatever is in the bucket.
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
for extension in css js wasm json txt xml svg; do
  put "$extension" "*.$extension" no-cache --exclude "*$hash.$extension*" --exclude 'as-of.json*' \
    --exclude 'incidents.json*'
done

# Pictures and fonts of the deployer's own.
others=()
for extension in html css js wasm json txt xml svg; do
  others+=(--exclude "*.$extension" --exclude "*.$extension.br" --exclude "*.$extension.gz")
done
aws s3 sync "$from" "$to" --no-progress "${others[@]}" --cache-control no-cache

# The pages, then what they all follow: these few are small, and have to be of one publish.
put html '*.html' no-cache --exclude 'index.html*'
for file in index.html incidents.json as-of.json; do
  always "$file"
done

# What is no longer there. It compares sizes alone: all has been sent above, so there is nothing left to send untyped.
aws s3 sync "$from" "$to" --no-progress --size-only --delete
