"""The words in which a platform is described, and how each statement is backed. Pure.

What is true of one platform belongs into its own file; what follows from it, to rules.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, TypeVar

import msgspec
from msgspec.structs import replace

T = TypeVar("T")


class Statement(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One thing that is true of a platform: for rules (`value`) and for people (`text`).

    `test` is the test that sees it on a real engine, as `file::function`. Without one it is
    documented only, and `source` says where.
    """

    value: T
    text: str
    test: str = ""
    source: str = ""


class HostGateway(StrEnum):
    """What `host-gateway` in `extra_hosts` stands for."""

    BRIDGE = "the bridge, on which the engine's host listens"
    OWN_NAMESPACE = "the bridge inside the engine's own network namespace, not this machine"
    THIS_MACHINE = "this machine"
    NOTHING = "nothing: the word is not known"


class HostAt(StrEnum):
    """Where a server of the host must listen for a container that calls it by the host's name."""

    DEFAULT_BRIDGE = "the host's end of the default bridge"
    OWN_BRIDGE = "the host's end of the container's own bridge"
    WAY_OUT = "the address with which the host itself calls others"


class Published(StrEnum):
    """Where a published port can be reached."""

    HERE = "on this machine"
    HERE_ON_WILDCARDS = "on this machine, if published on all addresses"
    ENGINE = "on the engine's own machine"


class HostMode(StrEnum):
    """Whose network a container with `network_mode: host` has."""

    THIS_MACHINE = "this machine's"
    PASSED_ON = "the engine's own, passed on to this machine"
    ENGINE = "the engine's own"


class Interface(StrEnum):
    """What the interfaces of bridge networks are called."""

    DOCKER = "docker0, br-ID"
    PODMAN = "podman0, podman1, …"


class Firewall(StrEnum):
    """Which firewall sees what a container sends to the host as coming from a container."""

    HOST = "the host's"
    NONE = "none"


class Resolver(StrEnum):
    """What containers on a user-defined network ask for names."""

    EMBEDDED = "127.0.0.11"
    GATEWAY = "the network's gateway"


class Given(StrEnum):
    """Whether containers have a name without an `extra_hosts` entry."""

    ALWAYS = "without extra_hosts"
    MOSTLY = "mostly without extra_hosts"
    ON_REQUEST = "with extra_hosts"


class HostName(msgspec.Struct, frozen=True, kw_only=True):
    """A name of the host in containers."""

    name: str
    given: Given


class Platform(msgspec.Struct, frozen=True, kw_only=True):
    """What reaches what on one platform, as seen from where the command runs.

    `family` and `rootless` are what an `Engine` says of itself; `virtual`: it runs in a virtual
    machine. `probe_sees_mounts`: a probe in a container's network has the hosts file and the
    resolv.conf that are mounted there. `host_at` is what the host's names lead to, `host_names`
    begins with the one to use. `host_loopback`: whether a container reaches a server that listens
    on this machine's 127.0.0.1 only, and `host_servers`, by the host's name, one that listens on
    all of its addresses. `container_addresses`: whether this machine reaches a container at its
    own address. `options` are settings that change these. `host_is`: what the names of the host
    mean where that is only a part of the computer.
    """

    key: str
    name: str
    family: str
    rootless: bool = False
    virtual: bool = False
    host_at: HostAt = HostAt.DEFAULT_BRIDGE
    host_is: str = ""
    probe_sees_mounts: bool = True
    recognised: str
    host_names: Statement[tuple[HostName, ...]]
    host_gateway: Statement[HostGateway]
    host_servers: Statement[bool]
    host_loopback: Statement[bool]
    container_addresses: Statement[bool]
    published: Statement[Published]
    host_mode: Statement[HostMode]
    resolver: Statement[Resolver]
    interface: Statement[Interface]
    firewall: Statement[Firewall]
    options: tuple[Statement[str], ...] = ()

    @property
    def host_name(self) -> HostName:
        """The name to use for the host."""
        return self.host_names.value[0]

    def gives(self, host: str) -> bool:
        """Whether every container has this name of the host without asking for it."""
        return self._given(host) is Given.ALWAYS

    def may_give(self, host: str) -> bool:
        """Whether a container may have this name without asking for it."""
        return self._given(host) in (Given.ALWAYS, Given.MOSTLY)

    def _given(self, host: str) -> Given:
        named = (n.given for n in self.host_names.value if n.name == host.lower())
        return next(named, Given.ON_REQUEST)

    @property
    def can_define(self) -> bool:
        """Whether `extra_hosts` with `host-gateway` makes a name that has an address."""
        return self.host_gateway.value is not HostGateway.NOTHING

    @property
    def bridge_is_the_hosts(self) -> bool:
        """Whether what a container sends to the host arrives at the host's own sockets, unaided."""
        return self.firewall.value is Firewall.HOST

    @property
    def keeps_its_loopback(self) -> bool:
        """Whether containers reach servers of the host but for those on its loopback alone."""
        forwarded = self.host_servers.value and not self.host_loopback.value
        return self.bridge_is_the_hosts or forwarded


STATEMENTS = (
    "host_names",
    "host_gateway",
    "host_servers",
    "host_loopback",
    "container_addresses",
    "published",
    "host_mode",
    "resolver",
    "interface",
    "firewall",
)
"""The fields of a `Platform` that are statements of their own."""


def as_measured(platform: Platform, test: str, *documented: str) -> Platform:
    """The same platform, every statement of it seen by `test` but those that are `documented`."""
    fields = [field for field in STATEMENTS if field not in documented]
    said = {f: replace(getattr(platform, f), test=test, source="") for f in fields}
    return replace(platform, **said)


def as_documented(platform: Platform, source: str) -> Platform:
    """The same platform, with nothing but documentation behind what is said of it."""
    said = {f: replace(getattr(platform, f), test="", source=source) for f in STATEMENTS}
    return replace(platform, options=(), **said)
