"""Clients that reach a web server through a proxy, beside the call that was made directly. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.proxied import Proxied
from containerloop.diagnose.rule_facts.proxy_ways import what_came_of_it


def proxied(case: Case) -> str | None:
    """Which way the service's clients take by its environment, and what is known of it."""
    way, client = case.symptom.proxied, case.client
    if way is None or client is None:
        return None
    name, address, proxy = case.label(client), case.address, way.way.address
    if way.way.direct:
        return (
            f"clients differ in how they read NO_PROXY of {name}: {_listed(way.way.through)}"
            f" connect to {address} through {proxy} ({way.way.key}), and"
            f" {_listed(way.way.direct)} directly, as this test did"
        )
    if way.failed and (case.symptom.met_directly or not (way.told and way.told.outcome.reached)):
        return None  # the cause says it
    return (
        f"clients in {name} that honour {way.way.key} connect to {address} through {proxy},"
        f" which {_known(way, case)}"
    )


def _known(way: Proxied, case: Case) -> str:
    if way.passed:
        return "passed this request on"
    if way.told is not None:
        return what_came_of_it(way, way.told)
    if way.attempts:
        return "asks for a log-in, and that was not tried"
    if not way.way.speaks_http:
        return f"was not tried: it is asked with {way.way.reference.scheme}"
    if case.is_here(way.way.address):
        return "was not tried"
    here = case.is_here(case.address)
    advice = f"; NO_PROXY: {case.address.host} avoids it" if here else ""
    return f"is beyond this machine and was not contacted{advice}"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
