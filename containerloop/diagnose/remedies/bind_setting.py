"""Where a container's server is told what to listen on, and that setting changed. Pure."""

from __future__ import annotations

from typing import Any

from containerloop.diagnose.file_change import FileChange
from containerloop.diagnose.remedies.overrides import reference_override
from containerloop.diagnose.remedies.patches import reference_patch
from containerloop.facts import Container, Reference


def bind_setting(container: Container, port: int) -> Reference | None:
    """Where the loopback address is written: with this port, or the only one without any."""
    exact = [b for b in container.binds if b.port == port]
    loose = [b for b in container.binds if b.port == 0]
    return next(iter(exact or (loose if len(loose) == 1 else [])), None)


def bound_to(
    container: Container, port: int, address: str
) -> tuple[FileChange | None, dict[str, Any] | None]:
    """That setting with another address, as a patch and as an override; None where none is known.

    There is an override where compose made the container.
    """
    bind = bind_setting(container, port)
    if bind is None:
        return None, None
    service = container.service or container.name
    patch = reference_patch(bind, address, None)
    if container.project is None:
        return patch, None
    return patch, reference_override(service, bind, address, None)
