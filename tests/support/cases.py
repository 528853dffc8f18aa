"""The fixtures of `compose-fixtures`: where they are, and what must be concluded of each."""

import json
import tomllib
from pathlib import Path
from typing import Any

from containerloop.diagnose.remedies.compose_yaml import override_yaml

FIXTURES = Path(__file__).parents[2] / "compose-fixtures"
BROKEN = sorted(p.parent for p in FIXTURES.glob("cl*/case.toml"))
HEALTHY = sorted(p.parent for p in FIXTURES.glob("healthy/*/case.toml"))

Case = dict[str, Any]
Report = dict[str, Any]


def case_of(folder: Path) -> Case:
    """What stands in a fixture's `case.toml`."""
    return tomllib.loads((folder / "case.toml").read_text())


def runs_on(folder: Path, engine: str) -> bool:
    """Whether a fixture is for this engine of the lab; "" is one that is not the lab's.

    Those that name no `engines` are for Docker with root.
    """
    named = case_of(folder).get("engines")
    ordinary = not engine.strip("0123456789.")
    return ordinary if named is None else engine in named


def conclude_as(report: Report, folder: Path) -> None:
    """Fail unless a report in JSON says of a broken fixture what its case does, and no more."""
    case = case_of(folder)
    said = json.dumps(report, indent=1)
    assert [f["code"] for f in report["findings"]] == case["codes"], said
    assert report["verdict"] == case.get("verdict", "unreachable"), said
    first = report["findings"][0]
    for key in ("vantage", "address", "outcome"):
        if key in case:
            assert first[key] == case[key]
    best = first["remedies"][0]
    proof = "untried" if case["fix"] == "host-command" and case["codes"] == ["CL201"] else "proven"
    assert best["proof"]["status"] == case.get("proof", proof), json.dumps(best, indent=1)
    if case["fix"] == "override":
        assert override_yaml(best["override"]) == (folder / "fix.yaml").read_text()


def conclude_nothing(report: Report, folder: Path) -> None:
    """Fail unless a report in JSON finds a healthy fixture in order."""
    said = json.dumps(report, indent=1)
    assert report["findings"] == [], said
    assert report["verdict"] == "reachable", said
    assert report["reach_it_at"], said
    assert case_of(folder).get("note", "") in " ".join(report["notes"])
