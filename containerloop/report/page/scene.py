"""What the page is made of: a snapshot, its map and its report, by what people call things. Pure.

Everything that is asked of a `Scene` is the same on every machine where the project is.
"""

from __future__ import annotations

import re
from functools import cached_property

from containerloop.diagnose.codes import CODES
from containerloop.facts import (
    Container,
    Publication,
    ServiceConfig,
    Snapshot,
    is_loopback,
    is_wildcard,
    literal,
)
from containerloop.report.comparison.own_names import OwnNames
from containerloop.report.map.values import CellLine, ProjectMap
from containerloop.report.map.whole import map_of
from containerloop.report.v1 import Report
from containerloop.topology.inventory import Inventory

NO_ANSWER = "it does not answer"
FIRST_EPHEMERAL = 32768
"""The first port that Linux and engines choose by themselves (`ip_local_port_range`)."""

_NUMBERED = re.compile(r"\bpid \d|\d (?:ms|s|min)\b|\b[0-9a-f]{12,64}\b")
_LITERAL = re.compile(r"(?<![\w.])(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-fA-F]*:[0-9a-fA-F:]+\]?)")


class Scene:
    """One snapshot with all that is read from it."""

    def __init__(self, snapshot: Snapshot, report: Report) -> None:
        self.snapshot = snapshot
        self.report = report
        self.inventory = Inventory(snapshot.survey)
        self.names = OwnNames(self.inventory)

    @cached_property
    def map(self) -> ProjectMap:
        """Who reaches what."""
        return map_of(self.snapshot)

    @cached_property
    def configs(self) -> tuple[ServiceConfig, ...]:
        """The services by name: compose sorts them so, and not every machine has its plugin."""
        services = self.inventory.project.services if self.inventory.project else ()
        return tuple(sorted(services, key=lambda each: each.name))

    def config(self, service: str) -> ServiceConfig | None:
        """A service as the compose file has it."""
        return next((c for c in self.configs if c.name == service), None)

    def container(self, service: str) -> Container | None:
        """The container of a place of the map."""
        return self.inventory.at(f"service:{service}") or next(
            (c for c in self.inventory.scope if self.inventory.label(c) == service), None
        )

    def published(self, service: str, cell: tuple[int, str]) -> tuple[Publication, ...]:
        """What the file publishes of a port (number, transport), as it was asked for.

        A port that the engine was to choose has the number 0.
        """
        container = self.container(service)
        asked = container.asked if container else ()
        return tuple(p for p in asked if (p.container_port, p.transport) == cell)

    def why(self, cell: CellLine) -> str:
        """Why a call fails: what the rules found, in words that are the same everywhere."""
        for found in self.report.causes:
            if (found.vantage, found.address) == (cell.vantage, cell.address):
                said = self.own_words(found.summary)
                meant = next((c.meaning for c in CODES if c.code == found.code), NO_ANSWER)
                return said or meant.rstrip(".")
        return NO_ANSWER

    def use_instead(self, cell: CellLine) -> str | None:
        """The address that a remedy of its cause names, where that is the same everywhere."""
        for found in self.report.causes:
            if (found.vantage, found.address) == (cell.vantage, cell.address):
                offered = (r.address for r in found.remedies if r.address)
                return next((a for a in offered if a != cell.address and self.own_words(a)), None)
        return None

    def own_words(self, said: str) -> str | None:
        """A sentence with things called as in the file; None where it depends on the machine."""
        project = self.inventory.project
        for network in self.inventory.networks:
            own = self.names.network(network.name)
            whole = rf"(?<![\w-]){re.escape(network.name)}(?![\w-])"
            said = own.join(re.split(whole, said))
        for container in self.inventory.scope:
            if container.name in said:
                said = said.replace(container.name, self.inventory.label(container))
        if project and re.search(rf"(?<![\w-]){re.escape(project.name)}[_-]\w", said):
            return None
        chosen = any(not self._is_written(found) for found in _LITERAL.findall(said))
        return None if chosen or _NUMBERED.search(said) else said

    def _is_written(self, text: str) -> bool:
        """Whether a number is one that people write: loopback, all addresses, or no number."""
        host = text.strip("[]")
        if literal(host) is None:
            return True
        own = {p.host_ip for c in self.configs for p in c.ports}
        return is_loopback(host) or is_wildcard(host) or host in own

    def is_a_finished_job(self, service: str) -> bool:
        """Whether a service without a port of its own ended as it should."""
        container = self.container(service)
        if container is None or any(s.name == service for s in self.map.servers):
            return False
        return container.state.status == "exited" and container.state.exit_code == 0
