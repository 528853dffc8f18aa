"""One request through the proxy that a service's environment names, as its clients send it. Pure.

A proxy beyond this machine is told and never asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.reference_matching import is_local
from containerloop.plan.values import PlannedAttempt
from containerloop.topology.proxies import asked_of, asked_of_nobody, proxy_way, web_scheme


def through_proxy(known: Answered) -> Iterator[Further]:
    """The same request through the proxy, where some client of the service takes that way.

    A page of nobody is asked for as well: a web server that is no proxy answers that, too.
    """
    expectation, first = known.expectation, known.attempt
    client, scheme = known.inventory.at(expectation.vantage), web_scheme(first)
    if client is None or scheme is None or first.opening != expectation.opening.before_log_in:
        return
    way = proxy_way(client, expectation.address, scheme)
    if way is None or not way.speaks_http or not is_local(way.address.host, known.inventory):
        return
    asked = asked_of(expectation.address, scheme, first.opening)
    for opening in (asked, asked_of_nobody(asked)) if asked.path is not None else (asked,):
        there = PlannedAttempt(way.address, "http", expected=True, opening=opening)
        yield Further(expectation.vantage, there)
