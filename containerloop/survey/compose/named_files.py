"""The files that a compose file names and that compose opens while it reads it.

`plain_files` checks them before anything opens them; only finding them may live here.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.survey.compose.interpolation import Lookup
from containerloop.survey.compose.service_references import env_files
from containerloop.survey.compose.yaml_tree import Mapping, Scalar, Sequence, Tree, expanded


def named_files(written: Mapping, lookup: Lookup) -> Iterator[str]:
    """`include:`, `env_file:`, `label_file:` and `extends: {file:}`, variables substituted.

    Raises `ComposeFileInvalid` where a required variable has no value.
    """
    included = written.values.get("include")
    for item in included.items if isinstance(included, Sequence) else ():
        yield from _paths(item, ("path", "env_file"), lookup)
    services = written.values.get("services")
    for service in services.values.values() if isinstance(services, Mapping) else ():
        if isinstance(service, Mapping):
            yield from env_files(service.values.get("env_file"), lookup)
            yield from _paths(service.values.get("label_file"), (), lookup)
            extended = service.values.get("extends")
            if isinstance(extended, Mapping):
                yield from _paths(extended, ("file",), lookup)


def _paths(tree: Tree | None, keys: tuple[str, ...], lookup: Lookup) -> Iterator[str]:
    """A path, a list of paths, or a mapping with paths under `keys`."""
    if isinstance(tree, Scalar):
        yield expanded(tree, lookup).text
    elif isinstance(tree, Sequence):
        for item in tree.items:
            yield from _paths(item, (), lookup)
    elif isinstance(tree, Mapping):
        for key in keys:
            yield from _paths(tree.values.get(key), (), lookup)
