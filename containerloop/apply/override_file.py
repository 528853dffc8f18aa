"""An override file that says the repairs, beside the user's own files. I/O: files."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from containerloop.apply.meaning import compose_model, differences, unmeant
from containerloop.apply.refusal import Refused
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.remedies.compose_yaml import override_yaml
from containerloop.errors import ComposeFileInvalid
from containerloop.facts import Project
from containerloop.report.apply_commands import stack_of
from containerloop.report.repairs import Repair
from containerloop.survey.compose.plugin import Effective
from containerloop.survey.compose.yaml_tree import read_tree


def override_text(repairs: Sequence[Repair]) -> str:
    """The override of all repairs together. Raises `Refused` where two change one setting."""
    every = [repair.override for repair in repairs if repair.override is not None]
    both = reduce(_merged, every)
    return override_yaml(both)


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    shared = set(_settings(one)) & set(_settings(other))
    if shared:
        raise Refused(f"two repairs change {min(shared)}: write one, then ask again")
    return merged(one, other) or {}


def _settings(override: Mapping[str, Any]) -> list[str]:
    """The settings that an override names: one level below a mapping of pairs."""
    found = []
    for service, settings in (override.get("services") or {}).items():
        for key, value in settings.items():
            pairs = value if key in ("environment", "labels", "networks") else {key: None}
            inside = pairs if isinstance(pairs, Mapping) else {key: None}
            found += [f"services.{service}.{key}.{each}" for each in inside]
    return found


def override_keys(repairs: Sequence[Repair]) -> tuple[str, ...]:
    """The settings that the override gives another value, without what is below them."""
    keys = [
        f"services.{service}.{key}"
        for repair in repairs
        for service, settings in ((repair.override or {}).get("services") or {}).items()
        for key in settings
    ]
    return tuple(dict.fromkeys(keys))


def write_override(
    path: Path, text: str, keys: Sequence[str], project: Project, environ: Mapping[str, str]
) -> None:
    """Write a new file and have compose read it; raises `Refused`, and then there is none.

    `path` must not exist. `keys` are the settings that may differ by it.
    """
    folder = Path(project.working_dir)
    files = [folder / file for file in project.files]
    before = compose_model(files, environ)
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except OSError as error:
        raise Refused(error.strerror or "it cannot be written", str(path)) from None
    try:
        with open(number, "wb") as file:
            file.write(text.encode())
        read_tree(text, str(path))
        if isinstance(before, Effective):
            _require_same(before, compose_model([*files, path], environ), keys)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, ComposeFileInvalid):
            raise Refused(error.message, str(path)) from None
        raise


def _require_same(before: Effective, after: Effective | str | None, keys: Sequence[str]) -> None:
    if isinstance(after, str):
        raise Refused(f"docker compose config does not accept the override: {after}")
    if after is not None:
        extra = unmeant(differences(before.model, after.model), keys)
        if extra:
            raise Refused(f"the override would also change {', '.join(extra[:3])}")


def compose_with(
    path: Path, project: Project, compose: str, cwd: Path
) -> tuple[str, tuple[Path, ...]]:
    """How compose is called to read the override too, and the files that a question names then.

    `compose` is how it is called now, from `cwd`. No files where compose reads it by itself.
    """
    if stack := stack_of(compose):
        words = ["-c", os.path.relpath(path, cwd), stack]
        return compose.removesuffix(stack) + shlex.join(words), ()
    folder = Path(project.working_dir)
    files = [folder / file for file in project.files]
    if " -f " not in compose and _read_by_itself(path, files):
        return compose, ()
    named = () if " -f " in compose else files
    options = [word for file in (*named, path) for word in ("-f", os.path.relpath(file, cwd))]
    return f"{compose} {shlex.join(options)}", (*files, path)


def _read_by_itself(path: Path, files: Sequence[Path]) -> bool:
    """Whether compose reads this override beside the project's one file without being told to."""
    if len(files) != 1:
        return False
    stem = files[0].name.partition(".")[0]
    if path.name not in (f"{stem}.override.yml", f"{stem}.override.yaml"):
        return False
    return os.path.realpath(path.parent) == os.path.realpath(files[0].parent)
