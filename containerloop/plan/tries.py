"""Expectations and tries, each only once; and what a try says to whom. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.facts import PLAIN, Opening, Question, Reference, Transport
from containerloop.plan.values import Expectation, PlannedAttempt, ServerPlace, inside
from containerloop.topology.destination import destination_of
from containerloop.topology.hosts import OWN_NETWORK_MODES
from containerloop.topology.inventory import Inventory


def each_once(found: Iterable[Expectation]) -> tuple[Expectation, ...]:
    """One of each; the same address with two schemes is two expectations."""
    kept: dict[tuple[object, ...], Expectation] = {}
    for each in found:
        of = each.reference
        said = (of.demands_tls, of.quoted, of.log_in) if of is not None else (False, False, "")
        kept.setdefault((each.vantage, str(each.address), each.scheme, each.opening, *said), each)
    return tuple(kept.values())


def said_first(question: Question, reference: Reference | None) -> Opening:
    """What is typed; where that names nothing, what is written beside the same address."""
    if question.opening == PLAIN and reference is not None:
        return reference.opening
    return question.opening


def as_typed(expectation: Expectation, question: Question) -> Expectation:
    """The same in the language that is typed, where the reference leaves that open."""
    if question.scheme is None or expectation.promised is not None:
        return expectation
    return replace(expectation, scheme=question.scheme, typed=True)


def as_expected(expectation: Expectation) -> PlannedAttempt:
    """The try that says what the client says, up to a log-in, which is a try of its own."""
    return PlannedAttempt(
        expectation.address,
        expectation.scheme,
        expected=True,
        opening=expectation.opening.before_log_in,
    )


def said(row: PlannedAttempt, question: Question) -> PlannedAttempt:
    """The same try, asking for the page that the question names."""
    return replace(row, opening=question.opening.before_log_in)


def without_repetition(tries: Iterable[PlannedAttempt]) -> tuple[PlannedAttempt, ...]:
    """One try of each address and opening; whatever is compared, one of each address."""
    kept: dict[tuple[str, Opening | None], PlannedAttempt] = {}
    for each in tries:
        if each.expected or (str(each.address), None) not in kept:
            kept.setdefault((str(each.address), each.opening), each)
            kept.setdefault((str(each.address), None), each)
    return tuple(dict.fromkeys(kept.values()))


def with_server_hint(wanted: PlannedAttempt, vantage: str, inventory: Inventory) -> PlannedAttempt:
    """The same try, with the image and port of the server that it leads to, if known."""
    whom = destination_of(wanted.address, vantage, inventory.at(vantage), inventory)
    if whom.container is None:
        return wanted
    hinted = replace(wanted, hint=whom.container.image, port_there=whom.port)
    owner = inventory.namespace_owner(whom.container)
    apart = owner.state.running and owner.network_mode not in OWN_NETWORK_MODES
    if not apart or wanted.address.transport is Transport.UDP:
        return hinted
    return replace(hinted, server=ServerPlace(inside(owner), whom.port))
