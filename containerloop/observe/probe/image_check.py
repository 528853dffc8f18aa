"""Whether an image on an engine is the one that this installation builds. Pure.

A tag says nothing of that: whoever can build an image can give it any tag, and the probe stands on
the network of the engine's host. Only the comparison belongs here.
"""

from __future__ import annotations

from collections.abc import Mapping

_DECIDES_WHAT_RUNS = (
    "Entrypoint", "Cmd", "Env", "User", "WorkingDir", "Volumes", "ExposedPorts", "Healthcheck",
    "OnBuild", "Shell", "StopSignal", "Labels",
)  # fmt: skip
"""What an image brings into its containers, besides the files of its layers."""


def difference(seen: object, built: Mapping[str, object]) -> str | None:
    """What sets an image apart from the one that was built; None where nothing does.

    `seen` is the engine's answer about it, of the classic store or of containerd's; `built` the
    configuration of our own (`image_config`). What the answer leaves out counts as empty, the
    layers do not.

    >>> difference({"RootFS": {"Layers": ["sha256:1"]}}, {"rootfs": {"diff_ids": ["sha256:2"]}})
    'its layers'
    """
    if _at(seen, "RootFS", "Layers") != _at(built, "rootfs", "diff_ids"):
        return "its layers"
    if (_at(seen, "Os"), _at(seen, "Architecture")) != (
        _at(built, "os"),
        _at(built, "architecture"),
    ):
        return "its platform"
    for key in _DECIDES_WHAT_RUNS:
        if (_at(seen, "Config", key) or None) != (_at(built, "config", key) or None):
            return f"its {key}"
    return None


def _at(value: object, *keys: str) -> object:
    """What stands there; None where the value has another shape."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
