#!/bin/sh
# usage: tether.sh group|process COMMAND...
# Becomes COMMAND, which must not outlive the process that started it, however that one ends (even by SIGKILL).
# File descriptor 3 is a pipe from the owner. A line on it means that the command ended by itself; end of file without a
# line means that the owner is gone: the command, or its whole process group, gets SIGTERM and ten seconds later SIGKILL.
if [ "$1" = group ]; then target="-$$"; else target="$$"; fi
shift
(
  trap '' HUP INT TERM
  read -r _ <&3 && exit
  kill -s TERM -- "$target" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    sleep 1
    kill -0 "$$" 2>/dev/null || exit
  done
  kill -s KILL -- "$target" 2>/dev/null
) >/dev/null 2>&1 </dev/null &
exec 3<&-
exec "$@"
