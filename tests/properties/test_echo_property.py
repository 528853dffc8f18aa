"""No message repeats what was typed, unless it reads like a name, a number or an address."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from containerloop.cli import command_line, streams
from containerloop.errors import ContainerloopError
from containerloop.facts.plain_words import echoed
from containerloop.question import parse_target
from containerloop.survey.compose.project import read_project
from containerloop.survey.engine.docker_context import choose
from containerloop.survey.plain_files import echoed_path
from containerloop.survey.typed_names import unknown

SECRET = st.from_regex(r"[a-z]{2}[0-9]{3}[A-Z]{2}[a-z0-9]{8,24}", fullmatch=True)
FORMS = st.sampled_from(
    [
        "{}", "password={}", "redis://:{}", "db:5432:app:user:{}", "app:{}", "user:{}@db",
        "postgres://app:{}", "https://{}", "http://api:8000:{}", "{}:x", "[{}]", "[{}]:80",
        '{{"password":"{}"}}', "Server=db;Password={}", "-----{}-----", "x/{}", "{}/y", "{} {}",
        "db:5432/{}", "AWS_SECRET_ACCESS_KEY={}", "mongodb://u:p@a,{}", "gopherish://{}", "::{}",
        "service:{}=", "é{}", "sk_live_{}", "ghp_{}", "db:{}", "--{}", "mysql -p{}",
    ]
)  # fmt: skip


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, str]:
    """What was typed, and the secret in it."""
    secret = draw(SECRET)
    form = draw(FORMS)
    return form.replace("{}", secret).replace("{{", "{").replace("}}", "}"), secret


def said(error: ContainerloopError) -> str:
    return f"{error.message} {error.hint}"


def refusal(call: Callable[[], object]) -> str:
    """What is said of it; "" where it is understood."""
    try:
        call()
    except ContainerloopError as error:
        return said(error)
    return ""


@given(typed())
def test_no_word_with_a_secret_is_echoed(case: tuple[str, str]) -> None:
    text, secret = case
    assert secret not in echoed(text)


@given(typed())
def test_nor_is_a_target(case: tuple[str, str]) -> None:
    text, secret = case
    assert secret not in refusal(lambda: parse_target(text))


@given(typed())
def test_nor_is_a_vantage(case: tuple[str, str]) -> None:
    text, secret = case
    assert secret not in refusal(lambda: parse_target("5432", [text]))


@given(typed(), st.sampled_from(["project", "service", "container", "network"]))
def test_nor_a_project_or_a_service(case: tuple[str, str], what: str) -> None:
    text, secret = case
    assert secret not in said(unknown(what, text, ["shop", "blog"]))


@given(typed(), st.sampled_from(["DOCKER_HOST", "DOCKER_CONTEXT"]))
def test_nor_an_engine(case: tuple[str, str], variable: str) -> None:
    text, secret = case
    assert secret not in refusal(
        lambda: choose(
            {variable: text, "DOCKER_CONFIG": "/nonexistent"}, Path("/nonexistent"), "linux"
        )
    )


@given(typed())
def test_nor_a_file(case: tuple[str, str]) -> None:
    text, secret = case
    assert secret not in echoed_path(Path(text))
    assert secret not in echoed_path(Path("/tmp", text))
    assert secret not in refusal(lambda: read_project(Path("/nonexistent"), [text], environ={}))


@given(
    typed(),
    st.sampled_from(
        [
            ["why"], ["why", "--from"], ["why", "5432", "--from"], ["why", "5432"], [],
            ["why", "5432", "-f"], ["why", "5432", "--file"], ["why", "--timeout"], ["explain"],
            ["why", "5432", "--format"], ["replay"], ["why", "--output", "/nonexistent/x", "-f"],
            ["doctor"], ["why", "5432", "--timeout"], ["why", "5432", "--save"],
        ]
    ),
)  # fmt: skip
@example(case=("aa000AA00000000/y", "aa000AA00000000"), words=["why", "5432", "--save"])
def test_nor_any_argument(case: tuple[str, str], words: list[str]) -> None:
    text, secret = case
    complaints: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", "unix:///nonexistent/s")
        patch.setattr(streams, "complain", complaints.append)
        patch.setattr(streams, "complain_of", lambda *said: complaints.append(json.dumps(said)))
        patch.setattr(streams, "write", lambda *_: None)
        status = command_line.run([*words, text])
    if status in (2, 4):
        assert complaints
    assert secret not in "".join("".join(complaints).split())


@given(
    st.sampled_from(
        ["5432", "db", "db:99999", "shop-api-1", "[::1]:3000", "::1", "localhost:x9", "5432/sctp"]
    )
)
def test_what_is_plain_is_repeated(text: str) -> None:
    assert echoed(text) == text or text == "localhost:x9"
