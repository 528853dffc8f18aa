"""Files that stand for more than there is memory: each is one sentence, in bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from containerloop.errors import ComposeFileInvalid
from containerloop.survey.compose import reading_limits
from containerloop.survey.compose.project import read_project
from containerloop.survey.compose.reading_limits import (
    MOST_CHARACTERS,
    MOST_ITEMS,
    TooCostly,
    limited,
    within_limits,
)
from containerloop.survey.references.find_references import find_in_value
from tests.support.pace import pace

SERVICE = "services: {api: {image: x}}\n"


def many(line: Callable[[int], str], count: int) -> str:
    return "".join(map(line, range(count)))


def of_command(text: str) -> str:
    return f'services: {{api: {{image: x, command: "{text}"}}}}\n'


def of_variable(text: str) -> str:
    return f'services: {{api: {{image: x, environment: {{DATABASE_URL: "{text}"}}}}}}\n'


ALIASES = "x-a0: &a0 [x]\n" + many(
    lambda n: f"x-a{n + 1}: &a{n + 1} [{','.join([f'*a{n}'] * 9)}]\n", 8
)
REFUSED = {
    "lists of aliases": ALIASES + "services: {api: {image: x, command: *a8}}\n",
    "mappings of aliases": "x0: &a0 {a: 1}\n"
    + many(lambda n: f"x{n + 1}: &a{n + 1} {{a: *a{n}, b: *a{n}, c: *a{n}}}\n", 60)
    + SERVICE,
    "merges of merges": "x0: &a0 {x: 1}\n"
    + many(lambda n: f"x{n + 1}: &a{n + 1} {{<<: *a{n}, y{n}: 1}}\n", 20000)
    + SERVICE,
    "one mapping merged often": "x-a: &a {" + many(lambda n: f"k{n}: 1,", 20000) + "}\nx-b:\n"
    + "  - {<<: [*a,*a,*a]}\n" * 20000
    + SERVICE,
    "many keys": many(lambda n: f"k{n}: 1\n", 90000) + SERVICE,
    "a long value for everybody": f"x-e: &e {{A: {'y' * 900_000}}}\nservices:\n"
    + many(lambda n: f"  s{n}: {{image: x, environment: *e}}\n", 1500),
    "ranges of ports": "services: {api: {image: x, ports: ["
    + '"1-65535:1-65535",' * 2000
    + "]}}\n",
    "nested sequences": "- " * 100000,
    "nested brackets": "{a: " * 100000,
    "nested variables": of_variable("${A:-" * 4000 + "}" * 4000),
    "a file too large": "x: " + "y" * (reading_limits.MOST_CHARACTERS + 1),
}  # fmt: skip
READ = {
    "a node in itself": "x: &a [*a, *a, *a]\n" + SERVICE,
    "a long URL": of_variable("http://" * 100_000),
    "a long list of hosts": of_variable("h:1," * 200_000),
    "many at signs": of_variable("postgres://" + "@" * 900_000),
    "a long command": of_command("-h db -p 1 " * 80_000),
    "a command of brackets": of_command("$(" * 400_000),
}
VARIABLES = {
    "doubled again and again": "A0=xxxxxxxx\n" + many(lambda n: f"A{n + 1}=$A{n}$A{n}$A{n}\n", 60),
    "never closed": "A=${B:-" * 120_000,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(SERVICE)
    return tmp_path


def read(folder: Path) -> float:
    """The seconds of this thread's computing that reading takes."""
    began = time.thread_time()
    try:
        read_project(folder, environ={"PATH": "", "HOME": str(folder)})
    finally:
        taken = time.thread_time() - began
    return taken


@pytest.mark.parametrize("kind", REFUSED)
def test_what_stands_for_too_much_is_one_sentence(
    kind: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_limits, "SECONDS", 0.3)
    (project / "compose.yaml").write_text(REFUSED[kind])
    began = time.thread_time()
    with pytest.raises(ComposeFileInvalid, match=r"^compose.yaml(:\d+)?: [^\n]{10,120}$"):
        read(project)
    assert time.thread_time() - began < 4.0 * pace()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit of time as it is on the machine that it was set for."""
    monkeypatch.setattr(reading_limits, "SECONDS", reading_limits.SECONDS * pace())


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("kind", READ)
def test_what_is_only_long_is_read(kind: str, project: Path) -> None:
    (project / "compose.yaml").write_text(READ[kind])
    assert read(project) < 2 * reading_limits.SECONDS


@pytest.mark.parametrize("kind", VARIABLES)
def test_variables_are_bounded_as_well(
    kind: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_limits, "SECONDS", 1.0)
    (project / ".env").write_text(VARIABLES[kind])
    began = time.thread_time()
    try:
        read(project)
    except ComposeFileInvalid as refused:
        assert refused.message.startswith(".env: ")  # noqa: PT017 - or it is read in time
    assert time.thread_time() - began < 4.0 * pace()


@pytest.mark.usefixtures("patient")
def test_a_thousand_services_are_read(project: Path) -> None:
    anchored = "x-e: &e {DATABASE_URL: 'postgres://app:${PASSWORD:-x}@db:5432/app', TZ: UTC}\n"
    services = many(
        lambda n: (
            f"  s{n}:\n    image: x\n    environment: {{<<: *e, N: {n}}}\n"
            f'    ports: ["{10000 + n}:80"]\n    depends_on: [db]\n'
        ),
        1000,
    )
    (project / "compose.yaml").write_text(f"{anchored}services:\n  db: {{image: x}}\n{services}")
    found = read_project(project, environ={"PATH": "", "HOME": str(project)})
    assert found is not None
    assert len(found.services) == 1001
    assert [str(r.port) for r in found.services[999].references] == ["5432"]


def test_limits_within_limits_add_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_limits, "SECONDS", -1.0)
    within_limits()

    def both() -> None:
        with limited("outer"), limited("inner"):
            within_limits()

    with pytest.raises(ComposeFileInvalid, match=r"^outer: it takes more than"):
        both()
    within_limits(MOST_CHARACTERS)
    with pytest.raises(TooCostly, match="a value has more than"):
        within_limits(MOST_CHARACTERS + 1)


@pytest.mark.parametrize(("fits", "items"), [(True, 0), (False, 1)])
def test_the_number_of_items_is_the_limit(
    fits: bool, items: int, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("containerloop.survey.compose.yaml_nodes.MOST_ITEMS", 17 - items)
    # 1 file, 1 + 4 of x-a, 2 + 2 of services and api, 1 + 4 of command, 2 of n
    (project / "compose.yaml").write_text("x-a: &a [1, 2, 3]\nservices: {api: {command: *a, n: 1}}")
    if fits:
        assert read(project) >= 0
    else:
        with pytest.raises(ComposeFileInvalid, match="stand for more than"):
            read(project)
    assert MOST_ITEMS > 17


@pytest.mark.parametrize("piece", ["y", " ", "h:1,", "http://", "tcp(", "=", "a://b@", "["])
def test_no_value_takes_long_to_look_through(piece: str) -> None:
    began = time.thread_time()
    find_in_value("DATABASE_URL", (piece * 8192)[:8192])
    assert time.thread_time() - began < 2.0 * pace()
