# Becomes a rootful `podman system service`; the end of namespace.sh.
. "$here/podman_settings.sh"

# Podman puts containers into /libpod_parent, whatever it is told: what it takes for the root of each
# hierarchy of version 1 is this run's own group in it, which goes with the run
for hierarchy in /sys/fs/cgroup/*/; do
  hierarchy=${hierarchy%/}
  [ -e "$hierarchy/cgroup.procs" ] || continue # of version 2 alone, or no hierarchy at all
  busybox mkdir -p "$hierarchy/$cgroup"
  for setting in cpuset.cpus cpuset.mems; do # a group without these takes no process
    [ ! -e "$hierarchy/$setting" ] || busybox cat "$hierarchy/$setting" >"$hierarchy/$cgroup/$setting"
  done
  echo 0 >"$hierarchy/$cgroup/cgroup.procs"
  busybox mount -o bind "$hierarchy/$cgroup" "$hierarchy"
done

exec unshare --cgroup -- "/usr/bin/$init" -- \
  podman --root /var/lib/docker --runroot /run/containers/storage \
  system service --time=0 "$@" "unix://$SOCKET"
