"""Who may import whom, what purity means, and how large things may be."""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import containerloop
from containerloop.facts import Machine, Question, Snapshot, Survey, Unobserved
from containerloop.snapshots import write

ROOT = Path(containerloop.__file__).parent

# Every part of the package, and the parts that it may import; containerloop.__version__ is
# everybody's. A part is a module or a folder of the package.
PARTS: dict[str, set[str]] = {
    "codes": set(),
    "errors": set(),
    "facts": set(),
    "protocols": set(),
    "plain_files": set(),
    "whole_files": {"errors"},
    "probe": set(),
    "procnet": {"facts"},
    "parties": {"facts"},
    "states": {"facts"},
    "report": {"facts"},
    "snapshots": {"errors", "facts", "plain_files", "whole_files"},
    "question": {"errors", "facts", "protocols"},
    "survey": {"errors", "facts", "plain_files", "procnet", "protocols", "states"},
    "meaning": {"facts", "parties"},
    "views": {"facts", "parties"},
    "relaying": {"facts", "parties"},
    "catalogue": {"facts", "report"},
    "asking": {"errors", "facts", "parties", "survey"},
    "names": {"facts", "meaning", "parties"},
    "commands": {"facts", "parties"},
    "looks": {"facts", "meaning"},
    "addressed": {"facts", "meaning", "parties"},
    "expectations": {"facts", "meaning", "parties"},
    "controls": {"facts", "looks", "parties"},
    "render": {"catalogue", "facts", "looks", "meaning", "protocols", "report"},
    "observe": {"errors", "facts", "looks", "procnet", "protocols", "states"},
    "rows": {"facts", "looks", "parties"},
    "servers": {"addressed", "facts", "parties", "views"},
    "downtime": {"addressed", "facts", "parties", "servers"},
    "shadows": {"addressed", "facts", "parties"},
    "plan": {"addressed", "expectations", "facts", "looks", "meaning", "parties", "rows"},
    "symptom": {"addressed", "facts", "meaning", "parties", "protocols", "shadows"},
    "evidence": {"facts", "report", "symptom"},
    "remedies": {
        "addressed", "catalogue", "commands", "evidence", "facts", "meaning", "names", "parties",
        "protocols", "report", "servers", "symptom",
    },
    "reading": {
        "addressed", "controls", "downtime", "facts", "parties", "servers", "symptom", "views",
    },
    "races": {"addressed", "commands", "facts", "parties", "symptom"},
    "diagnoses": {
        "addressed", "catalogue", "commands", "downtime", "evidence", "facts", "meaning", "names",
        "parties", "protocols", "remedies", "report", "servers", "shadows", "symptom",
    },
    "diagnose": {"catalogue", "expectations", "facts", "parties", "reading", "report", "symptom"},
    "whereabouts": {"facts", "parties", "shadows", "symptom", "views"},
    "settings": {"commands", "facts", "parties"},
    "known": {
        "addressed", "commands", "facts", "names", "parties", "protocols", "settings", "symptom",
        "views",
    },
    "notes": {
        "commands", "diagnose", "facts", "known", "meaning", "parties", "races", "symptom", "views",
        "whereabouts",
    },
    "prove": {
        "catalogue", "diagnose", "errors", "facts", "looks", "observe", "parties",
        "protocols", "relaying", "symptom",
    },
    "offers": {"addressed", "catalogue", "diagnose", "facts", "parties", "symptom", "views"},
    "conclude": {
        "addressed", "catalogue", "commands", "diagnose", "facts", "names", "notes", "offers",
        "parties", "protocols", "report", "shadows", "symptom", "views",
    },
    "ask": {
        "asking", "conclude", "controls", "diagnose", "diagnoses", "expectations", "facts",
        "looks", "meaning", "observe", "parties", "plan", "prove", "report", "survey",
        "symptom", "views",
    },
    "cli": {
        "ask", "asking", "codes", "diagnoses", "errors", "facts", "looks", "observe",
        "protocols", "question", "remedies", "render", "report", "snapshots", "survey",
        "whole_files",
    },
    "__main__": {"cli"},
}  # fmt: skip

# What only one module of a part may import.
ALONE = {
    ("render", "catalogue"): {"render.page"},
    ("render", "looks"): {"render.plan"},
    ("render", "meaning"): {"render.plan"},
    ("cli", "looks"): {"cli.doctor"},
    ("cli", "observe"): {"cli.doctor"},
    ("cli", "remedies"): {"cli.demo"},
}

