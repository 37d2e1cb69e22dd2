#!/bin/sh
# usage: unshare --mount --net --pid --fork --kill-child --cgroup --uts --ipc enter.sh FOLDER SHARED... -- COMMAND...
# Becomes COMMAND, as the first process of a machine of its own: FOLDER/engine as its root, its own network, processes and control groups, what
# FOLDER/docker holds as its store of images and volumes. FOLDER and the folders SHARED are at their places there, the latter read-only.
set -eu
folder=$1
root=$folder/engine
shift
mount --make-rprivate /
mount --bind "$root" "$root"
mkdir -p "$root/old" "$root$folder" "$root/var/lib/docker" "$folder/docker"
mount -t proc proc "$root/proc"
# What is set there is the whole machine's.
for tree in kernel vm fs user; do
  mount --bind "$root/proc/sys/$tree" "$root/proc/sys/$tree"
  mount -o remount,bind,ro "$root/proc/sys/$tree"
done
mount -t sysfs sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
for controller in cpu cpuacct cpuset memory devices freezer blkio pids; do
  mkdir "$root/sys/fs/cgroup/$controller"
  mount -t cgroup -o "$controller" cgroup "$root/sys/fs/cgroup/$controller"
done
mkdir "$root/sys/fs/cgroup/systemd"
mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount --bind "$folder" "$root$folder"
mount --bind "$folder/docker" "$root/var/lib/docker"
while [ "$1" != -- ]; do
  mkdir -p "$root$1"
  mount --bind "$1" "$root$1"
  mount -o remount,bind,ro "$root$1"
  shift
done
shift
# slirp4netns answers there, and asks this machine's own servers.
echo 'nameserver 10.0.2.3' >"$root/etc/resolv.conf"
cd "$root"
pivot_root . old
umount -l /old
PATH=/usr/sbin:/usr/bin:/sbin:/bin
HOME=/root
export PATH HOME
ip link set lo up
exec tini -g -- "$@"
