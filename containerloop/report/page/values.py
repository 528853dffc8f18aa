"""The team's page, in the shape of `document --format json` and of `containerloop.lock.json`.

Everything here is the same on every machine where the project is: no times, versions, ids, nor
addresses and ports that an engine chose. Everything is frozen and printable as it stands.
"""

from __future__ import annotations

from enum import StrEnum

from containerloop.diagnose.finding import Line
from containerloop.facts import Transport
from containerloop.report.map.values import ProjectMap

SCHEMA_VERSION = 1
LOCK_VERSION = 1


class Basis(StrEnum):
    """How a thing is known; `unseen` is what could not be looked at."""

    MEASURED = "measured"
    PREDICTED = "predicted"
    UNSEEN = "unseen"


class Way(Line, frozen=True, kw_only=True):
    """How one place reaches a server: addresses that work, and why others do not."""

    addresses: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    basis: Basis = Basis.MEASURED


class ReachRow(Line, frozen=True, kw_only=True):
    """A port of a service, and the way to it from each place of the caller.

    `protocol` is what answered there, null where nothing did. `machine` is a browser or program
    on the machine, `services` the other services of the project, `others` a container of another
    project, `job` a job of CI that brings the project up, `network` a phone or another computer.
    """

    service: str
    port: int
    transport: Transport
    protocol: str | None
    machine: Way
    services: Way
    others: Way
    job: Way
    network: Way


class HostUse(Line, frozen=True, kw_only=True):
    """A program of the machine that a service refers to, at `key` of the compose file.

    `program` is the usual one on this port, null where none is; `setting` is how it is told to
    listen beyond 127.0.0.1. `diff` is what the service lacks to have the name everywhere,
    `firewall` the command that lets the service in, or that prints it.
    """

    service: str
    key: str
    address: str
    program: str | None = None
    setting: str | None = None
    diff: tuple[str, ...] = ()
    firewall: str = ""


class Known(StrEnum):
    """How it is known what reaches a program of the machine on a platform."""

    TESTED = "tested"
    BY_CONTAINERLOOP = "tested by containerloop"
    DOCUMENTED = "documented"


class Arrival(StrEnum):
    """What came of a call to a program of the machine; a program may not run there just then."""

    ANSWERED = "answered"
    ARRIVED = "arrived"
    NO_NAME = "no-name"


class HostTest(Line, frozen=True, kw_only=True):
    """A call of this project to a program of the machine, made on a platform (`platforms/`)."""

    platform: str
    service: str
    address: str
    arrival: Arrival


class HostPlatform(Line, frozen=True, kw_only=True):
    """What calls by the `name` of the machine need on these platforms, which are alike in it.

    `way` is what becomes of the name, `listen` where the program has to listen, `tests` are the
    calls that showed it.
    """

    platforms: tuple[str, ...]
    name: str
    way: str
    listen: str
    known: Known
    tests: tuple[HostTest, ...] = ()


class BrowserVariable(Line, frozen=True, kw_only=True):
    """A variable whose address a browser uses; `use` is what a browser needs instead."""

    service: str
    variable: str
    address: str
    works: bool
    use: str | None = None


class GoodName(Line, frozen=True, kw_only=True):
    """A name of a service that the resolver of its networks answers."""

    name: str
    service: str
    networks: tuple[str, ...] = ()


class BadName(Line, frozen=True, kw_only=True):
    """An address that looks right at a place and does not work there; `use` is what does."""

    address: str
    place: str
    why: str
    use: str | None
    basis: Basis


class Openness(Line, frozen=True, kw_only=True):
    """What is closed, and what is open beyond the machine; each a port as `db:5432`."""

    internal_networks: tuple[str, ...] = ()
    unpublished: tuple[str, ...] = ()
    this_machine_only: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is anything to say."""
        return bool(
            self.internal_networks or self.unpublished or self.this_machine_only or self.exposed
        )


class CommandLine(Line, frozen=True, kw_only=True):
    """What to type, and what it tells."""

    command: str
    tells: str


class Unseen(Line, frozen=True, kw_only=True):
    """What could not be looked at, and why."""

    what: str
    reason: str


class PageReport(Line, frozen=True, kw_only=True):
    """The page: each part only where the project has it, in the order in which it is written."""

    schema_version: int = SCHEMA_VERSION
    reach: tuple[ReachRow, ...]
    host_programs: tuple[HostUse, ...] = ()
    host_platforms: tuple[HostPlatform, ...] = ()
    browser_variables: tuple[BrowserVariable, ...] = ()
    good_names: tuple[GoodName, ...] = ()
    bad_names: tuple[BadName, ...] = ()
    openness: Openness = Openness()
    drawing: ProjectMap | None = None
    commands: tuple[CommandLine, ...] = ()
    unseen: tuple[Unseen, ...] = ()


class Lock(Line, frozen=True, kw_only=True):
    """What `--write` keeps beside the compose file: the page as it was measured.

    `compose` is a digest of what matters of the compose files (`report.page.compose_digest`);
    `style` whose Markdown was written.
    """

    lock_version: int = LOCK_VERSION
    compose: str
    style: str
    page: PageReport
