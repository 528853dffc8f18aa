"""What the proxy of a sandbox is asked for, and when it is not asked."""

from typing import Any

import pytest

from containerloop.facts import Address
from containerloop.pipeline.further_step import wanted_in
from containerloop.plan.further.selection import further_looks
from containerloop.topology.inventory import Inventory
from tests.support.sandbox_worlds import OUTSIDE, PROXY, sandbox
from tests.support.world import World


def asked_for(
    called: str, outcome: str, question: str = "", vantage: str = "host", **more: Any
) -> list[str]:
    world = sandbox()
    world.attempt(vantage, called, outcome, **more)
    return said(world, question or called, vantage)


def said(world: World, question: str, vantage: str = "host") -> list[str]:
    seen = world.snapshot(question, vantage)
    looks = further_looks(seen.views, wanted_in(seen), Inventory(seen.survey))
    return [
        f"{look.vantage} {t.address} {t.opening.path or 'tunnel'} {t.opening.beyond}"
        for look in looks
        for t in look.tries
        if t.opening.beyond
    ]


@pytest.mark.parametrize("outcome", ["timed-out", "refused", "name-not-found", "open"])
def test_what_is_wanted_of_the_machine_outside(outcome: str) -> None:
    url = f"http://{OUTSIDE}:9000/v1"
    assert asked_for(f"{OUTSIDE}:9000", outcome, url, scheme="http") == [
        f"host {PROXY} / {OUTSIDE}:9000"
    ]


def test_a_server_that_speaks_no_http_is_not_spoken_to() -> None:
    there = f"{OUTSIDE}:5432"
    assert asked_for(there, "timed-out") == [f"host {PROXY} tunnel {there}"]
    secure = f"https://{OUTSIDE}:8443"
    assert asked_for(f"{OUTSIDE}:8443", "timed-out", secure, scheme="https") == [
        f"host {PROXY} tunnel {OUTSIDE}:8443"
    ]


def test_a_web_server_that_is_refused_here_is_looked_for_outside() -> None:
    assert asked_for("localhost:11434", "refused", resolved="127.0.0.1") == [
        f"host {PROXY} / {OUTSIDE}:11434"
    ]


@pytest.mark.parametrize(
    ("called", "outcome"),
    [
        ("localhost:5432", "refused"),
        ("localhost:11434", "timed-out"),
        ("localhost:11434/udp", "refused"),
        (f"{OUTSIDE}:5432/udp", "timed-out"),
        ("192.168.1.30:11434", "refused"),
        (f"{OUTSIDE}.example.com:11434", "refused"),
    ],
)
def test_nothing_else_is_asked_for(called: str, outcome: str) -> None:
    assert asked_for(called, outcome) == []


def test_nobody_asks_but_this_machine_and_only_in_a_sandbox() -> None:
    assert asked_for("localhost:11434", "refused", vantage="service:web") == []
    assert asked_for(f"{OUTSIDE}:11434", "refused", vantage="service:web") == []
    world = sandbox()
    world.machine = {}
    world.attempt("host", f"{OUTSIDE}:11434", "timed-out")
    assert said(world, f"{OUTSIDE}:11434") == []


def test_the_proxy_is_not_asked_for_itself() -> None:
    world = sandbox()
    world.machine |= {"sandbox_proxy": Address(host=OUTSIDE, port=3128)}
    world.attempt("host", f"{OUTSIDE}:3128", "timed-out")
    assert said(world, f"{OUTSIDE}:3128") == []
