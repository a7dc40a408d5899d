#!/bin/sh
# Runs a Docker Engine in namespaces of its own for as long as stdin is open: nothing of it outlasts who started it,
# however that one ends. Called by docker-engine.ts: dockerd.sh HOME FOLDER CGROUP FLAGS…
set -eu
home=$1 folder=$2 cgroup=$3
shift 3
# One at a time: they share the folder of images.
exec 9>"$home/lock"
flock 9
ip link set lo up
dockerd --data-root "$home/images" --exec-root "$folder/exec" --pidfile "$folder/pid" \
  --host "unix://$folder/socket" --group root --cgroup-parent "$cgroup" --log-level warn "$@" </dev/null &
server=$!
exec 3<&0
(read -r _ <&3 || true; kill "$server") &
code=0
wait "$server" || code=$?
rm -rf --one-file-system "$folder" || true
find /sys/fs/cgroup -depth -type d -path "*$cgroup*" -exec rmdir {} \; 2>/dev/null || true
exit "$code"
