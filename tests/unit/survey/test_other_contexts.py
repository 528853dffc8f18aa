"""Which engine of another context has what is missing: sockets of this machine alone are asked."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from containerloop.facts import Question, Unobserved
from containerloop.survey.engine.connection import Connection, connect
from containerloop.survey.other_contexts import Sought, other_engines
from tests.support.stand_in_engine import PING, http, stand_in
from tests.unit.survey.engine.test_connection import write_context

PORT = Question(target="25432", port=25432)
SHOP = Sought(PORT, "shop", "/srv/shop")


def row(name: str, project: str = "shop", folder: str = "/srv/shop") -> dict[str, Any]:
    label = "com.docker.compose."
    labels = {f"{label}project": project, f"{label}service": name}
    return {
        "Id": f"id-{name}", "Names": [f"/{project}-{name}-1"], "State": "running", "Status": "Up",
        "Labels": labels | {f"{label}project.working_dir": folder},
        "Ports": [{"PrivatePort": 5432, "PublicPort": 25432, "Type": "tcp"}],
    }  # fmt: skip


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Connection]:
    """The engine that was asked."""
    with stand_in(tmp_path / "asked.sock", {"_ping": PING}) as url:
        write_context(tmp_path, "the-same", url)
        made = connect({"DOCKER_HOST": url}, tmp_path)
        yield made
        made.client.close()


def found(tmp_path: Path, asked: Connection, sought: Sought, **contexts: bytes | None) -> Any:
    """What is found where each context's engine answers so to the request for its list."""
    with ExitStack() as held:
        for name, answer in contexts.items():
            told = {"_ping": PING, "/containers/json": answer}
            url = held.enter_context(stand_in(tmp_path / f"{name}.sock", told))
            write_context(tmp_path, name, url)
        return other_engines(sought, asked, {}, tmp_path)


def names(engines: Any) -> dict[str, list[str]]:
    return {each.context: [c.name for c in each.containers] for each in engines}


def test_the_one_that_has_the_project(tmp_path: Path, asked: Connection) -> None:
    rows = http(200, [row("db"), row("web", "blog", "/srv/blog")])
    there = found(tmp_path, asked, SHOP, near=rows, empty=http(200, []))
    assert names(there) == {"near": ["shop-db-1"]}


def test_a_project_of_that_name_in_another_folder_is_another(
    tmp_path: Path, asked: Connection
) -> None:
    rows = http(200, [row("db", folder="/work/other/shop")])
    assert found(tmp_path, asked, SHOP, near=rows) == ()
    by_name = Sought(PORT, "shop")
    assert names(other_engines(by_name, asked, {}, tmp_path)) == {}, "its engine is gone by now"


def test_without_a_project_whoever_publishes_the_port(tmp_path: Path, asked: Connection) -> None:
    there = found(tmp_path, asked, Sought(PORT), near=http(200, [row("db")]))
    assert names(there) == {"near": ["shop-db-1"]}


@pytest.mark.parametrize("port", [5432, 25433])
def test_not_who_has_it_inside_only(tmp_path: Path, asked: Connection, port: int) -> None:
    sought = Sought(Question(target=str(port), port=port))
    assert found(tmp_path, asked, sought, near=http(200, [row("db")])) == ()


def test_by_the_name_of_a_vantage_or_of_the_host(tmp_path: Path, asked: Connection) -> None:
    rows = http(200, [row("db"), row("api")])
    api = Sought(Question(target="db:1", host="db", port=1), names=("api",))
    assert names(found(tmp_path, asked, api, near=rows)) == {"near": ["shop-api-1"]}
    host = Sought(Question(target="db:1", host="DB.", port=1))
    assert names(found(tmp_path, asked, host, again=rows)) == {"again": ["shop-db-1"]}


def test_nothing_is_sent_to_another_machine(tmp_path: Path, asked: Connection) -> None:
    write_context(tmp_path, "build", "ssh://eva:secret@build-server")
    seen = found(tmp_path, asked, SHOP, empty=http(200, []))
    assert isinstance(seen, Unobserved)
    assert seen.reason == (
        'the engine of the Docker context "build" (ssh://eva:***@build-server) was not asked'
    )


def test_an_engine_that_was_quit_has_nothing(tmp_path: Path, asked: Connection) -> None:
    write_context(tmp_path, "desktop-linux", f"unix://{tmp_path}/gone.sock")
    assert found(tmp_path, asked, SHOP) == ()


@pytest.mark.parametrize("answer", [None, b"", http(200, {"x": 1}), http(500, {"message": "no"})])
def test_one_that_misbehaves_is_not_known_in_two_seconds(
    tmp_path: Path, asked: Connection, answer: bytes | None
) -> None:
    began = time.monotonic()
    seen = found(tmp_path, asked, SHOP, hung=answer)
    assert isinstance(seen, Unobserved)
    assert "hung" in seen.reason
    assert time.monotonic() - began < 6
