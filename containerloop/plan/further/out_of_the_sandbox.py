"""One request through the proxy between a Docker sandbox and the machine around it. Pure.

It is asked for nothing but that machine's own port, and only by this machine's own sockets.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from containerloop.facts import HOST, Address, Outcome, Transport, is_loopback
from containerloop.plan.further.answered import Answered, Further
from containerloop.plan.values import PlannedAttempt
from containerloop.protocols.registry import expected
from containerloop.protocols.servers.http import HTTP
from containerloop.topology.hosts import HOST_DOCKER_INTERNAL, same_host
from containerloop.topology.proxies import asked_of


def out_of_the_sandbox(known: Answered) -> Iterator[Further]:
    """What somebody wants of that machine; of a port that is refused here, whether it has it.

    A web server is asked for its page. For another server a tunnel is asked for, which the proxy
    denies before it dials; that it opens one says nothing.
    """
    first, address = known.attempt, known.expectation.address
    proxy = known.inventory.survey.machine.sandbox_proxy
    there = beyond_the_sandbox(address, first.outcome, known.expectation.vantage)
    if proxy is None or there is None or proxy == there:
        return
    web = expected(first.scheme, address.port) is HTTP
    if web or there == address:
        opening = asked_of(there, "http" if web else "https", first.opening)
        yield Further(HOST, PlannedAttempt(proxy, "http", expected=True, opening=opening))


def beyond_the_sandbox(address: Address, outcome: Outcome, vantage: str) -> Address | None:
    """The same port of the machine around the sandbox; None where that one cannot be meant."""
    if vantage != HOST or address.transport is not Transport.TCP:
        return None
    if same_host(address.host, HOST_DOCKER_INTERNAL):
        return address
    refused = is_loopback(address.host) and outcome is Outcome.REFUSED
    return replace(address, host=HOST_DOCKER_INTERNAL) if refused else None