# The modules without I/O, and what each may use besides VALUES; the rest of the standard
# library (os, pathlib, socket, subprocess, time, random, logging, …) is not for them.
VALUES = {
    "__future__", "collections.abc", "dataclasses", "enum", "functools", "msgspec", "typing",
}  # fmt: skip
PURE: dict[str, set[str]] = {
    "codes": set(),
    "errors": set(),
    "facts": {"ipaddress", "msgspec"},
    "protocols": {"ipaddress", "re", "struct", "unicodedata"},
    "procnet": {"ipaddress", "struct"},
    "parties": set(),
    "report": {"msgspec"},
    "states": set(),
    "question": {"ipaddress", "re"},
    "expectations": {"ipaddress"},
    "meaning": {"ipaddress"},
    "views": set(),
    "rows": set(),
    "races": set(),
    "reading": set(),
    "relaying": set(),
    "names": set(),
    "commands": {"shlex"},
    "notes": set(),
    "whereabouts": set(),
    "looks": set(),
    "addressed": set(),
    "plan": set(),
    "servers": set(),
    "downtime": set(),
    "symptom": set(),
    "shadows": set(),
    "controls": set(),
    "catalogue": {"inspect"},  # the signature and the docstring of a rule
    "evidence": {"shlex"},
    "remedies": {"difflib", "json", "re"},
    "diagnoses": set(),
    "diagnose": set(),
    "offers": {"msgspec"},
    "conclude": {"msgspec"},
    "render": {"io", "itertools", "json", "msgspec", "re", "rich", "shlex"},
    "observe.classify": {"errno"},
    "observe.records": {"msgspec"},
    "observe.wire": {"msgspec", "re"},
}

# Who may import what is neither ours nor the standard library's.
THIRD_PARTY: dict[str, set[str]] = {
    "docker": {"survey", "observe", "prove"},
    "requests": {"survey", "observe", "prove"},
    "urllib3": {"survey"},
    "psutil": {"survey"},
    "ruamel": {"survey"},
    "msgspec": {
        "facts",
        "report",
        "snapshots",
        "survey",
        "observe",
        "render",
        "offers",
        "conclude",
        "cli",
    },
    "rich": {"render", "cli"},
    "typer": {"cli"},
    "hatchling": {"probe"},
}
# Parts that name the SDK's types without ever loading it.
TYPES_ONLY = {("docker", "ask"), ("docker", "cli")}

MOST_LINES = 220
MOST_LINES_OF_A_FUNCTION = 40
LONGER = {
    "facts.survey": (280, "plain values, a screen each; apart they would only import each other"),
}
AVOIDED = re.compile(r"manager|handler|helper|utils?(_|$)|endpoint", re.IGNORECASE)


@dataclass(frozen=True)
class Import:
    """`module` is the full name; `typing` tells that only a type checker sees it."""

    module: str
    typing: bool


