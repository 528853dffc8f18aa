# What an engine without root needs of its host; part of namespace.sh. Sets `as_user`.
user=1000 home=/opt/home

echo "engine:x:$user:$user::$home:/bin/sh" >>/etc/passwd
echo "engine:x:$user:" >>/etc/group
for file in /etc/subuid /etc/subgid; do echo 'engine:200000:65536' >>"$file"; done

# no unpacked program is set-uid, and these two are what a rootless engine cannot do without
busybox mkdir -p /opt/bin
for program in newuidmap newgidmap; do
  busybox cp "/usr/bin/$program" /opt/bin/
  busybox chmod 4755 "/opt/bin/$program"
done
export PATH="/opt/bin:$PATH"

# one address that is not the loopback: of several it would be left to chance which is the host's
# name in containers. Nobody listens there for names either.
ip address del 10.99.99.1/32 dev up1
echo 'nameserver 10.99.99.2' >/etc/resolv.conf

# pasta and slirp4netns are this engine's way out of its own network. They copy the interface of the
# default route: without one a container has no way to its host either. Nobody has that address.
busybox mkdir -p /dev/net
busybox mknod -m 666 /dev/net/tun c 10 200
ip route add default via 10.99.99.254 dev up0

busybox mkdir -p "$home" "/run/user/$user"
busybox chmod 700 "/run/user/$user"
busybox chown "$user:$user" "$home" "/run/user/$user" "${SOCKET%/*}"
export HOME="$home" USER=engine LOGNAME=engine XDG_RUNTIME_DIR="/run/user/$user"
cd "$home"
as_user="setpriv --reuid $user --regid $user --clear-groups --inh-caps=-all --"
