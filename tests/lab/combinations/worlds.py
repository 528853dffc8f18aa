"""A world as data: the files of a project, what happens to it, what is asked, what must come.

Only shapes may live here; `live.py` makes them real.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

HEALTHY = "healthy"
Service = dict[str, Any]


Setting = tuple[tuple[str, ...], tuple[str, ...]]
"""A command on the engine's host, and the one that undoes it, () where none has to."""


@dataclass(frozen=True)
class Case:
    """One question (the words after `why`) and the code that must be found first.

    `warning`: the code is a warning's, of a server that answers.
    """

    words: tuple[str, ...]
    code: str
    warning: bool = False


@dataclass(frozen=True)
class Ready:
    """`service` is ready when it listens on `port`, or, with port 0, keeps being restarted."""

    service: str
    port: int
    transport: Literal["tcp", "udp"] = "tcp"


@dataclass(frozen=True)
class World:
    """`compose` is the file's content; `beside` that of another project, up before it, and
    `override` that of a second file of this one.

    `host` are commands of processes on the engine's host; `afterwards` are compose commands
    once it is up, `rewritten` the file's content after that. `by_hand` is started by
    `compose run`, apart from the rest. `may_fail`: `up` need not succeed.
    `detached` are services that are taken off the default network.
    `firewall` is a rule for the engine's host, where the engine is ours; so are `settings`,
    commands on that host, each with the one that undoes it (before the project is up), and
    `later`, once it is, when `{web}` is the process id of service web there. `alone`: what
    they change is every project's, so that none may stand beside this one.
    """

    title: str
    compose: dict[str, Any]
    ready: tuple[Ready, ...]
    cases: tuple[Case, ...]
    files: dict[str, str] = field(default_factory=dict)
    beside: dict[str, Any] | None = None
    override: dict[str, Any] | None = None
    host: tuple[tuple[str, ...], ...] = ()
    afterwards: tuple[tuple[str, ...], ...] = ()
    rewritten: dict[str, Any] | None = None
    by_hand: Ready | None = None
    detached: tuple[str, ...] = ()
    up: tuple[str, ...] = ()
    may_fail: bool = False
    firewall: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    later: tuple[Setting, ...] = ()
    alone: bool = False
    style: Literal["block", "json"] = "block"
    name: str = "compose.yaml"
