"""The change of a reference as an override file. Pure."""

from __future__ import annotations

import json
import re
from typing import Any

from containerloop.diagnose.remedies.patches import Override, _bracketed, _takes_port
from containerloop.facts import Reference


def reference_override(
    service: str, reference: Reference, host: str | None, port: int | None
) -> Override | None:
    """The override file's content that gives the setting another host or port.

    A credential in it is a variable that compose asks for. None where the setting
    cannot be written whole, or where the port has no place in it.
    """
    changed = port is not None and port != reference.port
    template, second = reference.template, reference.port_part
    if template is None or (changed and second is None and not _takes_port(reference)):
        return None
    where, _, name = _setting(reference.host_part.place.key)
    if where in ("command", "entrypoint", "healthcheck") and reference.secret:
        return None
    if changed and second is None:
        template = template.replace("{host}", "{host}:{port}", 1)
    wanted = _bracketed(reference, host) or _written_host(reference)
    value = _value(_filled(template, wanted, port or reference.port), template, where)
    if value is None or where not in ("environment", "labels", "healthcheck"):
        return None if value is None else {"services": {service: {where: value}}}
    settings: Override = {name: value}
    if second is not None and second.place.key != reference.host_part.place.key and changed:
        moved = {_setting(second.place.key)[2]: str(port)}
        settings = moved if host is None else settings | moved
    return {"services": {service: {where: settings}}}


def _value(text: str, template: str, where: str) -> Any:
    """A list where the setting is one; None for a text that should be a list and is not."""
    if not template.startswith("[") or where == "environment":
        return text
    try:
        return json.loads(text)
    except ValueError:  # a snapshot from elsewhere may hold anything
        return None


def _setting(key: str) -> tuple[str, str, str]:
    """`services.api.environment.DB_HOST` → (environment, ".", DB_HOST)."""
    match = re.search(r"(?:^|\.)(environment|labels|healthcheck|command|entrypoint)(\.|$)(.*)", key)
    return (match[1], match[2], match[3]) if match else ("environment", ".", key)


def _written_host(reference: Reference) -> str:
    return _bracketed(reference, reference.host) or reference.host


def _filled(template: str, host: str, port: int) -> str:
    """The template with its two places filled; `str.format` would obey more than these."""
    places = {"{host}": host, "{port}": str(port), "{{": "{", "}}": "}"}
    return re.sub(r"\{host\}|\{port\}|\{\{|\}\}", lambda found: places[found[0]], template)
