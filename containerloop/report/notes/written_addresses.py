"""Addresses in the configuration that may mean something else than they seem to. Pure.

Whom an address is for, and what a client makes of it, is not always to be seen from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import why
from containerloop.diagnose.remedies.reference_change import holder_of, line_of_a_browser_too
from containerloop.facts import HOST, Address, Container, Question, Reference
from containerloop.plan.audience import Audience, audience
from containerloop.plan.reference_matching import references_about
from containerloop.topology.inventory import Inventory

_WEB = ("http", "https", "ws", "wss")
"""Many a client takes a URL of the web where it asks for a host."""


def for_people(question: Question, inventory: Inventory) -> Iterator[str]:
    """A service holds an address that works in a browser and not in the service itself."""
    if question.vantages and HOST not in question.vantages:
        return
    for container in inventory.scope:
        keys: dict[Address, list[str]] = {}
        for reference in references_about(container, question, inventory):
            if _doubtful(reference, container, inventory):
                address = Address(host=reference.host, port=reference.port)
                keys.setdefault(address, []).append(_key(reference))
        for address, names in keys.items():
            yield _sentence(container, address, list(dict.fromkeys(names)), inventory)


def _doubtful(reference: Reference, container: Container, inventory: Inventory) -> bool:
    if reference.browser or reference.host_part.place.where == "label":
        return False
    return audience(reference, container, inventory) is Audience.UNKNOWN


def _sentence(container: Container, address: Address, keys: list[str], inventory: Inventory) -> str:
    name, vantage = inventory.label(container), inventory.vantage(container)
    return (
        f"{' and '.join(keys)} of {name} {'has' if len(keys) == 1 else 'have'} {address}, which is"
        f" taken for a browser's address; if {name} connects to it itself, run"
        f" {why(address, vantage)}"
    )


def ambiguous_url(case: Case) -> str | None:
    """A password is written in a URL as it is, so that clients disagree on where the host is."""
    reference, holder = case.reference, holder_of(case)
    if reference is None or not reference.ambiguous or holder is None:
        return None
    return (
        f"{_key(reference)} of {case.label(holder)} has #, / or ? in its user or password: clients"
        " read such a URL differently, and some refuse it; write %23 for #, %2F for /, %3F for ?"
    )


def url_for_a_host(case: Case) -> str | None:
    """A variable that names a host has a URL in it, which many clients look up as it is."""
    reference, holder = case.reference, holder_of(case)
    if reference is None or holder is None:
        return None
    part, key = reference.host_part, _key(reference)
    scheme = re.search(r"([A-Za-z0-9+]+)://", part.text[: part.start])
    of_a_host = key.upper().endswith(("HOST", "HOSTNAME"))
    if not of_a_host or scheme is None or scheme[1].lower() in _WEB:
        return None
    return (
        f"{key} of {case.label(holder)} has a URL in it: a client that expects a host's name there"
        f" looks up the whole of it and fails; for such a client, write {reference.host} alone"
    )


def shared_line(case: Case) -> str | None:
    """One line gives a service and a browser their address, and the two need different ones."""
    reference = case.reference
    if reference is None or case.symptom.met:
        return None
    other = line_of_a_browser_too(reference, case.inventory)
    if other is None:
        return None
    place = reference.host_part.place
    page, inside = (reference, other) if reference.browser else (other, reference)
    return (
        f"{place.file}:{place.line} is the value of {_key(page)}, which a browser uses, and of"
        f" {_key(inside)}, which a service uses: no address is right for both; give each its own"
    )


def _key(reference: Reference) -> str:
    return reference.host_part.place.key.rpartition(".")[2]
