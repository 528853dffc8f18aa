"""Changes of compose files: as a patch of masked lines, and as an override file. Pure.

A patch is made from the line that was read, so that nothing but host and port changes.
"""

from __future__ import annotations

import re
from typing import Any

from containerloop.diagnose.finding import Patch
from containerloop.diagnose.remedies.compose_yaml import RESETS, as_yaml, scalar
from containerloop.facts import Part, Reference, ServiceConfig

Override = dict[str, Any]


def part_patch(part: Part, new: str) -> Patch | None:
    """The line with other characters in one place; None where no file holds it."""
    return _patch([(part, new)])


def reference_patch(reference: Reference, host: str | None, port: int | None) -> Patch | None:
    """The lines that name this address, with another host or port (None: as it is).

    Two lines where the two stand on different ones; `---` and `+++` name the second
    file where it is another. None where no file holds the address, or where the port
    has no place in it.
    """
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
    return _patch(parts)


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


def _patch(parts: list[tuple[Part, str]]) -> Patch | None:
    if not parts:
        return None
    places = [part.place for part, _ in parts]
    file = places[0].file
    if file is None or any(place.file is None for place in places):
        return None
    lines = {(place.file, place.line) for place in places}
    if len(lines) == 1 and len({part.text for part, _ in parts}) == 1:
        blocks = [_block([(part.start, part.end, new) for part, new in parts], parts[0][0].text)]
    else:
        blocks = [_block([(part.start, part.end, new)], part.text) for part, new in parts]
    if len(blocks) == 2 and places[1].file != file:
        blocks[1] = f"--- {places[1].file}\n+++ {places[1].file}\n{blocks[1]}"
    return Patch(file=file, diff="\n".join(blocks), line=places[0].line)


def _block(edits: list[tuple[int, int, str]], text: str) -> str:
    new = text
    for start, end, value in sorted(edits, reverse=True):
        new = new[:start] + value + new[end:]
    return f"-{text}\n+{new}"


def service_key_patch(
    service: ServiceConfig, key: str, value: Any
) -> tuple[Patch | None, Override]:
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
    return Patch(file=service.file, diff="\n".join("+" + x for x in lines), line=line), override


def without_key(service: ServiceConfig, key: str, value: str) -> tuple[Patch | None, Override]:
    """A service without a setting that is written in one line.

    The patch takes the line away, and is None where no file is known to hold it. The override
    does the same.
    """
    override: Override = {"services": {service.name: {key: {RESETS: None}}}}
    line = service.lines.get(key)
    if service.file is None or line is None:
        return None, override
    row = f"-{' ' * service.indent}{key}: {scalar(value)}"
    return Patch(file=service.file, diff=row, line=line), override


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
