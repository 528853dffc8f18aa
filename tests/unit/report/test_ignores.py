"""Comments that say which finding a team lives with; each with a reason, none for nothing."""

from __future__ import annotations

import pytest

from tests.support.forecasts import forecast_of

URL = "postgres://u@localhost:5432/x"
TOP = """services:
  db:
    image: postgres:16
  api:
    image: example/api
    environment:
"""


def told(*lines: str) -> tuple[list[str], tuple[str, ...]]:
    report = forecast_of(TOP + "".join(f"      {line}\n" for line in lines))
    return [f.code for f in report.findings], report.notes


@pytest.mark.parametrize(
    "lines",
    [
        ("# containerloop: ignore CL401 it starts its own", f"DATABASE_URL: {URL}"),
        (f"DATABASE_URL: {URL} # containerloop: ignore CL401 it starts its own",),
        (f"DATABASE_URL: {URL} #containerloop:ignore cl401, CL402 two of them",),
    ],
)
def test_a_comment_on_the_line_or_the_one_above(lines: tuple[str, ...]) -> None:
    assert told(*lines) == ([], ())


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        (
            ("# containerloop: ignore CL401", f"DATABASE_URL: {URL}"),
            "compose.yaml:7: this comment ignores nothing: a reason has to follow CL401",
        ),
        (
            ("# containerloop: ignore it is right", f"DATABASE_URL: {URL}"),
            "compose.yaml:7: this comment ignores nothing: it names no code, such as CL401",
        ),
        (
            ("# containerloop: ignore CL402 a reason", f"DATABASE_URL: {URL}"),
            "compose.yaml:7: this comment ignores nothing: CL402 is not found here",
        ),
        (
            ("# containerloop: ignore CL401 a reason", "A: b", f"DATABASE_URL: {URL}"),
            "compose.yaml:7: this comment ignores nothing: CL401 is not found here",
        ),
        (
            (f"DATABASE_URL: {URL}", "# containerloop: ignore CL401 a reason"),
            "compose.yaml:8: this comment ignores nothing: CL401 is not found here",
        ),
    ],
)
def test_a_comment_that_does_nothing_is_told(lines: tuple[str, ...], note: str) -> None:
    assert told(*lines) == (["CL401"], (note,))


def test_a_comment_in_an_env_file() -> None:
    text = TOP.replace("environment:", "env_file: api.env")
    line = f"# containerloop: ignore CL401 a reason\nDATABASE_URL={URL}\n"
    report = forecast_of(text, {"api.env": line})
    assert (report.findings, report.notes, report.verdict) == ((), (), "inconclusive")
