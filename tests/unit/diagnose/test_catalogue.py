"""The catalogue is what the table of codes says."""

import subprocess
import sys
from importlib.resources import files

import pytest

from containerloop.diagnose.catalogue import entries, entry_of
from containerloop.diagnose.codes import CODES, Code
from containerloop.diagnose.diagnosis import Diagnosis
from containerloop.diagnose.differential import diagnose
from tests.support.catalogue import CATALOGUE
from tests.support.world import World


def test_every_code_has_its_rule_and_no_other_has() -> None:
    rules = files("containerloop") / "diagnose" / "rules"
    found = {f.name.removesuffix(".py") for f in rules.iterdir() if f.name.startswith("cl")}
    assert {code.module for code in CODES} == found


def test_the_catalogue_is_in_the_order_of_the_codes() -> None:
    assert [e.code for e in CATALOGUE] == [c.code for c in CODES]
    assert [e.name for e in CATALOGUE] == [c.name for c in CODES]


def test_a_module_without_the_rule_that_it_is_named_after_is_no_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from containerloop.diagnose.rules import cl402_unknown_name

    monkeypatch.setattr(cl402_unknown_name, "unknown_name", lambda case: None)
    code = next(code for code in CODES if code.code == "CL402")
    with pytest.raises(TypeError, match="cl402_unknown_name has no diagnosis"):
        entry_of(code)
    with pytest.raises(ModuleNotFoundError):
        entry_of(Code("CL402", "no-such-name", "There is none"))


@pytest.mark.parametrize("words", [["--help"], ["causes"]])
def test_neither_the_help_nor_the_list_of_causes_loads_a_rule(words: list[str]) -> None:
    # -X importtime tells every module, whichever way the process ends
    script = "import sys\nfrom containerloop.cli.main import main\nmain()"
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", script, *words],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout
    assert "containerloop.cli.main" in ran.stderr
    assert "containerloop.diagnose.rules" not in ran.stderr


def test_the_table_says_which_rules_speak_where_nothing_failed() -> None:
    speak = [e.code for e in CATALOGUE if e.severity == "warning" or e.warns_when_met]
    assert [code.code for code in CODES if code.warns] == speak
    assert [e.code for e in entries(failed=False)] == speak
    assert entries() == CATALOGUE


def test_where_nothing_failed_no_other_rule_is_asked() -> None:
    asked: list[bool] = []

    def pick(failed: bool) -> tuple[Diagnosis, ...]:
        asked.append(failed)
        return entries(failed)

    world = World()
    world.container("db", listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://db:5432/app"])
    world.attempt("service:api", "db:5432", "answered", resolved="172.18.0.2")
    few = diagnose(world.snapshot("5432", "service:api"), pick)
    every = diagnose(world.snapshot("5432", "service:api"), CATALOGUE)
    assert (few.found, few.ruled_out, few.not_checked) == ((), (), ())
    assert (every.found, every.ruled_out, every.not_checked) == ((), (), ())
    world.attempts.clear()
    world.attempt("service:api", "db:5432", "refused", resolved="172.18.0.2")
    diagnose(world.snapshot("5432", "service:api"), pick)
    assert asked == [False, True]
