"""The codes of every known cause, in the order of repair, diagnosed by this version or not.

Only codes, names and one sentence each may live here. A code is never used again for
another cause; the page of a cause is the docstring of its rule in `diagnoses`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One cause: its code, its name, and what it means in one plain sentence."""

    code: str
    name: str
    meaning: str


# The hundreds digit is the rung: where the engine is, the container, the network, the name,
# the listener, the publication, the path, the conversation.
_TABLE = """\
CL101 wrong-engine
    The command line talks to another engine than the one the container runs on
CL102 engine-in-a-vm
    The engine runs in a virtual machine, where container addresses end
CL103 vm-forwarder-down
    The program that brings published ports out of the virtual machine is down
CL104 localhost-of-a-tool-container
    The tool runs in a container, and ports are published on the engine's host
CL105 ports-on-the-dind-host
    The engine is in a container itself, and published ports are on that container
CL106 wsl-network-mode
    The network mode of WSL decides which side's localhost reaches the port
CL107 dev-container-forwarding
    The editor forwards the dev container's own localhost, not another service
CL108 sandbox-has-its-own-engine
    The sandbox has an engine of its own, and a proxy between it and this machine
CL109 node-port-not-mapped
    A Kubernetes node is a container, and the NodePort is not published by it
CL110 known-engine-fault
    This version of the engine has a known fault that looks like this failure
CL201 container-not-running
    The container that should answer is not running
CL202 restart-loop
    The container starts, fails and is started again, over and over
CL203 host-port-taken
    The container could not start, because its host port is already in use
CL204 still-starting
    The server is not ready yet, and its client did not wait for it
CL205 service-not-created
    The service has no container: its profile is not enabled, or it never started
CL206 stale-container
    The container was created before the compose file or the image was changed
CL207 namespace-owner-gone
    The container whose network it shares was restarted or recreated
CL208 one-off-without-ports
    The container came from `compose run`, which publishes no ports
CL209 process-frozen
    The server's process is paused or hangs, and accepts no more connections
CL210 privileged-host-port
    The engine has no permission to open host ports below 1024
CL211 reserved-port-range
    Windows has reserved a range of ports with this one in it; no process uses it
CL212 nobody-serves-this-port
    Nothing listens on this port, publishes it or is configured to use it
CL213 port-held-by-nobody
    The engine says that the host port is in use, but nothing is found that uses it
CL214 one-replica-fails
    The name stands for several containers of one service, and some of them fail
CL215 waits-for-unhealthy
    The service was never started, because what it waits for is not ready
CL301 no-shared-network
    The two containers have no network in common
CL302 internal-network
    The network is internal: no published ports, and no way out
CL303 network-mode-none
    The container has no network at all
CL304 host-network-mode
    The container uses the host's network: no published ports, no service names
CL305 macvlan-host-isolation
    A macvlan or ipvlan container and its own host cannot talk to each other
CL306 subnet-overlap
    A container network has the same addresses as a VPN or the local network
CL307 icc-disabled
    The network forbids its containers to talk to each other
CL308 overlay-ports-closed
    The ports that swarm nodes use among themselves are closed, or the mode is wrong
CL309 build-time-network
    An image build is not on the project's network, and cannot reach its services
CL310 detached-from-its-network
    The container runs, but is on none of the networks its project gives it
CL401 localhost-is-this-container
    A service uses localhost, which is itself, and means another one or the host
CL402 unknown-name
    No container has this name, and no name server resolves it
CL403 default-bridge-has-no-names
    Containers on the default bridge cannot find each other by name
CL404 host-docker-internal-missing
    The name host.docker.internal does not resolve in this container
CL405 alias-collision
    Several containers on the network answer to the same name
CL406 hosts-file-override
    A line in a hosts file gives the name a wrong address
CL407 stale-address
    The client uses an address that its server no longer has
CL408 browser-given-service-name
    A browser was given a service name, which only containers can look up
CL409 hostname-is-not-a-name
    The container has a host name that the other containers cannot resolve
CL410 localhost-is-ipv6-first
    localhost resolves to ::1 first, where the port is not published
CL411 upstream-dns-down
    The name server to which Docker forwards questions does not answer
CL412 stale-host-docker-internal
    The Windows hosts file has an old address for host.docker.internal
CL413 model-runner-address
    Docker Model Runner is not at the address that this container uses
CL414 link-variables-gone
    The application reads variables of links, which Docker Engine 29 does not set
CL415 another-value-wins
    The container has another value than the file: a stronger source sets it
CL416 address-without-a-host
    An address has no host, because a variable in it is not set
CL417 quotes-in-the-value
    Quotes became part of the value, so the address in it is not a valid one
CL418 resolver-replaced
    The container does not ask Docker's resolver, so service names are unknown
CL501 loopback-listener
    The server listens on its container's own loopback only
CL502 listens-on-another-port
    The server listens, but on another port than its clients use
CL503 host-service-on-loopback
    The host's server listens on 127.0.0.1 only, which no container can reach
CL504 address-family-mismatch
    The server listens on IPv4 only and its client uses IPv6, or the reverse
CL505 unix-socket-only
    The server listens on a unix socket and on no TCP port
CL506 healthcheck-dials-ipv6
    The healthcheck's localhost is ::1, where the server does not listen
CL507 nothing-listens
    The container runs, but nothing in it listens on any port
CL601 port-not-published
    The container's port is not published, so the host cannot reach it
CL602 published-to-wrong-container-port
    The published port is mapped to a container port on which nothing listens
CL603 published-on-loopback
    The port is published on 127.0.0.1 only, so just this machine reaches it
CL604 host-port-used-inside
    A container uses another one's host port instead of its container port
CL605 container-port-used-outside
    The host uses the container port instead of the host port it is published on
CL606 shadowed-by-host-process
    A process on the host answers in place of the container
CL607 published-for-tcp-only
    The port is published for TCP, and the client uses UDP
CL608 ephemeral-port-moved
    The host port is chosen at each start, and is another one now
CL609 port-lists-merged
    An override file added to the list of ports instead of replacing it
CL610 userland-proxy-off
    The engine runs without its proxy, so some ways to a published port are missing
CL611 exposed-beyond-this-machine
    The port can be reached from other machines, past the host's firewall
CL701 host-firewall-drops-containers
    The host's firewall blocks what containers send to the host
CL702 forwarding-dropped
    The host's firewall drops forwarded packets, or the engine's rules are gone
CL703 ip-forwarding-off
    The host's kernel does not forward packets between networks
CL704 mtu-blackhole
    Small packets arrive and large ones are lost on the way
CL705 rootless-host-loopback
    A rootless engine's containers do not reach the host through its usual name
CL706 rootless-published-via-gateway
    A rootless engine's published ports do not answer on its gateway address
CL707 direct-access-blocked
    The engine drops what other machines send to a container's own address
CL708 wrong-default-gateway
    The container answers through another network than it was asked on
CL709 podman-host-access
    Podman has another way to the host, and no names on its default network
CL710 beyond-this-machine
    Everything here is in order; what stops the packets is outside this machine
CL711 docker-user-rules-ignored
    The engine uses nftables, where rules in the chain DOCKER-USER do not count
CL712 no-hairpin-to-own-address
    The machine cannot reach a published port through its own network address
CL801 tls-mismatch
    One side speaks TLS and the other does not
CL802 postgres-refuses-host
    PostgreSQL answers, and its pg_hba.conf refuses the client's address
CL803 mysql-refuses-host
    MySQL answers, and no account of it allows the client's address
CL804 redis-protected-mode
    Redis answers, and its protected mode refuses everybody but localhost
CL805 advertised-address
    The server tells its clients to continue at an address they cannot reach
CL806 host-header-rejected
    The web server does not accept the host name by which it was called
CL807 proxy-environment
    A proxy variable sends the call to a proxy that cannot reach the service
CL808 server-not-ready
    The server answers that it is starting, is full or cannot serve now
CL809 another-server-answers
    A server answers, but not of the kind that the client expects
CL810 front-proxy-wrong-target
    The reverse proxy answers, and cannot reach the server behind it
CL811 signed-url-names-inside-host
    A link that the server made contains a host name that only containers know
CL812 browser-blocks-local-network
    The browser does not let a public page call this machine or the local network
CL813 browser-refuses-port
    Browsers refuse to open the published port, whatever listens there
CL814 guest-only-on-loopback
    RabbitMQ answers, and its account guest may connect from its loopback only
CL815 credentials-from-old-volume
    The network is fine; the data volume was set up with another password
"""


def _rows(table: str) -> tuple[Code, ...]:
    lines = table.splitlines()
    heads = (line.split() for line in lines[::2])
    return tuple(
        Code(code, name, meaning.strip())
        for (code, name), meaning in zip(heads, lines[1::2], strict=True)
    )


CODES: tuple[Code, ...] = _rows(_TABLE)
"""Every cause that has a code; repair goes upward."""
