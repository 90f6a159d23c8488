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
from=${1%/}/
to=${2%/}/

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

# put EXTENSION PATTERN CACHE [MORE…]: the files of a pattern with their compressed copies.
put() {
  local extension=$1 pattern=$2 cache=$3 suffix encoding
  shift 3
  for suffix in '' .br .gz; do
    encoding=()
    case $suffix in
      .br) encoding=(--content-encoding br) ;;
      .gz) encoding=(--content-encoding gzip) ;;
    esac
    aws s3 sync "$from" "$to" --no-progress --exclude '*' --include "$pattern$suffix" "$@" \
      --content-type "$(type_of "$extension")" --cache-control "$cache" "${encoding[@]}"
  done
}

for extension in css js wasm; do
  put "$extension" "*$hash.$extension" "$forever"
done
for extension in css js wasm json txt xml svg; do
  put "$extension" "*.$extension" no-cache --exclude "*$hash.$extension*" --exclude 'as-of.json*' \
    --exclude 'incidents.json*'
done
put html '*.html' no-cache
put json incidents.json no-cache
put json as-of.json no-cache

# Pictures and fonts of the deployer's own, then what is no longer there. The second compares sizes alone, lest it copy
# anything anew without its type.
others=()
for extension in html css js wasm json txt xml svg; do
  others+=(--exclude "*.$extension" --exclude "*.$extension.br" --exclude "*.$extension.gz")
done
aws s3 sync "$from" "$to" --no-progress "${others[@]}" --cache-control no-cache
aws s3 sync "$from" "$to" --no-progress --size-only --delete
