#!/bin/sh
# usage: make.sh FOLDER [MIRROR]
# Makes two root file systems of Debian 13 below FOLDER: `base`, for images, and `engine`, with Docker in it. Nothing is installed on this machine.
set -eu
folder=$1
mirror=${2:-}
suite=trixie
packages='docker.io docker-cli docker-compose docker-buildx iptables iproute2 tini ca-certificates slirp4netns'

mkdir -p "$folder/tools"
cd "$folder/tools"
if command -v debootstrap >/dev/null; then
  debootstrap=debootstrap
else
  apt-get download debootstrap || { apt-get update && apt-get download debootstrap; }
  dpkg-deb --extract debootstrap_*.deb unpacked
  DEBOOTSTRAP_DIR=$folder/tools/unpacked/usr/share/debootstrap
  export DEBOOTSTRAP_DIR
  debootstrap=unpacked/usr/sbin/debootstrap
fi
# shellcheck disable=SC2086 # no mirror is debootstrap's own
"$debootstrap" --variant=minbase "$suite" "$folder/base.partial" $mirror
cp -a "$folder/base.partial" "$folder/engine.partial"

# No package starts a service while it is installed.
printf '#!/bin/sh\nexit 101\n' >"$folder/engine.partial/usr/sbin/policy-rc.d"
chmod +x "$folder/engine.partial/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$folder/engine.partial/etc/resolv.conf"
unshare --mount sh -euc '
  mount --make-rprivate /
  mount -t proc proc "$1/proc"
  export DEBIAN_FRONTEND=noninteractive
  chroot "$1" apt-get update -q
  chroot "$1" apt-get install -q -y --no-install-recommends $2
' sh "$folder/engine.partial" "$packages"
mv "$folder/base.partial" "$folder/base"
mv "$folder/engine.partial" "$folder/engine"
