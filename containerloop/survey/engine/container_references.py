"""The references of a running container: its own values, the file's places. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from containerloop.facts import Reference, ServiceConfig
from containerloop.survey.references.find_references import (
    command_references,
    environment_references,
    label_references,
)
from containerloop.survey.references.listen_addresses import command_binds, environment_binds
from containerloop.survey.references.shell_words import command_of_argv
from containerloop.survey.references.traced_text import untraced


def container_references(
    env: Sequence[str],
    command: Sequence[str] = (),
    healthcheck: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
    config: ServiceConfig | None = None,
) -> tuple[Reference, ...]:
    """What a container dials, from its inspected configuration (`env` as `K=V` lines).

    Where `config`, the service as its file has it now, says the same under the same key,
    its place comes with it.
    """
    prefix = f"services.{config.name}." if config else ""
    values = {k: untraced(v) for k, _, v in (line.partition("=") for line in env)}
    found = (
        *environment_references(values, prefix),
        *command_references(command_of_argv(command), "command", "command", prefix),
        *command_references(
            command_of_argv(healthcheck), "healthcheck", "healthcheck.test", prefix
        ),
        *label_references({k: untraced(v) for k, v in (labels or {}).items()}, prefix),
    )
    written = config.references if config else ()
    return tuple(_placed(one, written) for one in found)


def container_binds(
    env: Sequence[str],
    command: Sequence[str] = (),
    config: ServiceConfig | None = None,
) -> tuple[Reference, ...]:
    """Where a container's server is told to listen on loopback; port 0: not said there."""
    prefix = f"services.{config.name}." if config else ""
    values = {k: untraced(v) for k, _, v in (line.partition("=") for line in env)}
    found = (
        *environment_binds(values, prefix),
        *command_binds(command_of_argv(command), "command", prefix),
    )
    written = config.binds if config else ()
    return tuple(_placed(one, written) for one in found)


def _placed(found: Reference, written: Sequence[Reference]) -> Reference:
    return next((one for one in written if _same(one, found)), found)


def _same(written: Reference, found: Reference) -> bool:
    """Whether the file has this address under this key; one command is argv and entrypoint."""
    keys = [one.host_part.place.key.replace(".entrypoint", ".command") for one in (written, found)]
    return keys[0] == keys[1] and (
        (written.host, written.port, written.scheme, written.transport, written.demands_tls)
        == (found.host, found.port, found.scheme, found.transport, found.demands_tls)
    )
