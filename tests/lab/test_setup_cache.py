"""The cache: what is there is whole, nothing is made twice, damage is noticed."""

import threading
from pathlib import Path

import pytest

from tests.lab.engines import cache, environment, trees, turns
from tests.lab.engines.refusals import CannotSetUp
from tests.lab.engines.trees import Recipe


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "containerloop-test"


def fill(folder: Path) -> None:
    (folder / "file").write_text("whole")


def whole(folder: Path) -> bool:
    return (folder / "file").read_text() == "whole"


def test_a_thing_is_made_once(own_cache: Path) -> None:
    target = own_cache / "things" / "one"
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        fill(folder)

    for _ in range(2):
        cache.made_once(target, make, whole)
    assert len(made) == 1
    assert [path.name for path in target.parent.iterdir()] == ["one"]


def test_a_thing_cut_short_does_not_count(own_cache: Path) -> None:
    target = own_cache / "things" / "one"

    def fail(folder: Path) -> None:
        fill(folder)
        raise CannotSetUp("no space left")

    with pytest.raises(CannotSetUp):
        cache.made_once(target, fail, whole)
    assert list(target.parent.iterdir()) == []
    (target.parent / ".one.killed").mkdir()  # as a run that was killed leaves it
    assert whole(cache.made_once(target, fill, whole))
    assert [path.name for path in target.parent.iterdir()] == ["one"]


def test_a_damaged_thing_is_made_again(own_cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = cache.made_once(own_cache / "things" / "one", fill, whole)
    (target / "file").write_text("who")
    cache.made_once(target, fill, whole)
    assert whole(target)
    assert "one in the cache is damaged" in capsys.readouterr().err


def test_two_at_a_time_make_one(own_cache: Path) -> None:
    made: list[Path] = []
    target = own_cache / "things" / "one"
    both = threading.Barrier(2)

    def make(folder: Path) -> None:
        made.append(folder)
        fill(folder)

    def ask() -> None:
        both.wait()
        cache.made_once(target, make, whole)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_a_key_keeps_its_parts_apart() -> None:
    assert cache.key(["ab", "c"]) != cache.key(["a", "bc"])
    assert cache.key(["ab", b"c"]) == cache.key([b"ab", "c"])


def test_the_manifest_notices_what_is_gone_or_cut_short(tmp_path: Path) -> None:
    (tmp_path / "usr").mkdir()
    (tmp_path / "usr" / "program").write_text("12345")
    (tmp_path / "usr" / "link").symlink_to("program")
    assert not trees.is_whole(tmp_path)
    (tmp_path / "manifest").write_text(trees.listing(tmp_path))
    assert trees.is_whole(tmp_path)
    (tmp_path / "usr" / "program").write_text("123")
    assert not trees.is_whole(tmp_path)
    (tmp_path / "usr" / "program").unlink()
    assert not trees.is_whole(tmp_path)


def test_what_belongs_to_a_tree() -> None:
    recipe = Recipe("x", "trixie", ("postgresql",), without=("perl", "libllvm"))
    assert [recipe.keeps(name) for name in ("postgresql", "libc6", "perl-base")] == [1, 1, 0]
    alone = Recipe("x", "trixie", ("docker-cli",), only=True)
    assert [alone.keeps(name) for name in ("docker-cli", "libc6")] == [True, False]
    assert recipe.folder != Recipe("x", "sid", ("postgresql",)).folder != alone.folder


def test_the_environment_is_made_anew_when_something_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "CHECKOUT", tmp_path)
    probe = tmp_path / "probe"
    monkeypatch.setattr(environment, "PROBE", probe)
    probe.mkdir(parents=True)
    seen = {environment.fingerprint()}
    for file in (tmp_path / "pyproject.toml", tmp_path / "constraints.txt", probe / "probe.c"):
        file.write_text("one")
        seen.add(environment.fingerprint())
        file.write_text("two")
        seen.add(environment.fingerprint())
    assert len(seen) == 7
    assert environment.fingerprint() in seen


def test_a_probe_that_was_cleared_away_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "CHECKOUT", tmp_path)
    monkeypatch.setattr(environment, "PROBE", tmp_path / "probe")
    asked: list[str] = []
    monkeypatch.setattr(environment, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(environment, "_works", lambda: True)
    monkeypatch.setattr(environment, "_pip", lambda *arguments: asked.append(arguments[-1]))
    (tmp_path / "pyproject.toml").write_text("[build-system]\nrequires = ['hatchling']\n")
    environment.ready()
    environment.ready()
    assert asked == ["editables", ".[dev]"] * 2
    binary = tmp_path / "probe" / "bin" / "probe-linux-amd64"
    binary.parent.mkdir(parents=True)
    binary.touch()
    environment.ready()
    assert len(asked) == 4


def test_whoever_waits_to_be_alone_is_not_overtaken(tmp_path: Path) -> None:
    order: list[str] = []

    def take(name: str, alone: bool) -> threading.Thread:
        def body() -> None:
            with turns.turn(tmp_path, alone=alone):
                order.append(name)

        thread = threading.Thread(target=body)
        thread.start()
        thread.join(0.2)
        return thread

    with turns.turn(tmp_path, alone=False):
        take("beside", alone=False)
        waiting = [take("alone", alone=True), take("later", alone=False)]
        order.append("first")
    for thread in waiting:
        thread.join()
    assert order == ["beside", "first", "alone", "later"]


def test_the_ports_of_a_fixture_are_those_of_its_host_server_too(tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text('services: {web: {ports: ["8080:80"]}}\n')
    assert turns.host_ports([file]) == {"8080"}
    (tmp_path / "case.toml").write_text('host = ["python", "-m", "http.server", "8142"]\n')
    assert turns.host_ports([file]) == {"8080", "8142"}
