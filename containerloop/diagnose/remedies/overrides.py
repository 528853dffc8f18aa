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
    if reference.host_part.place.where == "proxy":  # in a file that compose does not read
        return None
    changed = port is not None and port != reference.port
    template = _template(reference, changed=changed)
    where, _, name = _setting(reference.host_part.place.key)
    secret = where in ("command", "entrypoint", "healthcheck") and reference.secret
    if template is None or secret:
        return None
    wanted = _bracketed(reference, host) or _written_host(reference)
    value = _value(_filled(template, wanted, port or reference.port), template, where)
    if value is None:
        return None
    if where in ("environment", "labels", "healthcheck"):
        moved = _port_setting(reference, port) if changed else {}
        value = moved if moved and host is None else {name: value} | moved
    return {"services": {service: {where: value}}}


def _template(reference: Reference, *, changed: bool) -> str | None:
    """The setting with its holes, one more for a new port; None where that has no place."""
    if not changed or reference.template is None or reference.port_part is not None:
        return reference.template
    if not _takes_port(reference):
        return None
    return reference.template.replace("{host}", "{host}:{port}", 1)


def _port_setting(reference: Reference, port: int | None) -> Override:
    """The port's own setting, where it is another than the host's."""
    second = reference.port_part
    if second is None or second.place.key == reference.host_part.place.key:
        return {}
    return {_setting(second.place.key)[2]: str(port)}


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
