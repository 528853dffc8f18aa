"""The map of a project, in the shape of `map --format json`.

Everything here is frozen and printable as it stands.
"""

from __future__ import annotations

from enum import StrEnum

from containerloop.diagnose.finding import Line
from containerloop.facts import Transport

SCHEMA_VERSION = 1


class Reach(StrEnum):
    """Whether a server is reached from somewhere: as it was measured, or `unknown`."""

    ANSWERS = "answers"
    FAILS = "fails"
    UNKNOWN = "unknown"


class NetworkLine(Line, frozen=True, kw_only=True):
    """A network of the project, as the compose file calls it."""

    name: str
    internal: bool


class PlaceLine(Line, frozen=True, kw_only=True):
    """A service, or `host`: this machine. `networks` are those that it is on."""

    vantage: str
    name: str
    running: bool
    networks: tuple[str, ...] = ()


class ServerLine(Line, frozen=True, kw_only=True):
    """A port of a service; `protocol` is what answered there, null where nothing did."""

    name: str
    port: int
    transport: Transport
    protocol: str | None = None


class CellLine(Line, frozen=True, kw_only=True):
    """Whether one place reaches one server, and by which address.

    `server` is null where the address leads to no server of the project. `relied_on`: somebody
    at that place relies on it. `reason` is why it was not tried.
    """

    vantage: str
    server: str | None
    port: int
    transport: Transport
    reach: Reach
    relied_on: bool
    address: str | None = None
    outcome: str | None = None
    protocol: str | None = None
    served: bool | None = None
    reason: str | None = None


class ProjectMap(Line, frozen=True, kw_only=True):
    """All places and all servers, and a cell for each two of them that are not the same."""

    schema_version: int = SCHEMA_VERSION
    project: str | None
    networks: tuple[NetworkLine, ...]
    places: tuple[PlaceLine, ...]
    servers: tuple[ServerLine, ...]
    cells: tuple[CellLine, ...]
