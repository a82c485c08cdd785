#!/usr/bin/env bash
# Builds both images and sends a photo through them, as nobody, without capabilities, on a read-only file system.
#   usage: tests/images/run.sh [BASE]
# BASE stands in for the Containerfile's base image where it can't be pulled (tests/images/base.sh makes one; podman only).
# ENGINE is podman (what counts) or docker, with options of its own if need be; RUN_OPTIONS are more options of its `run`.
set -euo pipefail
cd "$(dirname "$0")/../.."
read -ra engine <<<"${ENGINE:-podman}"
read -ra more <<<"${RUN_OPTIONS:-}"
work=$(mktemp -d)
names=(semcast-test-transmitter semcast-test-receiver)
finish() {
  "${engine[@]}" rm --force "${names[@]}" >/dev/null 2>&1 || true
  "${engine[@]}" volume rm --force semcast-test-outbox >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

build=(--network host --file deploy/Containerfile)
[ $# = 0 ] || build+=(--from "$1" --pull=never --isolation chroot)
start() { # function, memory, options…
  "${engine[@]}" build "${build[@]}" --target "$1" --tag "semcast-$1" .
  "${engine[@]}" run --detach --name "semcast-test-$1" --network host --read-only --tmpfs /tmp --cap-drop ALL \
    --security-opt no-new-privileges --memory "$2" --env HOST=127.0.0.1 --env AUTH=off "${more[@]}" "${@:3}" "semcast-$1"
}
start receiver 1536m --env PORT=18001 --env OUTBOX_URL=off
start transmitter 512m --env PORT=18000 --env RECEIVER_URL=http://127.0.0.1:18001/v1/receive \
  --volume semcast-test-outbox:/semcast/var

for port in 18000 18001; do
  # The same question as in deploy.yml, which needs Node within the image.
  curl -sf --retry 30 --retry-delay 1 --retry-connrefused -o "$work/ready" "http://127.0.0.1:$port/health/ready"
done
for name in "${names[@]}"; do
  [ "$("${engine[@]}" exec "$name" id -u)" = 1000 ]
  "${engine[@]}" exec "$name" node -e "fetch('http://127.0.0.1:' + process.env.PORT + '/health/ready').then((r) => process.exit(r.ok ? 0 : 1))"
  ! "${engine[@]}" exec "$name" touch /semcast/written 2>"$work/refused"
  grep -q 'Read-only file system' "$work/refused"
done
for type in png webp avif jpeg; do
  curl -sf -H "Accept: image/$type" -H "Idempotency-Key: $type" -F image=@examples/boat.png -o "$work/received.$type" \
    'http://127.0.0.1:18000/v1/transmit?forward=true&steps=0'
  echo "received.$type: $(wc -c <"$work/received.$type") bytes"
done
# Told to stop, they finish and end well: no wrapper keeps the signal from them.
"${engine[@]}" stop "${names[@]}" >/dev/null
for name in "${names[@]}"; do [ "$("${engine[@]}" inspect --format '{{.State.ExitCode}}' "$name")" = 0 ]; done
"${engine[@]}" images | grep -E 'semcast-(transmitter|receiver) '
echo "images: all held"
