"""Changes of compose files: as a patch of masked lines, and as an override file. Pure.

A patch is made from the line that was read, so that nothing but host and port changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from containerloop.diagnose.file_change import Added, FileChange, Removed, Replaced, Reworded
from containerloop.diagnose.remedies.compose_yaml import RESETS, as_yaml, scalar
from containerloop.facts import Part, Reference, ServiceConfig

Override = dict[str, Any]


def part_patch(part: Part, new: str) -> FileChange | None:
    """The line with other characters in one place; None where no file holds it."""
    return parts_patch([(part, new)])


def reference_patch(reference: Reference, host: str | None, port: int | None) -> FileChange | None:
    """The lines that name this address, with another host or port (None: as it is).

    Two lines where the two stand on different ones; `---` and `+++` name the second
    file where it is another. None where no file holds the address, or where the port
    has no place in it.
    """
    return references_patch([reference], host, port)


def references_patch(
    references: Sequence[Reference], host: str | None, port: int | None
) -> FileChange | None:
    """The lines of several references with another host or port, as one patch in file order.

    None where one of them cannot be changed in a file: half a change is none.
    """
    parts: list[tuple[Part, str]] = []
    for reference in references:
        found = _changed_parts(reference, host, port)
        if found is None:
            return None
        parts += found
    return parts_patch(parts)


def _changed_parts(
    reference: Reference, host: str | None, port: int | None
) -> list[tuple[Part, str]] | None:
    first, second = reference.host_part, reference.port_part
    changed = port is not None and port != reference.port
    if first.place.file is None or (changed and second is None and not _takes_port(reference)):
        return None
    new_host = _bracketed(reference, host)
    if second is None:
        new_host = (
            f"{new_host or first.text[first.start : first.end]}:{port}" if changed else new_host
        )
    parts = [(first, new_host)] if new_host is not None else []
    if second is not None and changed:
        parts.append((second, str(port)))
    return parts


def _takes_port(reference: Reference) -> bool:
    """Whether `:port` may follow the host where none is written (a URL, not DB_HOST)."""
    template = reference.template
    return template is not None and "{host}" in template and not _alone(template)


def _alone(template: str | None) -> bool:
    return template is None or template == "{host}" or bool(re.search(r"(?i)host *=", template))


def _bracketed(reference: Reference, host: str | None) -> str | None:
    """An IPv6 address needs brackets before a port, and none in a variable of its own."""
    if host is None or ":" not in host:
        return host
    return host if _alone(reference.template) else f"[{host}]"


def parts_patch(parts: Sequence[tuple[Part, str]]) -> FileChange | None:
    """Characters of several lines replaced, in file order; None where a file is not known."""
    places = [part.place for part, _ in parts]
    if not places or any(place.file is None for place in places):
        return None
    files = list(dict.fromkeys(place.file for place in places))
    rows: dict[tuple[int, int, str], set[Replaced]] = {}
    keys: dict[tuple[int, int, str], dict[str, None]] = {}
    for part, new in parts:
        line = (files.index(part.place.file), part.place.line or 0, part.text)
        rows.setdefault(line, set()).add((part.start, part.end, new))
        keys.setdefault(line, {})[part.place.key] = None
    edits = tuple(
        Reworded(
            file=files[at[0]] or "",
            line=at[1],
            was=at[2],
            parts=tuple(sorted(rows[at])),
            keys=tuple(keys[at]),
        )
        for at in sorted(rows, key=lambda row: row[:2])
    )
    return FileChange(edits=edits)


def service_key_patch(
    service: ServiceConfig, key: str, value: Any
) -> tuple[FileChange | None, Override]:
    """Lines that add `value` to a list or mapping of a service (or set a plain key).

    The patch only adds; its line is the one to add after. It is None where no file is
    known, or where the setting is written in one line. The override does the same.
    """
    override: Override = {"services": {service.name: {key: _whole(service, key, value)}}}
    if service.file is None or service.line is None:
        return None, override
    if key in service.lines:
        prefix = service.items.get(key)
        if not prefix or not isinstance(value, list):
            return None, override
        lines = [prefix + _item(prefix, key, item) for item in value]
        line = service.lines[key]
    else:
        whole = as_yaml({key: _whole(service, key, value)}, service.indent)
        lines, line = whole, service.line
    keys = (f"services.{service.name}.{key}",)
    added = Added(file=service.file, line=line, lines=tuple(lines), keys=keys)
    return FileChange(edits=(added,)), override


def without_key(service: ServiceConfig, key: str, value: str) -> tuple[FileChange | None, Override]:
    """A service without a setting that is written in one line.

    The patch takes the line away, and is None where no file is known to hold it. The override
    does the same.
    """
    override: Override = {"services": {service.name: {key: {RESETS: None}}}}
    line = service.lines.get(key)
    if service.file is None or line is None:
        return None, override
    row = f"{' ' * service.indent}{key}: {scalar(value)}"
    keys = (f"services.{service.name}.{key}",)
    removed = Removed(file=service.file, line=line, was=row, keys=keys)
    return FileChange(edits=(removed,)), override


def _whole(service: ServiceConfig, key: str, value: Any) -> Any:
    """A service without `networks:` is on the default one, until it names another."""
    if key == "networks" and "networks" not in service.lines and isinstance(value, list):
        return ["default", *(item for item in value if item != "default")]
    return value


def _item(prefix: str, key: str, item: Any) -> str:
    if prefix.rstrip().endswith("-"):
        return scalar(item)
    name, _, rest = str(item).partition(":" if key == "extra_hosts" else "=")
    return f"{name}: {scalar(rest)}" if rest else f"{name}:"
