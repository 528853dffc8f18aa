"""What --dry-run prints."""

from __future__ import annotations

import pytest

from containerloop.facts import Address, Part, Place, Reference, Unobserved
from containerloop.observe.namespace_files import FILES
from containerloop.plan.values import (
    EngineHost,
    Expectation,
    Inside,
    Look,
    OwnSockets,
    Peer,
    Plan,
    PlannedAttempt,
    Stand,
    StandIn,
    Strength,
)
from containerloop.render.dry_run import READS, render_plan

DB = Address(host="db", port=5432)
LOCAL = Address(host="127.0.0.1", port=5432)


def look(stand: Stand | Unobserved, vantage: str = "service:api") -> Look:
    return Look(vantage, stand, (PlannedAttempt(DB),))


def shown(*looks: Look, expected: tuple[Expectation, ...] = ()) -> str:
    return render_plan(Plan(expected, looks))


@pytest.mark.parametrize(
    ("stand", "words"),
    [
        (OwnSockets(), "this machine's own sockets"),
        (EngineHost(), "a probe container on the network of the engine's host"),
        (Inside("0123456789abcdef"), "shares the network of container 0123456789ab\n"),
        (Peer("shop_default"), "a probe container on the network shop_default"),
        (
            StandIn(("front", "back"), ("db:10.0.0.1",)),
            "in its place, on front, back with the extra hosts db:10.0.0.1",
        ),
        (StandIn(("front",), ()), "in its place, on front\n"),
    ],
)
def test_each_stand_is_named(stand: Stand, words: str) -> None:
    assert words in shown(look(stand))


def test_the_addresses_with_who_relies_on_them() -> None:
    place = Place(where="environment", key="services.api.environment.URL", file="c.yaml", line=4)
    part = Part(place=place, text="db", start=0, end=2)
    reference = Reference(scheme=None, host="db", port=5432, host_part=part)
    wanted = Expectation(
        vantage="service:api", address=DB, strength=Strength.REFERENCED, reference=reference
    )
    each = Look(
        "service:api",
        Inside("c0"),
        (PlannedAttempt(DB), PlannedAttempt(LOCAL)),
        ((LOCAL, "no such name"),),
    )
    rows = shown(each, expected=(wanted,)).splitlines()
    start = rows.index("from api, with a probe container that shares the network of container c0")
    assert rows[start + 1 : start + 4] == [
        "  tries  db:5432  (relied on: c.yaml:4)",
        "         127.0.0.1:5432",
        "  skips  127.0.0.1:5432 (no such name)",
    ]


def test_an_expectation_of_another_vantage_is_not_this_ones() -> None:
    wanted = Expectation(vantage="host", address=DB, strength=Strength.ASKED)
    assert "relied on" not in shown(look(EngineHost(), "engine-host"), expected=(wanted,))
    assert "db:5432  (relied on)" in shown(look(OwnSockets(), "host"), expected=(wanted,))


def test_probes_read_what_the_observer_reads_and_own_sockets_nothing() -> None:
    assert len(READS) == len(FILES)
    assert all(which in path for which, path in zip(FILES, READS, strict=True))
    assert READS[0] in shown(look(Inside("c0")))
    assert READS[0] not in shown(look(OwnSockets(), "host"))


def test_where_nothing_can_be_looked_at_it_says_why() -> None:
    text = shown(look(Unobserved("api is not running")))
    assert "from api: not possible, because api is not running" in text
    assert "would have tried db:5432" in text


def test_the_requests_are_those_of_the_run() -> None:
    everything = render_plan(Plan((), ()))
    assert "/images/load" in everything
    assert "/containers/create" in everything
    assert "may take its place on its networks" in everything
    assert "--no-prove skips this" in everything
    unproven = render_plan(Plan((), ()), prove=False)
    assert "/containers/create" in unproven
    assert "relay" not in unproven
    unprobed = render_plan(Plan((), ()), probe=False)
    assert "GET /_ping" in unprobed
    assert "POST" not in unprobed
    assert "No probe is started" in unprobed


def test_names_are_text() -> None:
    hostile = "x\x1b[31m\n[bold]"
    each = Look(
        f"network:{hostile}",
        StandIn((hostile,), (hostile,)),
        (PlannedAttempt(Address(host=hostile, port=1)),),
        ((Address(host=hostile, port=2), hostile),),
    )
    text = shown(each, look(Unobserved(hostile)), look(Peer(hostile)))
    assert "\x1b" not in text
    assert "x [bold]" in text
    assert max(len(row) for row in render_plan(Plan((), ())).splitlines()) < 100
