# Becomes a dockerd of a user's, in the namespaces that RootlessKit makes; the end of namespace.sh.
# First come the network driver, the port driver, and whether the host's loopback is kept away.
net=$1 ports=$2 no_loopback=$3
shift 3
. "$here/rootless.sh"
busybox mkdir -p "$home/.config/docker"
busybox chown -R "$user:$user" "$home" /var/lib/docker
export DOCKERD_ROOTLESS_ROOTLESSKIT_NET="$net" DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER="$ports"
export DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK="$no_loopback"
exec "/usr/bin/$init" -- $as_user /usr/share/docker.io/contrib/dockerd-rootless.sh \
  --data-root /var/lib/docker --host "unix://$SOCKET" "$@"
