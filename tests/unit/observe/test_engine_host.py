"""Whose network a probe on the engine's host stands in."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from containerloop.facts import Maybe, Unobserved, Whereabouts
from containerloop.observe.engine_host import (
    Marks,
    own_marks,
    own_socket_seen,
    whereabouts,
    whereabouts_by,
    with_whereabouts,
)
from containerloop.observe.namespace_files import texts
from containerloop.observe.probe.records import files
from containerloop.observe.probe.requests import File, ReadFile
from tests.support.probe_process import Probe, a_probe
from tests.support.world import World

__all__ = ["a_probe"]  # a fixture

HERE = Marks(netns="net:[4026531840]", boot="b1")


def nobody_asks() -> bool | None:
    raise AssertionError("the marks decide")


@pytest.mark.parametrize(
    ("seen", "same_machine", "same_kernel"),
    [
        (HERE, True, True),
        (Marks(netns="net:[4026532215]", boot="b1"), False, True),
        (Marks(netns="net:[4026532215]", boot="b2"), False, False),
    ],
)
def test_the_marks_decide(seen: Marks, same_machine: bool, same_kernel: bool) -> None:
    told = whereabouts(HERE, seen, nobody_asks)
    assert told == Whereabouts(same_machine=same_machine, same_kernel=same_kernel)


@pytest.mark.parametrize(
    "seen",
    [
        # the first namespace of every kernel has the same number
        Marks(netns=HERE.netns, boot="b2"),
        Marks(netns=HERE.netns, boot=""),
        Marks(netns="", boot="b1"),
        Marks(netns="", boot=""),
    ],
)
@pytest.mark.parametrize("socket_seen", [True, False, None])
def test_where_they_leave_it_open_a_socket_decides(seen: Marks, socket_seen: bool | None) -> None:
    told = whereabouts(HERE, seen, lambda: socket_seen)
    if socket_seen is None:
        assert isinstance(told.same_machine, Unobserved)
    else:
        assert told.same_machine is socket_seen
    kernel = seen.boot == HERE.boot if seen.boot else None
    if socket_seen:
        assert told.same_kernel is True
    elif kernel is None:
        assert isinstance(told.same_kernel, Unobserved)
    else:
        assert told.same_kernel is kernel


def test_a_hidden_number_of_another_namespace_decides_nothing_of_the_kernel() -> None:
    told = whereabouts(HERE, Marks(netns="net:[1]", boot=""), nobody_asks)
    assert told.same_machine is False
    assert isinstance(told.same_kernel, Unobserved)


def test_the_own_marks(tmp_path: Path) -> None:
    assert own_marks().netns.startswith("net:[")
    assert len(own_marks().boot) == 36
    assert own_marks(tmp_path) == Marks(netns="", boot="")


def table() -> str:
    return Path("/proc/net/udp").read_text()


def test_an_own_socket_is_in_the_own_table_only() -> None:
    assert own_socket_seen(table) is True
    assert own_socket_seen(lambda: None) is None
    assert own_socket_seen(lambda: "") is False
    renumbered = (" ".join([*line.split()[:9], "1"]) for line in table().splitlines())
    assert own_socket_seen(lambda: "\n".join(renumbered)) is False


def test_a_like_port_is_not_the_own_socket() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        before = table()
    assert own_socket_seen(lambda: before) is False


def test_a_probe_in_this_network_is_here(probe: Probe) -> None:
    def read(which: File) -> Maybe[str]:
        records = probe.run(ReadFile(id=0, which=which))
        return texts(files(records), (which,))[which]

    assert whereabouts_by(read) == Whereabouts(same_machine=True, same_kernel=True)
    hidden: dict[File, Maybe[str]] = {"boot": Unobserved("EACCES"), "netns": Unobserved("EACCES")}
    assert whereabouts_by(lambda which: hidden.get(which) or read(which)) == Whereabouts(
        same_machine=True, same_kernel=True
    )


def test_the_survey_keeps_what_a_probe_saw() -> None:
    survey = World(engine={"same_machine": Unobserved("untold")}).snapshot("5432").survey
    assert with_whereabouts(survey, None) is survey
    known = with_whereabouts(survey, Whereabouts(same_machine=False, same_kernel=True))
    assert not isinstance(known.engine, Unobserved)
    assert (known.engine.same_machine, known.engine.same_kernel) == (False, True)