@dataclass(frozen=True)
class Module:
    """`name` is dotted and without the package's own name, "" for the package itself."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def part(self) -> str:
        return self.name.partition(".")[0]

    @property
    def pure(self) -> str | None:
        """The row of PURE that holds for this module."""
        return next((row for row in (self.name, self.part) if row in PURE), None)

    def imports(self) -> Iterator[Import]:
        guarded = {
            id(each)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            for each in ast.walk(node)
        }
        for node in ast.walk(self.tree):
            typing = id(node) in guarded
            if isinstance(node, ast.Import):
                yield from (Import(alias.name, typing) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}: imports are written in full"
                yield from (Import(f, typing) for f in _imported(str(node.module), node.names))

    def own(self) -> set[str]:
        """The parts of the package that it imports."""
        names = (i.module for i in self.imports() if i.module.startswith("containerloop."))
        return {name.split(".")[1] for name in names}

    def foreign(self) -> Iterator[Import]:
        for each in self.imports():
            if each.module.partition(".")[0] != "containerloop":
                yield each


def _imported(module: str, names: list[ast.alias]) -> Iterator[str]:
    """`from package import module` means the module; `__version__` belongs to the package."""
    for alias in names:
        folder = ROOT.parent.joinpath(*module.split("."))
        below = (folder / f"{alias.name}.py").exists() or (folder / alias.name).is_dir()
        yield f"{module}.{alias.name}" if below and folder.is_relative_to(ROOT) else module


def _module(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(part for part in parts if part != "__init__")
    return Module(name, path, ast.parse(path.read_text(encoding="utf-8")))


MODULES = [_module(path) for path in sorted(ROOT.rglob("*.py"))]
EVERY = pytest.mark.parametrize("module", MODULES, ids=lambda m: m.name or "containerloop")


def test_every_part_has_a_row_and_every_row_a_part() -> None:
    assert {m.part for m in MODULES} - {""} == set(PARTS)
    assert {row for row in PURE if not any(m.pure == row for m in MODULES)} == set()


def test_the_rows_allow_no_circle() -> None:
    assert list(graphlib.TopologicalSorter(PARTS).static_order())


@EVERY
def test_imports_go_in_one_direction(module: Module) -> None:
    allowed = PARTS.get(module.part, set()) | {module.part}
    assert module.own() <= allowed
    for part in module.own() - {module.part}:
        assert module.name in ALONE.get((module.part, part), {module.name})


@EVERY
def test_third_parties_stay_where_they_belong(module: Module) -> None:
    for each in module.foreign():
        top = each.module.partition(".")[0]
        if top in sys.stdlib_module_names or (each.typing and (top, module.part) in TYPES_ONLY):
            continue
        assert module.part in THIRD_PARTY.get(top, set()), f"{module.name} imports {each.module}"


@pytest.mark.parametrize("module", [m for m in MODULES if m.pure], ids=lambda m: m.name)
def test_a_pure_module_has_no_way_to_the_world(module: Module) -> None:
    assert module.pure is not None
    allowed = VALUES | PURE[module.pure]
    for each in module.foreign():
        assert {each.module, each.module.partition(".")[0]} & allowed, f"imports {each.module}"
    named = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    assert not named & {"open", "print", "input", "exec", "eval", "__import__"}


def test_no_diagnosis_knows_another() -> None:
    rules = [m for m in MODULES if m.name.startswith("diagnoses.")]
    assert rules
    for rule in rules:
        assert not [i for i in rule.imports() if i.module.startswith("containerloop.diagnoses")]


@EVERY
def test_a_module_says_what_may_live_in_it(module: Module) -> None:
    assert ast.get_docstring(module.tree)


@EVERY
def test_a_module_is_read_in_a_few_minutes(module: Module) -> None:
    lines = len(module.path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGER.get(module.name, (MOST_LINES, ""))[0]


def test_what_is_longer_really_is() -> None:
    for module in MODULES:
        if module.name in LONGER:
            assert len(module.path.read_text(encoding="utf-8").splitlines()) > MOST_LINES
    assert set(LONGER) <= {m.name for m in MODULES}


@EVERY
def test_a_function_fits_on_a_screen(module: Module) -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(module.tree):
        if isinstance(node, functions):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            lines = int(node.end_lineno or 0) - first.lineno + 1
            assert lines <= MOST_LINES_OF_A_FUNCTION, f"{node.name} has {lines} lines"


@EVERY
def test_no_name_is_a_word_that_says_nothing(module: Module) -> None:
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    names = [n.name for n in ast.walk(module.tree) if isinstance(n, kinds)]
    assert [name for name in [*module.name.split("."), *names] if AVOIDED.search(name)] == []


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    unseen = Unobserved("nobody looked")
    machine = Machine(platform="linux", listeners=unseen)
    survey = Survey(
        engine=unseen, project=unseen, containers=unseen, networks=unseen, machine=machine
    )
    path = tmp_path / "snapshot.json"
    write(Snapshot(question=Question(target="5432", port=5432), survey=survey), path)
    return path


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--help",), 0),
        (("--version",), 0),
        (("why-cant-i-reach", "--help"), 0),
        (("doctor", "--help"), 0),
        (("explain", "CL401"), 0),
        (("causes",), 0),
        (("replay", "SNAPSHOT"), 3),
    ],
)
def test_what_needs_no_engine_loads_no_sdk_and_opens_no_socket(
    words: tuple[str, ...], status: int, snapshot: Path
) -> None:
    code = (
        "import sys; seen = [];"
        "sys.addaudithook(lambda event, _: seen.append(event) if event[:7] == 'socket.' else None);"
        "from containerloop.cli import run; status = run(sys.argv[1:]);"
        "seen += {'docker', 'requests', 'psutil', 'ruamel'} & set(sys.modules);"
        "print(*sorted(seen), 'END');"
        "sys.exit(status)"
    )
    arguments = [str(snapshot) if word == "SNAPSHOT" else word for word in words]
    ended = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (status, "")
    assert ended.stdout.splitlines()[-1] == "END"
