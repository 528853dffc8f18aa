"""From a service's configuration to its references: the addresses it names. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from containerloop.facts import LogInShape, Place, Reference, is_loopback
from containerloop.survey.references import variable_names
from containerloop.survey.references.command_line import find_host_and_port, find_in_command
from containerloop.survey.references.dsn import find_dsn, find_pairs
from containerloop.survey.references.found_address import FoundAddress, Span
from containerloop.survey.references.log_in_shape import may_come_from_elsewhere
from containerloop.survey.references.masking import part_of
from containerloop.survey.references.missing_hosts import (
    STAND_IN,
    names_not_set,
    with_stand_in,
)
from containerloop.survey.references.override_template import Template
from containerloop.survey.references.quotes import without_quotes
from containerloop.survey.references.shell_words import Command
from containerloop.survey.references.split_variables import SplitAddress, find_split
from containerloop.survey.references.traced_text import Traced, untraced
from containerloop.survey.references.urls import find_urls
from containerloop.survey.references.xdebug import find_xdebug

MOST_CHARACTERS = 8192
"""Of a value in which addresses are looked for; a longer one is a certificate or a document."""
_ABOUT = ("org.opencontainers.", "org.label-schema.", "com.docker.", "desktop.docker.")


def environment_references(values: Mapping[str, Traced], prefix: str = "") -> tuple[Reference, ...]:
    """The references of an environment; `prefix` precedes each key (`services.api.`)."""
    bare = {key: without_quotes(value) for key, value in values.items()}
    found = [
        replace(one, quoted=bare[_name(one)] is not values[_name(one)])
        for one in _in_variables(bare, prefix)
    ]
    return (*found, *_without_host(bare, prefix))


def _in_variables(values: Mapping[str, Traced], prefix: str) -> Iterator[Reference]:
    def place(key: str) -> Place:
        return Place(where="environment", key=f"{prefix}environment.{key}")

    references: list[Reference | None] = []
    for key, value in values.items():
        found = find_in_value(key, value.text)
        shown = [span for one in found for span in one.keep]
        references += [reference_of(value, one, shown, place(key), key) for one in found]
    for split in find_split({key: v.text for key, v in values.items()}, portless=True):
        port_place = place(split.port_key) if split.port_key else None
        references.append(_split(values, split, place(split.host_key), port_place))
    for one in references:
        if one is not None:
            yield replace(
                one,
                browser=variable_names.for_browser(_name(one)),
                log_in=_log_in(one, values),
            )


def _log_in(reference: Reference, values: Mapping[str, Traced]) -> LogInShape:
    """How much of a log-in is known; nothing where another variable may have the password."""
    if reference.log_in != "none":
        return reference.log_in
    texts = {key: value.text for key, value in values.items()}
    return "" if may_come_from_elsewhere(_name(reference), texts) else "none"


def _name(reference: Reference) -> str:
    """The variable's name."""
    return reference.host_part.place.key.rpartition("environment.")[2]


def _without_host(values: Mapping[str, Traced], prefix: str) -> Iterator[Reference]:
    """The addresses that lack their host, which is "" in them."""
    filled = {key: there for key, value in values.items() if (there := with_stand_in(value))}
    for one in _in_variables({**values, **filled}, prefix):
        if one.host == STAND_IN:
            yield replace(one, host="", unset=names_not_set(filled[_name(one)]))


def find_in_value(key: str, text: str) -> list[FoundAddress]:
    """The addresses of one variable's value; empty where nobody dials it. Never raises."""
    if len(text) > MOST_CHARACTERS or not variable_names.dials(key):
        return []
    return find_xdebug(key, text) or find_urls(text) or find_dsn(key, text) or find_pairs(key, text)


def command_references(
    command: Command, where: str, key: str, prefix: str = ""
) -> tuple[Reference, ...]:
    """The references of a command, an entrypoint or a healthcheck's test (`key`)."""
    if len(command.whole.text) > MOST_CHARACTERS:
        return ()
    found, shown = find_in_command(command)
    if where == "healthcheck":
        beside = find_host_and_port(command)
        found += beside
        shown += [span for one in beside for span in one.keep]
    place = Place(where=where, key=prefix + key)
    every = (
        reference_of(command.whole, one, shown, place, "COMMAND", command.items) for one in found
    )
    # nobody knows the environment of a command here, which may have a password (REDISCLI_AUTH)
    return tuple(
        replace(one, log_in="") if one.log_in == "none" else one for one in every if one is not None
    )


def label_references(labels: Mapping[str, Traced], prefix: str = "") -> tuple[Reference, ...]:
    """The references of labels: URLs only, and none of those that merely describe."""
    references: list[Reference | None] = []
    for key, value in labels.items():
        described = key.startswith(_ABOUT) or key == "maintainer"
        if described or len(value.text) > MOST_CHARACTERS:
            continue
        found = [one for one in find_urls(value.text) if one.port_span or _inside(one.host)]
        shown = [span for one in found for span in one.keep]
        place = Place(where="label", key=f"{prefix}labels.{key}")
        references += [reference_of(value, one, shown, place, key) for one in found]
    return tuple(one for one in references if one is not None)


def _inside(host: str) -> bool:
    return "." not in host or is_loopback(host)


def reference_of(
    value: Traced,
    found: FoundAddress,
    shown: Sequence[Span],
    place: Place,
    key: str,
    items: tuple[Span, ...] | None = None,
) -> Reference | None:
    """One address of a value as a reference; None without a port or a place.

    `shown` are the spans that may be shown, `items` the words of a list.
    """
    if found.port is None:
        return None
    part = part_of(value, found.host_span, shown, place)
    if part is None:
        whole = untraced(value.text)
        return reference_of(whole, found, shown, place, key, items) if _mixed(value) else None
    port_part = part_of(value, found.port_span, shown, place) if found.port_span else None
    template = Template(value, found.host_span, found.port_span, shown)
    return Reference(
        scheme=found.scheme,
        host=found.host,
        port=found.port,
        transport=found.transport,
        host_part=part,
        port_part=port_part,
        template=template.written(key, items),
        secret=template.secret,
        demands_tls=found.demands_tls,
        without_tls=found.without_tls,
        opening=found.opening,
        ambiguous=found.ambiguous,
        log_in=found.log_in,
    )


def _mixed(value: Traced) -> bool:
    """Whether the value has characters without a place, or from several places."""
    return len({mark.source for mark in value.marks}) > 1 or value.source is None


def _split(
    values: Mapping[str, Traced], split: SplitAddress, place: Place, port_place: Place | None
) -> Reference | None:
    reference = reference_of(values[split.host_key], split.found, split.found.keep, place, "")
    if reference is None or split.port_key is None or port_place is None:
        return reference
    port = values[split.port_key]
    span = (0, len(port.text))
    port_part = part_of(port, span, [span], port_place) or part_of(
        untraced(port.text), span, [span], port_place
    )
    return replace(reference, port_part=port_part)
