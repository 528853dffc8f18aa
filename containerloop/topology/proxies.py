"""The proxy through which a service's clients reach a web server, by its environment. Pure."""

from __future__ import annotations

from containerloop.facts import (
    Address,
    Attempt,
    Container,
    Opening,
    Reference,
    Value,
    is_loopback,
)
from containerloop.topology.no_proxy import CLIENTS, direct_clients

NOBODY = "127.0.0.1:1"
"""What a proxy can pass nothing on to: a web server that is no proxy answers this as well."""
_VARIABLES = {
    "http": ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"),
    "https": ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
}
"""By the scheme of the URL; the first that is set counts (Go prefers the upper-case ones)."""


class ProxyWay(Value, frozen=True):
    """The way over a proxy: `key` is the variable that names it, `reference` its value.

    `direct` are the common clients that do not take it, by what NO_PROXY says.
    """

    key: str
    reference: Reference
    direct: tuple[str, ...] = ()

    @property
    def address(self) -> Address:
        """The proxy's own."""
        return Address(host=self.reference.host, port=self.reference.port)

    @property
    def speaks_http(self) -> bool:
        """Whether it is asked in plain HTTP, and not in SOCKS or over TLS."""
        return self.reference.scheme in (None, "http")

    @property
    def has_log_in(self) -> bool:
        """Whether the variable holds a user for it."""
        part = self.reference.host_part
        return part.text[: part.start].endswith("@")

    @property
    def through(self) -> tuple[str, ...]:
        """The common clients that take it."""
        return tuple(client for client in CLIENTS if client not in self.direct)


def proxy_way(client: Container, address: Address, scheme: str) -> ProxyWay | None:
    """The way from a service to a web address; None where every client connects directly.

    `scheme` is http or https. What is on the client's own loopback is left out: what clients
    do with that differs.
    """
    if is_loopback(address.host):
        return None
    named = {r.host_part.place.key.rpartition(".")[2]: r for r in client.references}
    key = next((key for key in _VARIABLES.get(scheme, ()) if key in named), None)
    if key is None or (named[key].host, named[key].port) == (address.host, address.port):
        return None
    direct = direct_clients(client.no_proxy, address.host, address.port)
    return ProxyWay(key, named[key], direct) if direct != CLIENTS else None


def web_scheme(attempt: Attempt) -> str | None:
    """http or https, by what was asked or what answered; None for what is no web server."""
    if attempt.scheme is not None:
        return attempt.scheme if attempt.scheme in _VARIABLES else None
    return "http" if attempt.protocol == "http" else None


def asked_of(address: Address, scheme: str, opening: Opening) -> Opening:
    """What a proxy is asked for: a page, or for https a tunnel, which has no path."""
    path = None if scheme == "https" else opening.path or "/"
    return Opening(path=path, beyond=str(address))


def asked_of_nobody(opening: Opening) -> Opening:
    """The same page of a server that is nowhere; a tunnel needs no such comparison."""
    return Opening(path=opening.path, beyond=NOBODY)
