"""Snapshots of the fixtures, recorded on a real engine, for tests that need none.

`make snapshots` records them anew: each fixture is brought up, asked about, and what was
seen is kept in `data/snapshots/VERSION/NAME.json`. What belongs to the machine that recorded
it (paths, its own name, random ids and process numbers) is replaced, and defaults are left out.
"""

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from containerloop.cli.snapshot_files import decode
from containerloop.facts import Listener, Machine, Maybe, Snapshot, Timings, Unobserved, View
from tests.support.cases import FIXTURES, case_of

FOLDER = Path(__file__).parents[1] / "data" / "snapshots"
USUAL = "26.1"
PROJECT = re.compile(r"\bclt(?:-\w+)??-(?:gw|master)\d*-[0-9a-f]{8}\b")
LONG_ID = re.compile(r"\b[0-9a-f]{64}\b")


def all_recorded() -> list[Path]:
    """Every recorded snapshot, of all engines."""
    return sorted(FOLDER.glob("*/*.json"))


def read(path: Path) -> Snapshot:
    """A recorded snapshot."""
    return decode(path.read_bytes(), path.name)


def fixture_of(path: Path) -> Path:
    """The folder of the fixture that a recorded snapshot shows.

    `healthy+plain.2.json` is the second question of `healthy/plain`.
    """
    return FIXTURES / path.name.split(".")[0].replace("+", "/")


def keep(saved: Path, folder: Path, number: int | None = None) -> None:
    """Keep what `--save` wrote about a fixture; `number` is that of the question, from 1."""
    snapshot = impersonal(saved.read_text())
    engine = snapshot.survey.engine
    assert not isinstance(engine, Unobserved)
    version = ".".join(engine.version.split(".")[:2])
    if engine.flavour != "docker":
        version = f"{engine.flavour}-{version}"
    version += "-rootless" if engine.rootless else ""
    version += "-swarm" if snapshot.survey.swarm else ""
    version += "" if engine.address.startswith("unix:") else "-elsewhere"
    engines = case_of(folder).get("engines", [version])
    if version == USUAL and USUAL not in engines:  # no snapshot tells how an engine was started
        version = engines[0].replace(" ", "-")
    name = str(folder.relative_to(FIXTURES)).replace("/", "+")
    path = FOLDER / version / (name + (f".{number}" if number else "") + ".json")
    path.parent.mkdir(parents=True, exist_ok=True)
    written = {"version": snapshot.version} | without_defaults(snapshot)
    path.write_bytes(msgspec.json.encode(written) + b"\n")


def impersonal(text: str) -> Snapshot:
    """The snapshot without what differs by machine or by run and decides nothing."""
    text = _renamed(text, PROJECT, lambda n: "project" if n == 1 else f"other{n}")
    ids = dict.fromkeys(LONG_ID.findall(text))
    for number, each in enumerate(ids, 1):
        # hostnames and bridges have the first characters of an id
        text = text.replace(each, f"{number:012x}").replace(each[:12], f"{number:012x}")
    text = text.replace(str(FIXTURES), "/compose-fixtures")
    text = re.sub(rf"\b{re.escape(socket.gethostname())}\b", "machine", text)
    return _unhurried(_unnumbered(_unplaced(decode(text.encode()))))


def _renamed(text: str, what: re.Pattern[str], called: Callable[[int], str]) -> str:
    for number, each in enumerate(dict.fromkeys(what.findall(text)), 1):
        text = text.replace(each, called(number))
    return text


def _unplaced(snapshot: Snapshot) -> Snapshot:
    """Where the engine was, and what this machine was called."""
    survey = snapshot.survey
    assert not isinstance(survey.engine, Unobserved)
    here = survey.engine.address.startswith("unix:")
    known = () if isinstance(survey.containers, Unobserved) else survey.containers
    own = survey.machine.in_container
    address = "unix:///var/run/docker.sock" if here else survey.engine.address
    engine = replace(survey.engine, address=address, chosen_by="the default", kernel="6.1")
    machine = replace(
        survey.machine,
        hosts=tuple(h for h in survey.machine.hosts if _usual(h)),
        addresses=tuple(a for a in survey.machine.addresses if not a.startswith("fe80:")),
        in_container=own if own in {c.id for c in known} else None,
    )
    views = {vantage: _without_paths(view) for vantage, view in snapshot.views.items()}
    return replace(snapshot, survey=replace(survey, engine=engine, machine=machine), views=views)


def _without_paths(view: Maybe[View]) -> Maybe[View]:
    """Sockets in folders of the run's own, such as the engine's, are those of this machine."""
    if isinstance(view, Unobserved) or isinstance(view.unix_sockets, Unobserved):
        return view
    return replace(
        view, unix_sockets=tuple(p for p in view.unix_sockets if not p.startswith("/tmp/"))
    )


def _usual(row: tuple[str, str]) -> bool:
    return row[0] == "localhost" or row[1] == "localhost"


def _unnumbered(snapshot: Snapshot) -> Snapshot:
    """Process numbers in the order they are met."""
    machine = snapshot.survey.machine
    seen: dict[int, int] = {}

    def numbered(listener: Listener) -> Listener:
        pid = listener.pid
        return (
            listener
            if pid is None
            else replace(listener, pid=seen.setdefault(pid, 4000 + len(seen)))
        )

    def all_of(listeners: tuple[Listener, ...]) -> tuple[Listener, ...]:
        return tuple(numbered(x) for x in listeners)

    there = machine.listeners
    there = there if isinstance(there, Unobserved) else all_of(there)
    changed: Machine = replace(machine, listeners=there)
    return replace(snapshot, survey=replace(snapshot.survey, machine=changed))


def _unhurried(snapshot: Snapshot) -> Snapshot:
    """How long each thing took is of no consequence."""

    def timeless(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(timeless(each) for each in value)
        if isinstance(value, dict):
            return {key: timeless(each) for key, each in value.items()}
        if isinstance(value, msgspec.Struct):
            changes = {n: None if n == "ms" else timeless(v) for n, v in _fields(value)}
            return replace(value, **changes)
        return value

    changed: Snapshot = replace(timeless(snapshot), timings=Timings())
    return changed


def _fields(value: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(value, name)) for name in value.__struct_fields__)


def without_defaults(value: Any) -> Any:
    """The JSON value, without the fields that are as they are when nothing is said."""
    if isinstance(value, tuple | list):
        return [without_defaults(each) for each in value]
    if isinstance(value, dict):
        return {key: without_defaults(each) for key, each in value.items()}
    if not isinstance(value, msgspec.Struct):
        return value
    written = {}
    for field in msgspec.structs.fields(value):
        each = getattr(value, field.name)
        if field.required or each != _default(field):
            written[field.encode_name] = without_defaults(each)
    config = value.__struct_config__
    return ({config.tag_field: config.tag} if config.tag else {}) | written


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default
