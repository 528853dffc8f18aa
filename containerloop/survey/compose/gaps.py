"""What of a project's files could not be read, or stands in no file: the gaps of a blueprint.

Only the finding of gaps may live here; what they are worth is the report's to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from containerloop.facts import Gap, ServiceConfig
from containerloop.facts.late_pattern import late
from containerloop.survey.compose.interpolation import UNSET, WithoutShell
from containerloop.survey.compose.service_references import env_files
from containerloop.survey.compose.yaml_tree import (
    Mapping as TreeMapping,
)
from containerloop.survey.compose.yaml_tree import (
    Scalar,
    Sequence,
    line_of,
    plain_values,
)

Settings = Mapping[str, Mapping[str, Any]]
_PORTLESS = late(rf"[\w\]]:{re.escape(UNSET)}(?![^/\s]*@)")
"""The stand-in after a host; before an `@` it stands for a password."""


def fragments(configs: tuple[ServiceConfig, ...], settings: Settings) -> Iterator[Gap]:
    """The services that compose would refuse: the files are part of a project only."""
    for config in configs:
        if not {"image", "build"} & settings[config.name].keys():
            what = "has neither image nor build: another file of the project is missing"
            yield Gap(what=f"{config.name} {what}", file=config.file, line=config.line)


def unread(
    written: TreeMapping, read_text: Callable[[str], str | None], lookup: WithoutShell
) -> Iterator[Gap]:
    """The env files that are named and cannot be read; one that need not be there may lack."""
    services = written.values.get("services")
    for service in getattr(services, "values", {}).values():
        tree = getattr(service, "values", {}).get("env_file")
        for item in tree.items if isinstance(tree, Sequence) else (tree,):
            values = item.values if isinstance(item, TreeMapping) else {}
            needed = plain_values(values["required"], lookup) if "required" in values else "true"
            path = values.get("path", item)
            if not isinstance(path, Scalar) or str(needed).lower() == "false":
                continue
            if any(read_text(name) is None for name in env_files(path, lookup)):
                what = "the file that env_file: names cannot be read"
                yield Gap(what=what, file=path.source.file, line=line_of(path))


def unset(configs: tuple[ServiceConfig, ...]) -> Iterator[Gap]:
    """The addresses whose host only a shell's variable can give."""
    for reference in (r for config in configs for r in config.references):
        if UNSET in reference.host or reference.unset:
            part = reference.host_part
            named = part.text[part.start : part.end] if UNSET in reference.host else "a variable"
            what = f"no file gives {named} a value, so the address in {part.place.key} is not known"
            yield Gap(what=what, file=part.place.file, line=part.place.line)


def portless(configs: tuple[ServiceConfig, ...], settings: Settings) -> Iterator[Gap]:
    """The addresses whose port only a shell's variable can give: nobody reads them as one."""
    for config in configs:
        environment = settings[config.name].get("environment") or {}
        if isinstance(environment, list):
            environment = dict(str(line).partition("=")[::2] for line in environment)
        for key, value in environment.items():
            if _PORTLESS.search(str(value)):
                where = f"services.{config.name}.environment.{key}"
                what = f"no file gives a port in {where}, so that address is not known"
                yield Gap(what=what, file=config.file, line=config.line)
