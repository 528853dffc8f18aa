"""`doctor`: which engine this is, what can be seen through it and here, and what not."""

from __future__ import annotations

import os
import sys
import time
import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from containerloop import __version__
from containerloop.cli.output import Format, Progress, colored, width
from containerloop.cli.runs import visibility
from containerloop.cli.runs.visibility import Capability
from containerloop.cli.streams import write
from containerloop.errors import ProbeUnavailable
from containerloop.facts import (
    ENGINE_HOST,
    Address,
    Engine,
    Maybe,
    Question,
    Survey,
    Unobserved,
    View,
    Whereabouts,
)
from containerloop.facts.printable import printable
from containerloop.observe.engine_host import with_whereabouts
from containerloop.observe.observer import open_observer
from containerloop.observe.probe.guard import Guard
from containerloop.observe.probe.image import ensure_image
from containerloop.observe.probe.placement import Placement
from containerloop.plan.values import EngineHost, Look, PlannedAttempt
from containerloop.platforms.known import platform_of
from containerloop.platforms.traits import Platform
from containerloop.render.json import json_text
from containerloop.render.text.styled_lines import line, name, wrap, written
from containerloop.report.v1 import ExitStatus
from containerloop.survey.collect import survey
from containerloop.survey.compose.plugin import find_plugin
from containerloop.survey.engine.connection import Connection, connect, new_client
from containerloop.survey.machine import observe_machine

if TYPE_CHECKING:
    from docker import APIClient

_WHOLE = 2000
"""Characters of what an engine says of a failure."""
_DISCARD = 9
"""A port that is dialled on ::1 only to learn whether that address is there."""


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything `doctor` says; `probe_ms` is the time from asking for a probe to its end."""

    engine: Engine
    platform: Platform
    capabilities: tuple[Capability, ...]
    probe_ms: float | None

    @property
    def status(self) -> ExitStatus:
        """Inconclusive where the main job would have to leave something out."""
        seen = all(sight.seen for sight in self.capabilities)
        return ExitStatus.REACHABLE if seen else ExitStatus.INCONCLUSIVE


def run(form: Format) -> int:
    """Print what can be seen here; the exit status. Raises a ContainerloopError without engine."""
    progress = Progress()
    try:
        progress.say("asking the engine what it is")
        examined = _examine(connect())
    finally:
        progress.clear()
    write(_json(examined) if form is Format.JSON else _text(examined))
    return int(examined.status)


def _examine(connection: Connection) -> Examined:
    run_id = uuid.uuid4().hex[:12]
    with Guard(new_client, run_id) as guard:
        there = _survey(connection)
        probe_ms, host, where = _through_probes(connection.client, run_id, guard)
    there = with_whereabouts(there, where)
    engine = there.engine
    assert isinstance(engine, Engine)  # the survey of a connection raises otherwise
    seen = (
        visibility.probes(probe_ms),
        visibility.engines_host(host),
        visibility.whose_host(engine, there.machine),
        *visibility.swarm(there.swarm),
        _listeners(),
        _compose(),
    )
    notes = [Capability("the engine warns", True, warning) for warning in engine.warnings]
    taken = None if isinstance(probe_ms, Unobserved) else probe_ms
    return Examined(
        engine, platform_of(engine, there.machine), (*seen, visibility.ipv6(host), *notes), taken
    )


def _survey(connection: Connection) -> Survey:
    """The survey of a question about nothing, so that no compose file can be in the way."""
    return survey(
        Question(target="", port=_DISCARD),
        connection=connection,
        read_project=lambda *words: None,
    )


def _through_probes(
    client: APIClient, run_id: str, guard: Guard
) -> tuple[Maybe[float], Maybe[View], Whereabouts | None]:
    """A probe on no network, timed in milliseconds; then one on the engine's host."""
    with open_observer(client, run_id=run_id, timeout_s=2.0, guard=guard) as observer:
        try:
            ensure_image(client)  # once for this engine, so no part of what a run takes
            began = time.monotonic()
            with observer.sessions.temporary(Placement(mode="none")) as session:
                session.exchange((), 5.0)
            taken = round(1000 * (time.monotonic() - began), 1)
        except ProbeUnavailable as unavailable:
            reason = Unobserved(unavailable.message)
            return reason, reason, None
        ipv6 = PlannedAttempt(Address(host="::1", port=_DISCARD))
        host = observer.observe([Look(ENGINE_HOST, EngineHost(), (ipv6,))])[ENGINE_HOST]
        return taken, host, observer.whereabouts


def _listeners() -> Capability:
    """Whose the sockets here are, by asking about every port that is listened on."""
    listeners = observe_machine().listeners
    if not isinstance(listeners, Unobserved):
        listeners = observe_machine({row.port for row in listeners}).listeners
    return visibility.owners(listeners, root=hasattr(os, "geteuid") and os.geteuid() == 0)


def _compose() -> Capability:
    return visibility.compose_files(find_plugin(os.environ))


def _json(examined: Examined) -> str:
    value = {
        "version": __version__,
        "engine": examined.engine,
        "platform": examined.platform.key,
        "probe_ms": examined.probe_ms,
        "capabilities": [asdict(sight) for sight in examined.capabilities],
        "exit_status": int(examined.status),
    }
    return json_text(value)


def _text(examined: Examined) -> str:
    engine = examined.engine
    kind = f"rootless {engine.flavour}" if engine.rootless else engine.flavour
    host = f"{engine.os}/{engine.arch}, kernel {engine.kernel}"
    rows = [
        line(("engine   ", "strong"), name(f"{kind} {engine.version}, API {engine.api_version}")),
        line("platform ", name(examined.platform.name)),
        line("address  ", name(f"{engine.address} (from {engine.chosen_by})")),
        line("host     ", name(host)),
        (),
    ]
    widest = max(len(sight.what) for sight in examined.capabilities)
    for sight in examined.capabilities:
        mark = ("✓ ", "good") if sight.seen else ("– " if sight.usual else "✗ ", "unsure")
        # an engine's refusal names its cause at the very end
        told = line(mark, f"{sight.what:{widest}}  ", printable(sight.detail, _WHOLE))
        rows += wrap(told, width(), widest + 4)
    missed = sum(not sight.seen for sight in examined.capabilities)
    end = f"{missed} of these cannot be seen; reports say so where it matters" if missed else ""
    rows += [(), line(end or "Everything that containerloop looks at can be seen.")]
    return written(rows, color=colored(), encoding=sys.stdout.encoding or "ascii")
