#!/usr/bin/env bash
# schemathesis on the service's own OpenAPI document, all checks but one: tests/schemathesis/run.sh SCHEMATHESIS [SECONDS]
# The one is «valid data is accepted»: no schema says which bytes are a photo or a packet.
set -uo pipefail
cd "$(dirname "$0")/../.."
log=$(mktemp)
deno=${DENO:-"npx -y deno@2.9.6"}
PORT=0 HOST=127.0.0.1 OUTBOX_URL=off MAX_PIXELS=200000 setsid $deno run --no-check --no-prompt --allow-read=. --allow-net --allow-env \
  functions/_shared/cli/start.ts >/dev/null 2>"$log" &
server=$!
packet=$(mktemp)
trap 'kill -- -"$server"; rm -f "$log" "$packet"' EXIT
for _ in $(seq 300); do
  url=$(grep -oE 'http://127[^ ]+' "$log") && break
  sleep 1
done
base64 -d <<< iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg== |
  curl -fsS --data-binary @- -H 'Content-Type: image/png' -o "$packet" "$url/v1/transmit?symbols=4000" || exit
SEMCAST_PACKET=$packet SCHEMATHESIS_HOOKS=tests.schemathesis.hooks PYTHONPATH=. "$1" run "$url/openapi.json" --checks all \
  --exclude-checks positive_data_acceptance --max-time "${2:-40}" --seed 1 --request-timeout 60 --no-color \
  --phases examples,coverage,fuzzing --max-examples 100000
