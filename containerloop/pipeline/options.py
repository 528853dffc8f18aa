"""`RunOptions`: how a question is to be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from containerloop.facts import Swarm

if TYPE_CHECKING:
    from containerloop.observe.probe.guard import Guard
    from containerloop.survey.engine.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedEngine:
    """An engine of several that are asked; `context` is "" for the one in use.

    `node` is the id by which its swarm knows it, "" where it is in none. Its probes have the run's
    id `run_id`, and the `guard` removes what is left of them.
    """

    connection: Connection
    context: str = ""
    node: str = ""
    run_id: str = ""
    guard: Guard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a question is to be asked; `timeout_s` is an attempt's deadline in seconds.

    Without `explain` it is only measured what comes of each call, and not why it fails.
    `told` is what another engine has told of the swarm that this one may be a worker of;
    `nodes` are the engines of its other nodes that are asked as well.
    `meanwhile` is called once in another thread, while the first probes are waited for.
    """

    connection: Connection | None
    no_engine: str = ""
    told: Swarm | None = None
    nodes: tuple[AskedEngine, ...] = ()
    cwd: Path
    files: tuple[str, ...] = ()
    project: str | None = None
    timeout_s: float = 4.0
    probe: bool = True
    explain: bool = True
    prove: bool = True
    log_in: bool = True
    logs: bool = True
    progress: Callable[[str], None] = lambda text: None
    meanwhile: Callable[[], None] = lambda: None
