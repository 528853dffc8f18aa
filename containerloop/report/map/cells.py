"""Which place reaches which server, read from a snapshot's attempts. Pure.

Nothing is diagnosed here: a cell says what was measured, or why nothing was.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.diagnose.rule_facts.views import all_attempts
from containerloop.diagnose.serviced import serviced
from containerloop.facts import (
    Attempt,
    Container,
    Outcome,
    Snapshot,
    Transport,
    Unobserved,
    literal,
)
from containerloop.plan.values import Expectation
from containerloop.plan.whole_project import ServerPort
from containerloop.report.map.values import CellLine, Reach
from containerloop.topology.destination import Destination, destination_of, destination_of_call
from containerloop.topology.inventory import Inventory

NOT_PUBLISHED = "not published on this machine"
NO_NETWORK = "no network in common"
NOT_TRIED = "not tried from there"


class Cells:
    """The cells of one snapshot."""

    def __init__(
        self,
        snapshot: Snapshot,
        inventory: Inventory,
        servers: tuple[ServerPort, ...],
        expected: tuple[Expectation, ...],
    ) -> None:
        self._snapshot = snapshot
        self._inventory = inventory
        self._servers = servers
        self._expected = expected
        self._made: dict[tuple[str, str, int], list[Attempt]] = {}
        for attempt in all_attempts(snapshot):
            there = destination_of_call(attempt, inventory)
            if there.container is not None:
                key = (attempt.vantage, there.container.id, there.port)
                self._made.setdefault(key, []).append(attempt)

    def of(self, places: list[str]) -> Iterator[CellLine]:
        """A cell for each place and server, then what leads to no server at all."""
        for vantage in places:
            for server in self._servers:
                if not self._is_itself(vantage, server.container):
                    yield self._cell(vantage, server)
        yield from self._lost(places)

    def _is_itself(self, vantage: str, server: Container) -> bool:
        client = self._inventory.at(vantage)
        owner = self._inventory.namespace_owner
        return client is not None and owner(client) is owner(server)

    def _cell(self, vantage: str, server: ServerPort) -> CellLine:
        relied = [e for e in self._expected if e.vantage == vantage and self._leads(e, server)]
        owner = self._inventory.namespace_owner(server.container)
        key = (vantage, owner.id, server.port.number)
        made = self._made.get(key) or self._made.get((vantage, server.container.id, key[2]), [])
        wanted = {e.address for e in relied}
        tries = [a for a in made if a.address.transport is server.port.transport]
        best = max(tries, key=lambda a: _rank(a, a.address in wanted), default=None)
        failing = next((a for a in tries if a.address in wanted and _reach(a) is Reach.FAILS), None)
        told = failing or best
        label = self._inventory.label(server.container)
        if told is None:
            return self._unmade(vantage, server, label, relied=bool(relied))
        return _line(told, label, server.port.number, relied=bool(relied))

    def _leads(self, expectation: Expectation, server: ServerPort) -> bool:
        there = self._led(expectation)
        return (
            there.container is not None
            and there.port == server.port.number
            and expectation.address.transport is server.port.transport
            and self._inventory.namespace_owner(there.container)
            is self._inventory.namespace_owner(server.container)
        )

    def _led(self, each: Expectation) -> Destination:
        client = self._inventory.at(each.vantage)
        return destination_of(each.address, each.vantage, client, self._inventory)

    def _unmade(self, vantage: str, server: ServerPort, label: str, *, relied: bool) -> CellLine:
        return CellLine(
            vantage=vantage,
            server=label,
            port=server.port.number,
            transport=server.port.transport,
            reach=Reach.UNKNOWN,
            relied_on=relied,
            reason=self._why_not(vantage, server),
        )

    def _why_not(self, vantage: str, server: ServerPort) -> str:
        view = self._snapshot.views.get(vantage)
        if isinstance(view, Unobserved):
            return view.reason
        if not server.container.state.running:
            return f"{self._inventory.label(server.container)} is not running"
        client = self._inventory.at(vantage)
        if client is None:
            return NOT_TRIED if server.published else NOT_PUBLISHED
        shared = self._inventory.shared_networks(client, server.container)
        return NOT_TRIED if shared else NO_NETWORK

    def _lost(self, places: list[str]) -> Iterator[CellLine]:
        """What somebody relies on and no server of the project has."""
        known = {(s.container.id, s.port.number) for s in self._servers}
        for each in self._expected:
            there = self._led(each)
            inside = there.container is not None and (there.container.id, there.port) in known
            made = [
                a
                for a in all_attempts(self._snapshot)
                if (a.vantage, a.address) == (each.vantage, each.address)
            ]
            if made and not inside and each.vantage in places:
                best = max(made, key=lambda a: _rank(a, True))
                yield _line(best, None, each.address.port, relied=True)


def _line(attempt: Attempt, server: str | None, port: int, *, relied: bool) -> CellLine:
    tried = attempt.outcome is not Outcome.NOT_TRIED
    return CellLine(
        vantage=attempt.vantage,
        server=server,
        port=port,
        transport=attempt.address.transport,
        reach=_reach(attempt),
        relied_on=relied,
        address=str(attempt.address),
        outcome=attempt.outcome,
        protocol=attempt.protocol,
        served=serviced(attempt).served if tried else None,
        reason=attempt.reason,
    )


def _reach(attempt: Attempt) -> Reach:
    """A datagram that nobody answered tells nothing: many servers never answer."""
    if attempt.outcome is Outcome.NOT_TRIED:
        return Reach.UNKNOWN
    if attempt.outcome is Outcome.SILENT and attempt.address.transport is Transport.UDP:
        return Reach.UNKNOWN
    reached = attempt.outcome.reached and serviced(attempt).served is not False
    return Reach.ANSWERS if reached else Reach.FAILS


def _rank(attempt: Attempt, wanted: bool) -> tuple[bool, bool, bool]:
    """What answers before what fails; what is relied on before the rest; names before numbers."""
    return _reach(attempt) is Reach.ANSWERS, wanted, literal(attempt.address.host) is None
