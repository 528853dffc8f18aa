"""The addresses that the files give a variable and that do not count: a stronger source sets it.

What a container gets, from strong to weak: `environment:`, the last of several env files, the
others. For a `${NAME}` in any of them the shell is stronger than `.env`. Pure over text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec.structs import replace

from containerloop.facts import Overruled, Reference, ServiceConfig
from containerloop.survey.compose import yaml_tree
from containerloop.survey.compose.env_file import read_env_file
from containerloop.survey.compose.interpolation import Lookup
from containerloop.survey.compose.project_files import Folder
from containerloop.survey.compose.service_references import env_files, environment_of
from containerloop.survey.references.find_references import environment_references
from containerloop.survey.references.traced_text import Traced

_By = Literal["shell", "environment", "env_file"]
Values = Mapping[str, Traced]


def with_overruled(
    services: tuple[ServiceConfig, ...], written: yaml_tree.Mapping, folder: Folder
) -> tuple[ServiceConfig, ...]:
    """The services with what is overruled in each. Raises `ComposeFileInvalid`."""
    section = written.values.get("services")
    trees = section.values if isinstance(section, yaml_tree.Mapping) else {}
    return tuple(
        replace(each, overruled=tuple(_overruled(each.name, tree, folder)))
        if isinstance(tree := trees.get(each.name), yaml_tree.Mapping)
        else each
        for each in services
    )


def _overruled(name: str, tree: yaml_tree.Mapping, folder: Folder) -> Iterator[Overruled]:
    """The weaker addresses of one service's variables, the strongest of each first."""
    prefix = f"services.{name}."
    values = environment_of(tree, folder.lookup, folder.text)
    counts = _by_key(values, prefix)
    for by, weaker in _weaker(tree, folder):
        for key, other in _by_key(weaker, prefix).items():
            winner, setting = counts.get(key), key.rpartition("environment.")[2]
            if winner is None or _address(winner) == _address(other):
                continue
            variable = _of_the_shell(values[setting], setting)
            if by == "shell" and variable is not None:
                yield Overruled(reference=other, by=by, variable=variable)
            elif by != "shell" and variable is None and _stands_elsewhere(winner, other):
                own = winner.host_part.place.where == "env_file"
                yield Overruled(reference=other, by="env_file" if own else by, variable=setting)


def _weaker(tree: yaml_tree.Mapping, folder: Folder) -> Iterator[tuple[_By, Values]]:
    """What the variables would be without the shell, and by each env file alone."""
    alone: Lookup = folder.env_file.get
    yield "shell", environment_of(tree, alone, folder.text)
    for file in reversed(env_files(tree.values.get("env_file"), folder.lookup)):
        text = folder.text(file)
        if text is not None:
            yield "environment", read_env_file(text, file, folder.lookup)


def _by_key(values: Values, prefix: str) -> dict[str, Reference]:
    """The one address of each variable that has just one."""
    found: dict[str, list[Reference]] = {}
    for each in environment_references(values, prefix):
        found.setdefault(each.host_part.place.key, []).append(each)
    return {key: each[0] for key, each in found.items() if len(each) == 1}


def _address(reference: Reference) -> tuple[str, int]:
    return reference.host, reference.port


def _stands_elsewhere(one: Reference, other: Reference) -> bool:
    a, b = one.host_part.place, other.host_part.place
    return b.file is not None and (a.file, a.line) != (b.file, b.line)


def _of_the_shell(value: Traced, key: str) -> str | None:
    """The variable of the shell that a value, or a part of it, comes from."""
    for mark in value.marks:
        if mark.source is None:
            return mark.variable.name if mark.variable else key
    return None
