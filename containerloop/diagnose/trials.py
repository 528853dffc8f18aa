"""What can be tried on a probe, as values, and the name under which a proof is kept. Pure."""

from __future__ import annotations

import msgspec

from containerloop.facts import Address


class Dial(msgspec.Struct, frozen=True, kw_only=True):
    """Trial: dial `address` from `vantage` as it is now.

    `scheme` is what to speak there, where the remedy changes that too. With `mtu` the whole reply
    is awaited, in packets of at most that many bytes, as a network of that size would have them.
    """

    vantage: str
    address: Address
    scheme: str | None = None
    mtu: int | None = None


class DialAs(msgspec.Struct, frozen=True, kw_only=True):
    """Trial: dial from a fresh probe that stands where the service would after the change.

    `networks` are network names it joins; `extra_hosts` lines like
    `host.docker.internal:host-gateway`. `vantage` is whose place it takes.
    """

    vantage: str
    networks: tuple[str, ...]
    address: Address
    extra_hosts: tuple[str, ...] = ()


class Publish(msgspec.Struct, frozen=True, kw_only=True):
    """Trial: publish `port` of container `container` on 127.0.0.1 and a free port by a relay.

    The machine then dials the relay; it lives for milliseconds. A server that listens on
    its loopback (`loopback`, an address) only is given a second relay inside, as in Rebind.
    `network` is one that the relay is published from, where the container's own cannot.
    """

    container: str
    port: int
    loopback: str | None = None
    network: str | None = None


class Rebind(msgspec.Struct, frozen=True, kw_only=True):
    """Trial: as if the server listened on `listen_on`, then the user's own call repeated.

    A relay in the server's namespace (`container`, None for the engine's host) listens on
    `listen_on`:`port` and forwards to `server` (its loopback listener). `vantage` then
    dials `address`: from where it stands, or (with `networks`) from a fresh probe on them
    that has `extra_hosts`.
    """

    container: str | None
    listen_on: str
    port: int
    server: Address
    vantage: str
    address: Address
    networks: tuple[str, ...] = ()
    extra_hosts: tuple[str, ...] = ()


class Untriable(msgspec.Struct, frozen=True, kw_only=True):
    """No probe can try this remedy; `reason` says why, for the report."""

    reason: str


Trial = Dial | DialAs | Publish | Rebind | Untriable
