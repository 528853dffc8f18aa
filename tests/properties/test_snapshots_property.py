"""Snapshots of any content: a report or one sentence, and what is saved is read again."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from containerloop.cli.snapshot_files import decode, encode
from containerloop.errors import SnapshotError
from containerloop.facts import Snapshot
from containerloop.pipeline.report_step import answer
from containerloop.render.json import render_json
from containerloop.render.text.report import render_text
from tests.support.properties import SLOW, one_sentence
from tests.support.world import World


def a_world() -> World:
    world = World()
    world.container(
        "db", listens=["0.0.0.0:5432"], publishes=["127.0.0.1:5433:5432"], exposes=[5432]
    )
    world.container("api", refers=["postgres://localhost:5432/app", "redis://cache:6379"])
    world.container("old", status="exited")
    world.container("side", mode="container:id-shop-api", networks=())
    world.host_listens("127.0.0.1:5433", "[::1]:80")
    world.attempt("service:api", "localhost:5432", "refused", resolved="127.0.0.1")
    world.attempt(
        "service:api", "db:5432", "answered", resolved="172.18.0.2", protocol="postgresql"
    )
    world.attempt("host", "127.0.0.1:5433", "answered", resolved="127.0.0.1")
    return world


PLAIN = msgspec.json.decode(encode(a_world().snapshot("5432")))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    found = [path] if path else []
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            found += places(value[key], (*path, key))
    return found


PLACES = places(PLAIN)
ABSURD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63),
    st.floats(allow_nan=False),
    st.text(),
    st.sampled_from(
        [
            "",
            "999.1.1.1",
            "::ffff:1.2.3.4",
            "fe80::1%eth0",
            "container:id-shop-side",
            "container:",
            "service:",
            "host",
            "tcp",
            "udp",
            "localhost",
            "a" * 100_000,
            "[bold]x[/]",
            "\x1b[31m",
            "\u202e",
            "\n",
            "0.0.0.0/99",
            "shop_default",
            "id-shop-api",
            "refused",
            "exited",
            "{",
            "$A",
        ]
    ),
    st.sampled_from([0, -1, 65536, 2**31, 5432, [], {}, [[]], ["x"], {"a": 1}]),
)


def alike(path: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """Another value of the type that stands there, so that the change gets past the decoding."""
    value: Any = PLAIN
    for key in path:
        value = value[key]
    kind = type(value)
    return ABSURD.filter(lambda other: type(other) is kind) if kind in (str, int) else ABSURD


CHANGES = st.sampled_from(PLACES).flatmap(
    lambda path: st.tuples(st.just(path), st.one_of(alike(path), ABSURD))
)


def changed(value: Any, path: tuple[Any, ...], to: Any) -> Any:
    """The JSON value with another one at a path."""
    if not path:
        return to
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    try:
        copy[path[0]] = changed(value[path[0]], path[1:], to)
    except (LookupError, TypeError):  # an earlier change took that place away
        return value
    return copy


def reported(raw: bytes) -> None:
    """A report in every form, or the one error."""
    try:
        snapshot = decode(raw)
        report = answer(snapshot)
    except SnapshotError as error:
        one_sentence(error)
        return
    msgspec.json.decode(render_json(report).encode())
    for line in render_text(
        report, width=100, color=False, verbose=True, encoding="utf-8"
    ).splitlines():
        assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in line), line
    assert decode(encode(snapshot)) == snapshot


@given(st.lists(CHANGES, min_size=1, max_size=3))
@settings(SLOW, max_examples=500)
def test_an_absurd_snapshot_gives_a_report_or_one_sentence(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    value = PLAIN
    for path, to in changes:
        value = changed(value, path, to)
    reported(msgspec.json.encode(value))


@given(
    st.one_of(
        st.binary(), st.integers(0, 20_000), st.tuples(st.integers(0, 9000), st.binary(max_size=4))
    )
)
@SLOW
def test_any_bytes_give_a_report_or_one_sentence(cut: bytes | int | tuple[int, bytes]) -> None:
    whole = encode(a_world().snapshot("5432"))
    if isinstance(cut, bytes):
        reported(cut)
    elif isinstance(cut, int):
        reported(whole[:cut])
    else:
        at, new = cut
        reported(whole[:at] + new + whole[at + len(new) :])


@pytest.mark.parametrize(
    "first", ["container:id-shop-side", "container:id-shop-api", "container:x"]
)
def test_containers_that_share_each_others_network_for_ever(first: str) -> None:
    world = a_world()
    world.container("a", mode=first, networks=())
    world.container("side2", mode="container:id-shop-a", networks=())
    text = encode(world.snapshot("5432", "service:a")).replace(b'"id-shop-api"', b'"id-shop-side"')
    text = text.replace(b'"container:id-shop-api"', b'"container:id-shop-side2"')
    reported(text)


SERVICES = st.lists(
    st.tuples(
        st.sampled_from(["db", "api", "web", "[b]", "x" * 200]),
        st.lists(
            st.sampled_from(["0.0.0.0:5432", "127.0.0.1:5432", "[::]:80", "10.1.1.1:53/udp"]),
            max_size=3,
        ),
        st.lists(
            st.sampled_from(["postgres://localhost:5432/a", "http://db:80", "redis://x:1"]),
            max_size=3,
        ),
        st.lists(st.sampled_from(["5432:5432", "127.0.0.1:1:80", "53:53/udp", "0:80"]), max_size=2),
        st.sampled_from(["running", "exited", "paused", "restarting", "created", "dead"]),
    ),
    max_size=5,
    unique_by=lambda row: row[0],
)
ATTEMPTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["host", "engine-host", "service:api", "service:db", "network:shop_default"]
        ),
        st.sampled_from(["localhost:5432", "db:5432", "127.0.0.1:1", "[::1]:80", "db:53/udp"]),
        st.sampled_from(["answered", "refused", "timed-out", "open", "silent", "name-not-found"]),
    ),
    max_size=8,
)


@given(
    SERVICES, ATTEMPTS, st.sampled_from(["5432", "db:5432", "localhost:80", "53/udp", "http://x:1"])
)
@SLOW
def test_every_snapshot_survives_the_way_there_and_back(
    services: list[Any], attempts: list[Any], target: str
) -> None:
    world = World()
    for name, listens, refers, publishes, status in services:
        world.container(name, listens=listens, refers=refers, publishes=publishes, status=status)
    for vantage, where, outcome in attempts:
        world.attempt(vantage, where, outcome)
    snapshot = world.snapshot(target)
    assert isinstance(snapshot, Snapshot)
    assert decode(encode(snapshot)) == snapshot
    assert msgspec.json.encode(answer(decode(encode(snapshot)))) == msgspec.json.encode(
        answer(snapshot)
    )
