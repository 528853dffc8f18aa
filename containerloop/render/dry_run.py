"""What --dry-run prints: where a run would look from, and what it would ask of the engine.

Pure. Only the wording of a plan may live here; what is looked at is decided by `plan`.
"""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import Unobserved
from containerloop.facts.printable import printable
from containerloop.plan.values import (
    EngineHost,
    Expectation,
    Inside,
    Look,
    OwnSockets,
    Peer,
    Plan,
    Stand,
    StandIn,
)
from containerloop.render.text.words import place

READS = (
    "/proc/net/tcp",
    "/proc/net/tcp6",
    "/proc/net/udp",
    "/proc/net/udp6",
    "/proc/net/route",
    "/etc/hosts",
    "/etc/resolv.conf",
    "/proc/net/unix",
)
"""The files that every probe reads, of the network it stands in."""
MARKS = ("/proc/self/ns/net", "/proc/sys/kernel/random/boot_id")
"""What a probe on the engine's host reads as well: whether that network is this machine's."""

_LIMIT = 300
_SURVEY = (
    "Requests to the engine that change nothing:",
    "  GET /_ping, /version, /info, /networks, /containers/json, /containers/ID/json",
    "  of a swarm's manager also: GET /services, /tasks, /nodes",
    "  and HEAD /_ping by `docker compose config`, which resolves the compose files",
    "  after a failure: GET /containers/ID/logs, the last 200 lines of up to six containers that",
    "    fail or are asked for an answer; --no-logs skips this",
)
_PROBES = (
    "Requests for probes, which are containerloop's own containers:",
    "  once: GET /images/NAME/json, and if the engine does not have the probe's image",
    "    POST /images/load, from this installation; nothing is pulled",
    "  for each probe: POST /containers/create, POST /containers/ID/attach,",
    "    POST /containers/ID/start, and POST /networks/ID/connect for a second network",
    "  a probe has no privileges and no mounts, carries the label containerloop.run, exits",
    "    by itself and is then removed by the engine; DELETE /containers/ID only for one that",
    "    did not start, in this run or in an earlier one that was killed",
    "After a failure, more probes may look inside the running containers it points at, and",
    "  into the network of the engine's host. If a client stops while it is inspected, a",
    "  probe may take its place on its networks.",
)
_PROOFS = (
    "To try a fix, more probes may be started; some relay to the server, from an address on",
    "  its own network or from 127.0.0.1 and a free port of the engine's host, for as long as",
    "  the attempt takes. --no-prove skips this.",
)
_UNPROBED = ("No probe is started: only engine metadata and this machine's sockets are used.",)


def render_plan(plan: Plan, *, probe: bool = True, prove: bool = True) -> str:
    """The plan as plain text that ends in a newline; nothing of it has been started.

    `probe` and `prove` are False for a run with --no-probe and --no-prove.
    """
    relied_on = {(e.vantage, str(e.address)): e for e in plan.expectations}
    lines = ["Nothing was started. A run would measure:"]
    for look in plan.looks:
        lines += ["", *_look(look, relied_on)]
    lines += ["", *_SURVEY, ""]
    lines += _PROBES if probe else _UNPROBED
    if probe:
        lines += ["", *(_PROOFS if prove else ("No fix is tried (--no-prove).",))]
    return "\n".join(lines) + "\n"


def _look(look: Look, relied_on: dict[tuple[str, str], Expectation]) -> list[str]:
    head = f"from {place(look.vantage)}"
    if isinstance(look.stand, Unobserved):
        tried = ", ".join(_clean(str(each.address)) for each in look.tries)
        missed = [f"  it would have tried {tried}"] if tried else []
        return [f"{head}: not possible, because {_clean(look.stand.reason)}", *missed]
    tries = [
        _clean(str(each.address)) + _why(relied_on.get((look.vantage, str(each.address))))
        for each in look.tries
    ]
    skips = [f"{_clean(str(address))} ({_clean(reason)})" for address, reason in look.untried]
    marks = (" ".join(MARKS),) if isinstance(look.stand, EngineHost) else ()
    files = (" ".join(READS[:4]), " ".join(READS[4:]), *marks)
    reads = () if isinstance(look.stand, OwnSockets) else files
    return [
        f"{head}, {_standing(look.stand)}",
        *_column("tries", tries),
        *_column("skips", skips),
        *_column("reads", reads),
    ]


def _standing(stand: Stand) -> str:
    match stand:
        case OwnSockets():
            return "with this machine's own sockets"
        case EngineHost():
            return "with a probe container on the network of the engine's host"
        case Inside():
            return f"with a probe container that shares the network of {_short(stand.container_id)}"
        case Peer():
            return f"with a probe container on the network {_clean(stand.network)}"
        case StandIn():
            return f"with a probe container in its place, {_networks(stand)}"


def _networks(stand: StandIn) -> str:
    networks = ", ".join(_clean(each) for each in stand.networks)
    hosts = ", ".join(_clean(each) for each in stand.extra_hosts)
    return f"on {networks}" + (f" with the extra hosts {hosts}" if hosts else "")


def _why(expectation: Expectation | None) -> str:
    """Who counts on the address; nothing for those that only fill the matrix."""
    if expectation is None:
        return ""
    if expectation.reference is None:
        return "  (relied on)"
    written = expectation.reference.host_part.place
    at = f"{written.file}:{written.line}" if written.file and written.line else written.key
    return f"  (relied on: {_clean(at)})"


def _column(label: str, rows: Iterable[str]) -> list[str]:
    heads = [label]
    return [f"  {heads.pop() if heads else '':5}  {row}" for row in rows]


def _short(container_id: str) -> str:
    """An id as `docker ps` shows it."""
    return f"container {_clean(container_id)[:12]}"


def _clean(text: str) -> str:
    return printable(text, _LIMIT)
