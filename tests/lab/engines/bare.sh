#!/bin/sh
# The first process of fresh mount, PID and IPC namespaces: it enters a root that is a folder, and
# becomes a command in it. All mounts are seen in here only, and are gone with the namespaces.
#
#   bare.sh ROOT FOLDER COMMAND…   with BOUND, the files and folders of this machine that are seen
#                                  in there too (read-only), one a line
#
# The command is begun in FOLDER of ROOT, with the environment that it is given here.
set -eu
root=$1 folder=$2
shift 2

mount -o bind "$root" "$root" # a root must be a mount point to be changed to
cd "$root"
mkdir -p proc sys dev run tmp .machine
mount -t proc proc proc
mount -t sysfs sys sys
mount -o rbind /sys/fs/cgroup sys/fs/cgroup
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=755 dev dev
mkdir -p dev/pts dev/shm
for name in null zero full random urandom tty; do
  : >"dev/$name"
  mount -o bind "/dev/$name" "dev/$name"
done
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for number in 0:stdin 1:stdout 2:stderr; do ln -s "fd/${number%%:*}" "dev/${number#*:}"; done

echo "$BOUND" | while read -r path; do
  [ -n "$path" ] || continue
  if [ -d "$path" ]; then
    mkdir -p "$root$path"
  elif [ ! -e "$root$path" ]; then
    mkdir -p "$root${path%/*}"
    : >"$root$path"
  fi
  mount -o bind "$path" "$root$path"
  mount -o remount,bind,ro "$root$path"
done
unset BOUND

pivot_root . .machine
cd /
umount -l /.machine
cd "$folder"
exec "$@"
