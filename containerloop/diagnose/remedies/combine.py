"""Two changes as one: of patches, and of overrides. Pure."""

from __future__ import annotations

from typing import Any

from containerloop.diagnose.finding import Patch


def joined(one: Patch | None, other: Patch | None) -> Patch | None:
    """Two patches of one file as one; None where that cannot be: half a change is none."""
    if one is None or other is None or one.file != other.file:
        return None
    return Patch(file=one.file, line=one.line, diff=one.diff + "\n" + other.diff)


def merged(one: dict[str, Any] | None, other: dict[str, Any] | None) -> dict[str, Any] | None:
    """Two compose overrides as one; where one cannot be printed, neither is."""
    if one is None or other is None:
        return None
    services = {**one["services"]}
    for name, keys in other["services"].items():
        services[name] = {**services.get(name, {}), **keys}
    return {**one, **other, "services": services}
