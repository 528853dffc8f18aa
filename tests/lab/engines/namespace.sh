#!/bin/sh
# The first process of fresh mount, network, PID, IPC and UTS namespaces: it builds a root of its
# own in memory, enters it, and becomes the engine. Nothing of it is seen from outside, and all of
# it is gone with the namespaces.
#
#   namespace.sh TREE RUN CGROUP START FLAG…   with SOCKET, the path of the socket to make, CALLED,
#                                              the host's name, and SHARED, the folders it shares
#                                              with the machine, one a line
#
# TREE is a folder of unpacked packages (used read-only), RUN the folder of this engine; START is
# the script beside this one that becomes the engine, and the flags are that engine's.
set -eu
here=${0%/*} tree=$1 run=$2 cgroup=$3 start=$4
shift 4
bb() { "$tree/usr/bin/busybox" "$@"; }

# --- the root: a tmpfs, with the tree's /usr and a copy of its /etc
root=$run/root
bb mkdir -p "$root"
bb mount -t tmpfs -o mode=755 root "$root"
cd "$root"
bb mkdir -p usr proc sys dev run tmp var/lib var/tmp opt mnt .machine
bb mount -o bind "$tree/usr" usr
bb mount -o remount,bind,ro usr
for name in bin sbin lib lib64; do bb ln -s "usr/$name" "$name"; done
bb cp -a "$tree/etc" etc
bb ln -s ../run var/run

# --- what maintainer scripts would have written; no docker group: dockerd would look for it
bb mkdir -p etc/docker
printf 'root:x:0:0:root:/root:/bin/sh\nremap:x:999:999::/:/bin/false\n' >etc/passwd
printf 'root:x:0:\ntty:x:5:\nremap:x:999:\n' >etc/group
for file in etc/subuid etc/subgid; do echo 'remap:100000:65536' >"$file"; done
printf '127.0.0.1 localhost\n::1 localhost\n' >etc/hosts
# an address that refuses at once: an unreachable name server costs seconds for every name
echo 'nameserver 10.99.99.1' >etc/resolv.conf

# --- kernel file systems; a new sysfs shows the interfaces of this network namespace
bb mount -t proc proc proc
bb mount -t sysfs sys sys
bb mount -o rbind /sys/fs/cgroup sys/fs/cgroup
bb mount -t tmpfs -o mode=755 run run # containerd's socket has a fixed place in /run
bb mount -t tmpfs -o mode=755 dev dev
bb mkdir -p dev/pts dev/shm dev/mqueue
for name in null zero full random urandom tty; do
  : >"dev/$name"
  bb mount -o bind "/dev/$name" "dev/$name"
done
bb mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
bb mount -t tmpfs -o mode=1777 shm dev/shm
bb ln -s pts/ptmx dev/ptmx
bb ln -s /proc/self/fd dev/fd
for number in 0:stdin 1:stdout 2:stderr; do bb ln -s "fd/${number%%:*}" "dev/${number#*:}"; done

# --- folders of the machine at their own paths, so that bind mounts of a compose file work
echo "$SHARED" | while read -r folder; do
  [ -d "$folder" ] || continue
  bb mkdir -p "$root$folder"
  bb mount -o bind "$folder" "$root$folder" # not rbind: RUN holds this very root
done

# --- what the engine stores is on a disk, at a path that users other than root may pass through
bb mkdir -p "$run/data" var/lib/docker
bb mount -o bind "$run/data" var/lib/docker

# --- enter: pivot_root, not chroot, because runc itself pivots and needs a mount point as root
bb pivot_root . .machine
cd /
export PATH=/usr/sbin:/usr/bin HOME=/root
busybox umount -l /.machine
busybox mkdir -p /root
busybox hostname "$CALLED"

# --- the network: a new namespace inherits forwarding from the machine, and only where it is off
# does the engine set the FORWARD policy as it does on a real host. up0 is an address of this
# "host" that is not the loopback; its peer is here as well, so nothing leads outside.
busybox sysctl -qw net.ipv4.ip_forward=0
ip link set lo up
ip link add up0 type veth peer name up1
ip address add 10.99.99.2/24 dev up0
ip address add 10.99.99.1/32 dev up1
ip link set up0 up
ip link set up1 up

# --- the engine, behind an init that reaps: as first process it would leave a zombie per container
for init in docker-init tini-static tini catatonit; do
  [ -x "/usr/bin/$init" ] && break
done
. "$here/$start"
