# What Podman's configuration has to say on a machine without systemd; part of namespace.sh.
#
# runc, because crun refuses to start where both versions of control groups are mounted. The limits:
# 4.3 swaps the soft and the hard one when it is asked through Docker's API, and starts no container
# at all where they differ; builds ask for more than a container of the machine's may have.
busybox mkdir -p /etc/containers /var/tmp
busybox chmod 1777 /var/tmp
busybox cat >/etc/containers/containers.conf <<'END'
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
END
echo '{"default": [{"type": "insecureAcceptAnything"}]}' >/etc/containers/policy.json
mount --make-rshared / # where mounts are private, Podman warns about every container
