"""A forecast as text: lines that programs jump to, and one line for all that is exposed."""

from __future__ import annotations

from containerloop.render.text.forecast import render_forecast
from tests.support.forecasts import forecast_of


def lines_of(text: str, files: dict[str, str] | None = None) -> list[str]:
    return render_forecast(forecast_of(text, files), color=False).splitlines()


FAULTY = """services:
  db:
    image: postgres:16
  api:
    image: example/api
    environment:
      DATABASE_URL: postgres://app:swordfish@localhost:5432/app
"""


def test_a_cause_with_its_fix_and_no_credential() -> None:
    assert lines_of(FAULTY) == [
        "compose.yaml:7:36: CL401 api cannot reach localhost:5432: inside a container, localhost is"
        " the container itself (api).",
        "  fix: use db:5432 instead of localhost:5432",
        "  -      DATABASE_URL: postgres://app:***@localhost:5432/app",
        "  +      DATABASE_URL: postgres://app:***@db:5432/app",
        "",
        "1 cause, no warnings; nothing more is written in these files",
    ]


def test_the_count_is_of_what_is_left_open() -> None:
    healthy = FAULTY.replace("localhost", "db")
    (only,) = lines_of(healthy)
    assert only == (
        "no causes, no warnings; whether 1 of 1 connection works, only a run can tell:"
        " containerloop why-cant-i-reach"
    )
    (nothing,) = lines_of("services: {api: {image: example/api}}")
    assert nothing == "no causes, no warnings; no connection is written in these files"


def test_causes_stand_in_the_order_of_the_files() -> None:
    text = FAULTY + "      CACHE_URL: redis://cach:6379\n  cache:\n    image: redis:7\n"
    found = [line.split()[:2] for line in lines_of(text) if line.startswith("compose.yaml")]
    assert found == [["compose.yaml:7:36:", "CL401"], ["compose.yaml:8:26:", "CL402"]]


def test_all_that_is_exposed_is_one_line() -> None:
    one = "services:\n  db:\n    image: postgres:16\n    ports: ['5432:5432']\n"
    first = lines_of(one)[0]
    assert first.startswith("compose.yaml:4:19: CL611 warning: db (PostgreSQL) is published")
    two = one + "  cache:\n    image: redis:7\n    ports: ['6379:6379']\n"
    warned = [line for line in lines_of(two) if "CL611" in line]
    assert warned == [
        "compose.yaml:4:19: CL611 warning: 2 servers are published on every address of this"
        " machine: ufw and firewalld rules do not stop other machines"
    ]
    assert "compose.yaml:4:19, compose.yaml:7:19" in "\n".join(lines_of(two))
    assert lines_of(two)[-1].startswith("no causes, 2 warnings; ")


def test_what_is_to_be_added_stands_as_lines_to_add() -> None:
    text = FAULTY.replace("localhost", "db").replace(
        "    image: postgres:16\n", "    image: postgres:16\n    networks: [back]\n"
    )
    shown = lines_of(text + "networks: {back: }\n")
    assert shown[0].startswith(
        "compose.yaml:8:36: CL301 api cannot reach db:5432: api and db share no network"
    )
    assert [line for line in shown if line.startswith("  + ")]


def test_what_was_not_read_is_noted() -> None:
    text = "services:\n  api:\n    image: example/api\n    env_file: no.env\n"
    assert lines_of(text)[0] == (
        "note: compose.yaml:4: the file that env_file: names cannot be read"
    )


def test_a_name_is_text_and_never_markup() -> None:
    text = FAULTY.replace("api:", '"[red]a\\u001b[31mpi":')
    assert "[red]a" in "\n".join(lines_of(text))
    assert "\x1b" not in "\n".join(lines_of(text))
