#!/bin/sh
# usage: base.sh ROOT NODE NPM
# Makes of a Debian below ROOT what the Dockerfile wants of the image `node`: the program NODE, npm's folder NPM, the user `node`, and the
# authorities that this machine trusts.
set -eu
root=$1
cp "$2" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules" "$root/etc/ssl/certs"
rm -rf "$root/usr/local/lib/node_modules/npm"
cp -aL "$3" "$root/usr/local/lib/node_modules/npm"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
grep -q '^node:' "$root/etc/passwd" || chroot "$root" useradd --uid 1000 --create-home node
