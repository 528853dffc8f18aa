"""Engines that --engine names: each is another one that answers, or one sentence says why not."""

import threading
from pathlib import Path

import pytest

from containerloop.errors import EngineUnavailable
from containerloop.survey.engine.connection import connect
from containerloop.survey.further_engines import further_engines
from tests.support.stand_in_engine import PING, http, stand_in
from tests.unit.survey.engine.test_connection import write_context

HERE = {"_ping": PING, "/info": http(200, {"ID": "one"})}
THERE = {"_ping": PING, "/info": http(200, {"ID": "two"})}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / ".docker"))
    return tmp_path


def refused(home: Path, *contexts: str) -> EngineUnavailable:
    with stand_in(home / "here.sock", HERE) as url, stand_in(home / "there.sock", THERE) as other:
        write_context(home, "node2", other)
        write_context(home, "alias", url)
        write_context(home, "gone", f"unix://{home}/gone.sock")
        with pytest.raises(EngineUnavailable) as caught:
            further_engines(connect({"DOCKER_HOST": url}, home), contexts)
    assert caught.value.status == 4
    return caught.value


def test_a_context_that_does_not_exist(home: Path) -> None:
    error = refused(home, "nope")
    assert error.message == 'the Docker context "nope" (--engine nope) does not exist'
    assert error.hint == "name one of: default, alias, gone, node2"


def test_an_engine_that_does_not_answer_is_lost_and_no_other(home: Path) -> None:
    with stand_in(home / "here.sock", HERE) as url, stand_in(home / "there.sock", THERE) as other:
        write_context(home, "node2", other)
        write_context(home, "gone", f"unix://{home}/gone.sock")
        found = further_engines(connect({"DOCKER_HOST": url}, home), ["gone", "node2"])
    assert list(found.met) == ["", "node2"]
    assert "gone.sock (from --engine gone) does not exist" in found.lost["gone"]


def test_they_are_met_at_once(home: Path) -> None:
    """Each answers only when all have been asked: one after the other, none ever would."""
    meeting = threading.Barrier(2)

    def meet(line: str) -> None:
        if "/info" in line:
            meeting.wait(8)

    with (
        stand_in(home / "here.sock", HERE, before=meet) as url,
        stand_in(home / "there.sock", THERE, before=meet) as other,
    ):
        write_context(home, "node2", other)
        found = further_engines(connect({"DOCKER_HOST": url}, home), ["node2"])
    assert (list(found.met), found.lost) == (["", "node2"], {})


def test_machines_that_were_cloned_are_two(home: Path) -> None:
    named = {"_ping": PING, "/info": http(200, {"ID": "one", "Name": "copy"})}
    with stand_in(home / "here.sock", HERE) as url, stand_in(home / "there.sock", named) as other:
        write_context(home, "copy", other)
        found = further_engines(connect({"DOCKER_HOST": url}, home), ["copy"])
    assert list(found.met) == ["", "copy"]


@pytest.mark.parametrize("contexts", [("node2", "node2"), ("alias",)])
def test_one_engine_named_twice(home: Path, contexts: tuple[str, ...]) -> None:
    error = refused(home, *contexts)
    assert f"--engine {contexts[-1]} names an engine that is asked already" in error.message


def test_they_come_in_the_order_in_which_they_were_named(home: Path) -> None:
    third = {"_ping": PING, "/info": http(200, {"ID": "three"})}
    with (
        stand_in(home / "here.sock", HERE) as url,
        stand_in(home / "there.sock", THERE) as other,
        stand_in(home / "third.sock", third) as last,
    ):
        write_context(home, "node2", other)
        write_context(home, "a", last)
        found = further_engines(connect({"DOCKER_HOST": url}, home), ["node2", "a"])
        assert list(found.met) == ["", "node2", "a"]
        assert found.told is None
