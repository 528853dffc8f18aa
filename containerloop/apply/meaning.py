"""What a project's files mean before and after an edit: the same, but for the change. I/O: files.

Read by this program before anything is written, and by `docker compose config`, where it is
installed, once it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from containerloop.apply.refusal import Refused
from containerloop.errors import ComposeFileInvalid
from containerloop.facts import Project
from containerloop.survey.compose.effective_settings import effective_settings
from containerloop.survey.compose.plugin import Asked, Effective, find_plugin

_MISSING = object()


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """The dotted paths of the settings that differ; a list is one setting."""
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        if before != after or isinstance(before, bool) is not isinstance(after, bool):
            yield path
        return
    for key in dict.fromkeys((*before, *after)):
        below = f"{path}.{key}" if path else str(key)
        yield from differences(before.get(key, _MISSING), after.get(key, _MISSING), below)


def unmeant(changed: Iterable[str], keys: Iterable[str]) -> list[str]:
    """The changed settings that are none of `keys`, and in none of them.

    A service's networks come and go with its `network_mode`, and the project's with their use.
    """
    allowed = set(keys)
    for key in list(allowed):
        service, _, setting = key.rpartition(".")
        if setting in ("network_mode", "networks") or ".networks." in key:
            allowed |= {f"{service}.networks", "networks"}
    return [p for p in changed if not any(p == k or p.startswith(f"{k}.") for k in allowed)]


def compose_model(files: Sequence[Path], environ: Mapping[str, str]) -> Effective | str | None:
    """What `docker compose config` says these files mean, or its complaint; None for neither."""
    plugin = find_plugin(environ)
    if plugin is None:
        return None
    words = [word for file in files for word in ("-f", os.path.abspath(file))]
    said = Asked(plugin, words, files[0].parent, environ).answer()
    return said if isinstance(said, Effective | str) else None


class Meaning:
    """What the files mean now, for comparing it with what they are to mean."""

    def __init__(self, project: Project, environ: Mapping[str, str], keys: Iterable[str]) -> None:
        folder = Path(project.working_dir)
        self._files = [folder / file for file in project.files]
        self._environ = environ
        self._keys = tuple(keys)
        self._before = effective_settings(self._files, environ)
        self._effective: Effective | None = None

    def require_same(self, instead: Mapping[str, str]) -> None:
        """Raise `Refused` unless the files with these texts mean the same but for the change.

        `instead` are texts by their files' real paths.
        """
        try:
            after = effective_settings(self._files, self._environ, instead)
        except ComposeFileInvalid as error:
            raise Refused(f"the file would not be valid any more ({error.message})") from None
        changed = list(differences(self._before, after))
        self._require_meant(changed)
        settings = [key for key in self._keys if key.startswith("services.")]
        if settings and not changed and self._known(settings):
            raise Refused("the edit would change no setting")

    def _known(self, keys: Iterable[str]) -> bool:
        """Whether one of these services is in the files that were read."""
        services = self._before.get("services") or {}
        return any(key.split(".")[1] in services for key in keys)

    def ask_compose(self) -> None:
        """Have `docker compose config` say what the files mean now, where it is installed."""
        said = compose_model(self._files, self._environ)
        self._effective = said if isinstance(said, Effective) else None

    def complaint(self) -> str | None:
        """What `docker compose config` says against the files as they are since; None: nothing."""
        if self._effective is None:
            return None
        after = compose_model(self._files, self._environ)
        if isinstance(after, str):
            return after
        changed = differences(self._effective.model, after.model) if after else ()
        extra = unmeant(changed, self._keys)
        return f"it also changes {_named(extra)}" if extra else None

    def _require_meant(self, changed: Iterable[str]) -> None:
        extra = unmeant(changed, self._keys)
        if extra:
            raise Refused(f"others share what stands there: it would also change {_named(extra)}")


def _named(paths: list[str]) -> str:
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return ", ".join(paths[:3]) + more
