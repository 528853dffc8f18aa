# Becomes a rootful dockerd; the end of namespace.sh.
echo '{}' >/etc/docker/daemon.json
exec "/usr/bin/$init" -- dockerd --config-file /etc/docker/daemon.json \
  --data-root /var/lib/docker --exec-root /run/docker --pidfile /run/docker.pid \
  --cgroup-parent "/$cgroup" --host "unix://$SOCKET" "$@"
