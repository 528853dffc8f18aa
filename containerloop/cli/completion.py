"""What the shell may complete: targets and vantages, from the compose file here.

No engine is asked.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

from containerloop.facts import ENGINE_HOST, HOST
from containerloop.survey.compose.project import read_project
from containerloop.survey.engine.docker_context import contexts, home_folder

PATIENCE_S = 1.0
"""Seconds after which a person who pressed the key has waited enough."""

_SERVICE = "service:"


def vantages(incomplete: str) -> list[str]:
    """The vantages that begin with what was typed; a service's plain name is one as well.

    Some shells end a word at a colon: there only the plain name can be completed.
    """
    known = [HOST, ENGINE_HOST]
    if not any(incomplete and place.startswith(incomplete) for place in known):
        names = _services()
        known += [_SERVICE + name for name in names]
        known += names if incomplete else []
    return [each for each in known if each.startswith(incomplete)]


def targets(incomplete: str) -> list[str]:
    """The services that begin with what was typed: each may be asked about without its port."""
    return [each for each in _services() if each.startswith(incomplete)]


def engines(incomplete: str) -> list[str]:
    """The Docker contexts that begin with what was typed."""
    known = contexts(os.environ, home_folder())
    return [each for each in known if each.startswith(incomplete)]


def _services() -> list[str]:
    """The services of the compose file here; none where reading it fails or takes long."""
    found: list[str] = []
    # a daemon, so that a file which takes long does not hold the shell up either
    reader = threading.Thread(target=_read, args=(found,), daemon=True)
    reader.start()
    reader.join(PATIENCE_S)
    return list(found)


def _read(found: list[str]) -> None:
    with contextlib.suppress(Exception):  # a completion that fails must not be seen
        project = read_project(Path.cwd())
        if project is not None:
            found.extend(service.name for service in project.services)
