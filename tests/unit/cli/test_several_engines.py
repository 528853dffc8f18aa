"""`--engine CONTEXT`, and the context behind a --from, as they are typed."""

from pathlib import Path

import pytest

from containerloop.cli.completion import engines
from containerloop.cli.runs.several_engines import question_to_several
from containerloop.errors import UsageError
from tests.unit.survey.engine.test_connection import write_context


def test_a_vantage_may_have_the_context_of_an_engine_that_is_asked() -> None:
    typed = ("api", "service:api@node2", "api", "host")
    asked = question_to_several("5432", typed, ("node2",))
    assert asked.vantages == ("api", "service:api@node2", "host")
    assert question_to_several(None, (), ("node2",)).target == ""


def test_the_service_whose_log_was_quoted_still_asks() -> None:
    error = "web-1  | Error: connect ECONNREFUSED shy:8000"
    for named in ((), ("node2",)):
        assert question_to_several(error, (), named).vantages == ("web-1",)


@pytest.mark.parametrize(
    ("vantage", "sentence"),
    [
        ("api@node3", '--from api names the engine "node3", which is not asked'),
        ("host@node2", "--from host is this machine, whichever engines are asked"),
        ("a b@node2", '--from "***" is not a valid vantage'),
    ],
)
def test_what_is_on_no_engine_that_is_asked(vantage: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        question_to_several("5432", (vantage,), ("node2",))
    assert caught.value.message == sentence


def test_the_shell_is_offered_the_contexts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / ".docker"))
    write_context(tmp_path, "node2", "tcp://10.0.0.2:2375")
    assert engines("") == ["default", "node2"]
    assert engines("n") == ["node2"]
