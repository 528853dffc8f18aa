# Becomes a `podman system service` of a user's; the end of namespace.sh.
. "$here/podman_settings.sh"
. "$here/rootless.sh"
# no link: 4.3 cannot make a folder below one
busybox mkdir -p "$home/.local/share/containers"
busybox mount -o bind /var/lib/docker "$home/.local/share/containers"
busybox chown -R "$user:$user" "$home"
exec "/usr/bin/$init" -- $as_user podman system service --time=0 "$@" "unix://$SOCKET"
