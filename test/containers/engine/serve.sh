#!/bin/sh
# usage: serve.sh
# Docker's engine; once it has been told to end, and has, nothing is left of its control groups.
trap : TERM
dockerd &
wait $!
wait $!
find /sys/fs/cgroup/*/docker -depth -type d -exec rmdir {} + 2>/dev/null
