"""The report on files alone: where a finding stands, once for each line, and what it is worth."""

from __future__ import annotations

from containerloop.report.passing import status
from tests.support.forecasts import blueprint_of, forecast_of

DB = "  db:\n    image: postgres:16\n"
WEB = (
    "  web:\n    image: example/web\n    command: serve --port 8000 --bind 127.0.0.1\n"
    "    ports: ['127.0.0.1:8000:8000']\n"
)


def api(*urls: str) -> str:
    lines = "".join(f"      URL_{n}: {url}\n" for n, url in enumerate(urls))
    return f"  api:\n    image: example/api\n    environment:\n{lines}"


def test_each_line_that_has_the_fault_is_told() -> None:
    url = "postgres://u@localhost:5432/x"
    report = forecast_of("services:\n" + DB + api(url, f"{url}2"))
    places = [f.location and (f.location.line, f.location.column) for f in report.findings]
    assert places == [(7, 25), (8, 25)]


def test_the_causes_come_first_in_the_order_of_repair() -> None:
    db = DB + "    ports: ['5432:5432']\n"
    report = forecast_of("services:\n" + db + api("postgres://u@localhost:5432/x") + WEB)
    assert [f.code for f in report.findings] == ["CL401", "CL501", "CL611"]
    assert report.verdict == "unreachable"


def test_a_server_that_listens_on_loopback_is_told_where_it_is_told_to() -> None:
    (found,) = forecast_of("services:\n" + WEB).findings
    assert found.location is not None
    assert (found.location.line, found.location.key) == (4, "services.web.command")


def test_what_needs_a_run_is_not_checked() -> None:
    report = forecast_of("services:\n" + DB)
    unchecked = {each.code for each in report.not_checked}
    assert {"CL201", "CL404", "CL701"} <= unchecked
    assert not unchecked & {"CL301", "CL401", "CL611"}
    assert report.question.target is None


def test_when_a_forecast_passes() -> None:
    def ended(text: str) -> int:
        return int(status(forecast_of(text), blueprint_of(text)))

    good = "services:\n" + DB + api("postgres://u@db:5432/x")
    assert ended(good) == 0
    assert ended("services:\n" + DB + api("postgres://u@localhost:5432/x")) == 1
    assert ended("services:\n" + DB.rstrip() + "\n    ports: ['5432:5432']\n") == 0
    assert ended("services:\n" + DB + "    env_file: missing.env\n") == 3
    assert ended("services: {}") == 3
    faulty = "services:\n" + DB + api("postgres://u@localhost:5432/x", "http://${X}:1/")
    assert ended(faulty) == 1
