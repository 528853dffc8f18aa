"""The proxy that keeps a client from a web server, by its environment. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import why
from containerloop.diagnose.evidence import in_words, place
from containerloop.diagnose.finding import Evidence
from containerloop.diagnose.proxied import Proxied
from containerloop.facts import Attempt, Value


class ProxyInTheWay(Value, frozen=True):
    """`why` is a clause on the proxy; `directly`: without it the client is served.

    `shown` is the request through it.
    """

    way: Proxied
    why: str
    directly: bool
    shown: Evidence


def proxy_in_the_way(case: Case) -> ProxyInTheWay | None:
    """The proxy that every common client of the service takes, and that does not pass it on.

    Where the direct call fails as well, that explains what the proxy says of an address here; not
    that it does not answer at all, nor what it says of an address beyond this machine.
    """
    symptom = case.symptom
    way = symptom.proxied
    if way is None or way.told is None or not way.failed:
        return None
    beyond = not symptom.outcome.reached and not case.is_here(case.address)
    if not (symptom.met_directly or beyond or not way.told.outcome.reached):
        return None
    return ProxyInTheWay(
        way, what_came_of_it(way, way.told), symptom.met_directly, _shown(case, way.told)
    )


def what_came_of_it(way: Proxied, through: Attempt) -> str:
    """What a proxy did with a request that it did not pass on, as a clause."""
    if way.answers_for_itself:
        return "is a web server and not a proxy: it answers with pages of its own"
    if not through.outcome.reached:
        return f"does not answer ({in_words(through.outcome)})"
    if through.protocol != "http":
        return "does not answer as an HTTP proxy"
    if through.refusal is not None and through.refusal.startswith("a proxy that"):
        return f"is {through.refusal}"
    return f"does not pass the request on ({through.code})"


def _shown(case: Case, through: Attempt) -> Evidence:
    detail = f" ({through.errno or through.banner})" if through.errno or through.banner else ""
    return Evidence(
        saw=f"from {place(case.vantage)}, {through.address} asked for {through.opening.beyond}:"
        f" {in_words(through.outcome)}{detail}",
        command=why(through.address, case.vantage),
    )
