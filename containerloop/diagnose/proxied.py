"""A client's way through a proxy, and what came of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import Attempt, Value
from containerloop.plan.values import Expectation
from containerloop.protocols.proxy_answers import passed_on
from containerloop.topology.inventory import Inventory
from containerloop.topology.proxies import (
    ProxyWay,
    asked_of,
    asked_of_nobody,
    proxy_way,
    web_scheme,
)


class Proxied(Value, frozen=True):
    """The way that the environment names, the attempts over it, and the direct one beside them.

    `nobody` is what came of asking the proxy for a server that is nowhere.
    """

    way: ProxyWay
    attempts: tuple[Attempt, ...]
    direct: Attempt
    nobody: Attempt | None = None

    @property
    def answers_for_itself(self) -> bool:
        """Whether it is a web server and no proxy: it has the page of a server that is nowhere."""
        return self.nobody is not None and (self.nobody.code or "").startswith("2")

    @property
    def certain(self) -> bool:
        """Whether every common client takes this way; NO_PROXY may be read in two ways."""
        return not self.way.direct

    @property
    def told(self) -> Attempt | None:
        """The attempt that tells; None where none was made, or a log-in was wanted and is known."""
        first = next(iter(self.attempts), None)
        untold = first is not None and first.code == "407" and self.way.has_log_in
        return None if untold else first

    @property
    def passed(self) -> bool:
        """Whether the server was reached through the proxy."""
        passed = any(passed_on(a, self.direct) for a in self.attempts)
        return passed and not self.answers_for_itself

    @property
    def decides(self) -> bool:
        """Whether what came of this way is what comes of the client's calls."""
        return self.certain and self.told is not None

    @property
    def failed(self) -> bool:
        """Whether every common client goes there, and none gets through."""
        return self.decides and not self.passed

    @property
    def untested(self) -> bool:
        """Whether every common client goes there, and what comes of it was not to be seen."""
        return self.certain and self.told is None


def settled(way: Proxied | None) -> bool:
    """Whether the client's own way was seen: none over a proxy, or one that was asked."""
    return way is None or not way.untested


def proxied(
    expectation: Expectation, best: Attempt, made: Iterable[Attempt], inventory: Inventory
) -> Proxied | None:
    """How the client gets to a web server, where its environment names a proxy."""
    client, scheme = inventory.at(expectation.vantage), web_scheme(best)
    way = proxy_way(client, expectation.address, scheme) if client and scheme else None
    if way is None or scheme is None:
        return None
    asked = asked_of(expectation.address, scheme, best.opening)
    there = tuple(a for a in made if a.address == way.address and a.opening == asked)
    at_proxy = {a.opening: a for a in made if a.address == way.address}
    return Proxied(way, there, best, at_proxy.get(asked_of_nobody(asked)))
