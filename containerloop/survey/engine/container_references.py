"""The references of a running container: its own values, the file's places. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from containerloop.facts import Exemption, Reference, ServiceConfig
from containerloop.survey.references.exemptions import exemptions
from containerloop.survey.references.find_references import (
    command_references,
    environment_references,
    label_references,
)
from containerloop.survey.references.listen_addresses import command_binds, environment_binds
from containerloop.survey.references.shell_words import command_of_argv
from containerloop.survey.references.traced_text import untraced

_RANKS = ("environment", "command", "healthcheck", "label")


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
    return _in_file_order([_placed(one, written) for one in found], written)


def _in_file_order(
    found: Sequence[Reference], written: Sequence[Reference]
) -> tuple[Reference, ...]:
    """What runs before what watches it, and each as written: the engine has them in any order."""
    files = list(dict.fromkeys(one.host_part.place.file for one in (*written, *found)))

    def order(one: Reference) -> tuple[int, bool, int, int, str]:
        place = one.host_part.place
        rank = _RANKS.index(place.where) if place.where in _RANKS else 0
        return rank, place.file is None, files.index(place.file), place.line or 0, place.key

    return tuple(sorted(found, key=order))


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


def container_exemptions(
    env: Sequence[str], config: ServiceConfig | None = None
) -> tuple[Exemption, ...]:
    """What a container exempts from its proxy, with the place where its file says the same."""
    found = exemptions({k: untraced(v) for k, _, v in (line.partition("=") for line in env)})
    written = {(one.key, one.text): one for one in (config.no_proxy if config else ())}
    return tuple(written.get((one.key, one.text), one) for one in found)


def _placed(found: Reference, written: Sequence[Reference]) -> Reference:
    there = next((one for one in written if _same(one, found)), found)
    return replace(there, log_in=found.log_in)  # the container's own value counts


def _same(written: Reference, found: Reference) -> bool:
    """Whether the file has this address under this key; one command is argv and entrypoint."""
    keys = [one.host_part.place.key.replace(".entrypoint", ".command") for one in (written, found)]
    return keys[0] == keys[1] and (
        (written.host, written.port, written.scheme, written.transport, written.demands_tls)
        == (found.host, found.port, found.scheme, found.transport, found.demands_tls)
        and written.quoted == found.quoted
    )
