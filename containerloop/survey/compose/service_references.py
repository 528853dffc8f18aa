"""The addresses in one service of a compose file, with their places. Pure over text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from containerloop.facts import Exemption, Reference
from containerloop.survey.compose.env_file import read_env_file
from containerloop.survey.compose.interpolation import Lookup
from containerloop.survey.compose.yaml_merge import as_mapping
from containerloop.survey.compose.yaml_tree import Mapping, Scalar, Sequence, Tree, expanded
from containerloop.survey.references.exemptions import exemptions
from containerloop.survey.references.find_references import (
    MOST_CHARACTERS,
    command_references,
    environment_references,
    label_references,
)
from containerloop.survey.references.listen_addresses import command_binds, environment_binds
from containerloop.survey.references.shell_words import (
    Command,
    command_of_argv,
    command_of_items,
    command_of_text,
)
from containerloop.survey.references.traced_text import Traced, untraced

ReadText = Callable[[str], str | None]
"""The text of a file named in the compose file; None where there is none."""


def service_references(
    name: str, effective: dict[str, Any], tree: Mapping, lookup: Lookup, read_text: ReadText
) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """What the service dials, and where it is told to listen on loopback.

    `effective` are its values, `tree` is how the files write them; a place is known where
    both say the same. Raises `ComposeFileInvalid` where a required variable has no value.
    """
    prefix = f"services.{name}."
    written = environment_of(tree, lookup, read_text)
    agreed = _agreed(effective.get("environment"), written)
    found = environment_references({**written, **agreed}, prefix)
    binds = environment_binds({**written, **agreed}, prefix)
    for key in ("command", "entrypoint"):
        command = _command(effective.get(key), tree.values.get(key), lookup)
        found += command_references(command, "command", key, prefix)
        binds += command_binds(command, key, prefix)
    health = effective.get("healthcheck") or {}
    health_tree = tree.values.get("healthcheck")
    test = health_tree.values.get("test") if isinstance(health_tree, Mapping) else None
    command = _command(_tested(health.get("test")), test, lookup, shell=True)
    found += command_references(command, "healthcheck", "healthcheck.test", prefix)
    labels = _scalars(as_mapping(tree.values.get("labels", Mapping()), "labels"), lookup)
    found += label_references(_agreed(effective.get("labels"), labels), prefix)
    return found, binds


def service_exemptions(
    name: str, effective: dict[str, Any], tree: Mapping, lookup: Lookup, read_text: ReadText
) -> tuple[Exemption, ...]:
    """What the service exempts from its proxy, with its place in the files."""
    written = environment_of(tree, lookup, read_text)
    values = written | _agreed(effective.get("environment"), written)
    return exemptions(values, f"services.{name}.")


def _agreed(effective: Any, written: dict[str, Traced]) -> dict[str, Traced]:
    """Effective values, with their places where the file says the same."""
    if isinstance(effective, list):
        effective = dict(str(item).partition("=")[::2] for item in effective)
    values = {str(k): str(v) for k, v in (effective or {}).items() if v is not None}
    agreed = {}
    for key, text in values.items():
        there = written.get(key)
        agreed[key] = there if there is not None and there.text == text else untraced(text)
    return agreed


def environment_of(tree: Mapping, lookup: Lookup, read_text: ReadText) -> dict[str, Traced]:
    """A service's environment with its places: env files first, then `environment:`.

    Raises `ComposeFileInvalid`.
    """
    values: dict[str, Traced] = {}
    for file in env_files(tree.values.get("env_file"), lookup):
        text = read_text(file)
        if text is not None:
            values |= read_env_file(text, file, lookup)
    own = as_mapping(tree.values.get("environment", Mapping()), "environment")
    if isinstance(own, Mapping):
        for key, value in own.values.items():
            if isinstance(value, Scalar) and value.text is None and (found := lookup(key)):
                values[key] = found
    return values | _scalars(own, lookup)


def env_files(tree: Tree | None, lookup: Lookup) -> list[str]:
    """The paths of an `env_file:` setting, in its three forms. Raises `ComposeFileInvalid`."""
    items = tree.items if isinstance(tree, Sequence) else (tree,) if tree else ()
    scalars = [item.values.get("path") if isinstance(item, Mapping) else item for item in items]
    return [expanded(s, lookup).text for s in scalars if isinstance(s, Scalar)]


def _scalars(tree: Tree, lookup: Lookup) -> dict[str, Traced]:
    if not isinstance(tree, Mapping):
        return {}
    return {
        key: expanded(value, lookup)
        for key, value in tree.values.items()
        if isinstance(value, Scalar) and value.text is not None
    }


def _tested(test: Any) -> Any:
    return ["CMD-SHELL", test] if isinstance(test, str) else test


def _command(effective: Any, tree: Tree | None, lookup: Lookup, shell: bool = False) -> Command:
    """The command with its places where the file's words are the effective ones.

    An empty one in place of a text too long to be looked through: a whole program, as a rule.
    """
    if len("".join(map(str, effective or ()))) > MOST_CHARACTERS:
        return command_of_argv([])
    written: Command | None = None
    if isinstance(tree, Scalar) and tree.text is not None:
        written = command_of_text(expanded(tree, lookup), shell)
    elif isinstance(tree, Sequence):
        items = [expanded(item, lookup) for item in tree.items if isinstance(item, Scalar)]
        written = command_of_items(items)
    if isinstance(effective, str):
        effective = [word.text for word in command_of_text(untraced(effective)).words]
    words = [str(word) for word in effective or ()]
    direct = command_of_argv(words)
    same = written is not None and _bare(written) == _bare(direct)
    return written if same and written is not None else direct


def _bare(command: Command) -> list[str]:
    return [word.text for word in command.words if word.text not in ("CMD-SHELL", ";")]
