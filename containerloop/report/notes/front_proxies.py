"""What is known of a proxy that answers and gets no answer itself. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import why
from containerloop.diagnose.serviced import turned_away
from containerloop.facts import Address, Attempt, Container, Unobserved
from containerloop.plan.reference_matching import is_local
from containerloop.topology.inventory import Inventory

_GATEWAY = frozenset({"502", "503", "504"})
_MOST = 3


def answers_itself(case: Case) -> str | None:
    """That the server in front is reached, and whose answer it is that the client sees."""
    server, code = case.destination.container, case.symptom.best.code
    if case.symptom.met or server is None:
        return None
    name, best = case.label(server), case.symptom.best
    if case.symptom.spoilt:
        return (
            f"{name} refuses as bad ({code}) what its server takes when it is called from {name}:"
            f" {name} sends something else, as with send-proxy (proxy_protocol) on one side alone"
        )
    if case.symptom.in_turn:
        return (
            f"{name} serves some calls, and answers {code} itself to others, as at {best.address}"
        )
    if code not in _GATEWAY:
        return None
    return f"{name} is reached at {case.address}, and answers {code} itself"


def behind_it(case: Case, attempts: tuple[Attempt, ...]) -> Iterator[str]:
    """What its configuration names, as far as it was read, and what came of calling that."""
    server = case.destination.container
    if case.symptom.met or server is None or case.symptom.best.code not in _GATEWAY:
        return
    name = case.label(server)
    yield from _beyond(server, case)
    if isinstance(server.upstreams, Unobserved):
        yield f"which servers {name} passes requests on to is not known: {server.upstreams.reason}"
        return
    good = _served(server, attempts, case.inventory)
    if good:
        yield f"from {name}, {' and '.join(good[:_MOST])} answers: the servers that it names work"
    elif not server.upstreams:
        yield (
            f"no configuration of {name} that is mounted from the project's folder names a server"
            " behind it"
        )


def _beyond(server: Container, case: Case) -> Iterator[str]:
    """The servers that it names by addresses beyond this machine: they are not dialled unasked."""
    own = {case.label(c) for c in case.inventory.scope}
    for each in () if isinstance(server.upstreams, Unobserved) else server.upstreams:
        reference = each.reference
        if reference.browser or is_local(reference.host, case.inventory):
            continue
        at = Address(host=reference.host, port=reference.port)
        near = get_close_matches(reference.host, sorted(own), n=1)
        meant = f" ({near[0]} is one)" if near else ""
        yield (
            f"{case.label(server)} passes requests on to {at}, which is no container here{meant};"
            f" it was not called, as it may be outside: {why(at, case.inventory.vantage(server))}"
        )


def _served(server: Container, attempts: tuple[Attempt, ...], inventory: Inventory) -> list[str]:
    """The servers that its configuration names and that answer it."""
    upstreams = () if isinstance(server.upstreams, Unobserved) else server.upstreams
    named = {(u.reference.host, u.reference.port) for u in upstreams}
    own = [a for a in attempts if a.vantage == inventory.vantage(server)]
    good = [a for a in own if a.outcome.reached and not turned_away(a)]
    return list(
        dict.fromkeys(str(a.address) for a in good if (a.address.host, a.address.port) in named)
    )
