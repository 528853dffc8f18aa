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
from containerloop.cli.snapshot_files import write
from containerloop.facts import Machine, Question, Snapshot, Survey, Unobserved

ROOT = Path(containerloop.__file__).parent

# Every part of the package, and the parts that it may import, from top to bottom: nothing imports
# what stands below it. containerloop.__version__ is everybody's. A part is a module or a folder.
PARTS: dict[str, set[str]] = {
    "facts": set(),
    "errors": set(),
    "platforms": {"facts"},
    "topology": {"facts"},
    "protocols": {"facts"},
    "question": {"errors", "facts", "protocols"},
    "survey": {"errors", "facts", "platforms", "protocols"},
    "plan": {"facts", "platforms", "protocols", "topology"},
    "predict": {"facts", "plan", "protocols", "topology"},
    "observe": {"errors", "facts", "plan", "platforms", "protocols"},
    "diagnose": {"facts", "plan", "platforms", "protocols", "topology"},
    "prove": {"diagnose", "errors", "facts", "observe", "plan", "protocols", "topology"},
    "report": {"diagnose", "facts", "plan", "platforms", "predict", "protocols", "topology"},
    "apply": {"diagnose", "errors", "facts", "report", "survey"},
    "render": {"diagnose", "facts", "plan", "protocols", "report"},
    "pipeline": {
        "diagnose", "errors", "facts", "observe", "plan", "predict", "prove", "report", "survey",
        "topology",
    },
    "cli": {
        "apply", "diagnose", "errors", "facts", "observe", "pipeline", "plan", "platforms",
        "question", "render", "report", "survey",
    },
    "__main__": {"cli"},
}  # fmt: skip

# What only some modules of a part may import.
ALONE = {
    ("render", "plan"): {"render.dry_run"},
    ("render", "diagnose"): {
        "render.annotations",
        "render.everyday",
        "render.html.finding",
        "render.html.report",
        "render.markdown.finding",
        "render.markdown.report",
        "render.offer",
        "render.pages",
        "render.sarif",
        "render.text.forecast",
        "render.text.remedy",
    },
    ("cli", "observe"): {"cli.runs.doctor"},
    ("cli", "plan"): {"cli.runs.doctor"},
    ("cli", "diagnose"): {
        "cli.commands.explain",
        "cli.runs.explain",
        "cli.runs.causes",
    },
    ("report", "predict"): {"report.forecast"},
    ("report", "plan"): {
        "report.expectations.judgement",
        "report.map.cells",
        "report.map.whole",
        "report.notes.front_proxies",
        "report.notes.not_asked",
        "report.notes.written_addresses",
    },
}

# The order inside two large parts: a row may import the rows above it, and itself.
INSIDE: dict[str, list[set[str]]] = {
    "diagnose": [
        {
            "trials",
            "file_change",
            "impostors",
            "namesakes",
            "standing",
            "commands",
            "codes",
            "everyday",
        },
        {"trial_keys"},
        {"finding"},
        {"serviced", "attempts_made"},
        {"followed", "log_ins", "other_names", "proxied", "data_ports"},
        {"symptom"},
        {"served_in_part"},
        {"expectation_outcomes"},
        {"case", "trial_results"},
        {"across_nodes"},
        {"diagnosis", "evidence", "rule_facts"},
        {"network_evidence", "state_evidence", "engine_evidence", "swarm_evidence", "lost_places"},
        {"server_drift", "remedies"},
        {"drift", "swarm_findings", "gateways", "over_tls_only", "published_over_ipv6"},
        {"rules"},
        {"rule_answers", "catalogue"},
        {"differential", "foreseen"},
    ],
    "survey": [
        {
            "references",
            "plain_files",
            "typed_names",
            "proc_sockets",
            "forwarding",
            "ipvs",
            "hosts_file",
            "wsl",
            "sandbox",
        },
        {"proxies"},
        {"engine", "compose", "machine", "mounted_files"},
        {"stacks"},
        {"compose_labels", "expectations"},
        {"which_project"},
        {"collect"},
        {"partial", "other_contexts", "further_engines"},
    ],
}

# The modules without I/O, and what each may use besides VALUES; the rest of the standard
# library (os, pathlib, socket, subprocess, time, random, logging, …) is not for them.
VALUES = {
    "__future__", "collections.abc", "dataclasses", "enum", "functools", "msgspec", "typing",
}  # fmt: skip
PURE: dict[str, set[str]] = {
    "errors": set(),
    "facts": {"ipaddress", "re", "struct", "unicodedata"},
    "facts.ssh_address": {"shlex"},
    "platforms": set(),
    "topology": {"ipaddress"},
    "protocols": {"ipaddress", "re", "struct"},
    "question": {"ipaddress", "re"},
    "plan": {"ipaddress"},
    "plan.setting_words": {"re"},
    "predict": {"difflib"},
    "pipeline.forecast_step": set(),
    "diagnose": {"difflib", "inspect", "json", "re", "shlex"},
    "diagnose.catalogue": {"importlib"},
    "report": {"ipaddress", "re"},
    "report.notes.front_proxies": {"difflib"},
    "report.page.compose_digest": {"hashlib", "json"},
    "render": {"inspect", "io", "itertools", "json", "re", "rich", "shlex"},
    "render.text.styled_lines": {"importlib", "re", "rich"},
    "render.changed_lines": {"difflib"},
    "render.annotations": {"collections", "hashlib", "posixpath", "shlex"},
    "render.html": {"html"},
    "render.junit": {"collections", "xml.etree"},
    "render.sarif": {"urllib.parse"},
    "survey.references": {"ipaddress", "itertools", "json", "re", "urllib.parse"},
    "survey.proxies": {"itertools", "re"},
    "apply.alignment": set(),
    "apply.edited_text": {"itertools"},
    "apply.marked_parts": {"re"},
    "apply.refusal": set(),
    "apply.undo": {"re", "shlex"},
    "observe.classify": {"errno"},
    "observe.probe.records": set(),
    "observe.probe.requests": {"re"},
    "prove.judge": set(),
    "prove.own_protocols": set(),
    "prove.relays": set(),
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
        "platforms",
        "protocols",
        "plan",
        "predict",
        "diagnose",
        "report",
        "survey",
        "observe",
        "pipeline",
        "render",
        "cli",
    },
    "rich": {"render", "cli"},
    "typer": {"cli"},
    "hatchling": {"observe"},
}
# Parts that name the SDK's types without ever loading it.
TYPES_ONLY = {("docker", "pipeline"), ("docker", "cli")}
# What only some modules of a part may load.
ONLY_IN = {
    ("hatchling", "observe"): {"observe.probe.source.build_hook"},
}

MOST_LINES = 200
MOST_LINES_OF_A_FUNCTION = 30
MOST_LINES_OF_A_RULE = 25
MOST_LINES_OF_A_RULES_FILE = 80
MOST_EXCUSES = 10  # of the linter's rules, `noqa`, in the whole package
LONGER = {
    "diagnose.codes": (240, "a table of two lines a cause, which is looked at row by row"),
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
        names = self.name.split(".")
        rows = (".".join(names[:length]) for length in range(len(names), 0, -1))
        return next((row for row in rows if row in PURE), None)

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


@pytest.mark.parametrize(("part", "rows"), INSIDE.items(), ids=INSIDE)
def test_inside_a_large_part_imports_go_upwards_too(part: str, rows: list[set[str]]) -> None:
    level = {name: at for at, names in enumerate(rows) for name in names}
    inside = [m for m in MODULES if m.part == part and "." in m.name]
    assert {m.name.split(".")[1] for m in inside} == set(level)
    for module in inside:
        for each in module.imports():
            _, top, *below = each.module.split(".")[:3] if each.module.count(".") else ("", "")
            if top == part and below and below[0] in level:
                assert level[below[0]] <= level[module.name.split(".")[1]], each.module


def test_no_two_files_import_each_other_however_far_around() -> None:
    names = {m.name for m in MODULES}
    arrows = {
        m.name: {i.module.removeprefix("containerloop.") for i in m.imports()} & names - {m.name}
        for m in MODULES
    }
    assert list(graphlib.TopologicalSorter(arrows).static_order())


@EVERY
def test_third_parties_stay_where_they_belong(module: Module) -> None:
    for each in module.foreign():
        top = each.module.partition(".")[0]
        if top in sys.stdlib_module_names or (each.typing and (top, module.part) in TYPES_ONLY):
            continue
        assert module.part in THIRD_PARTY.get(top, set()), f"{module.name} imports {each.module}"
        assert module.name in ONLY_IN.get((top, module.part), {module.name})


@pytest.mark.parametrize("module", [m for m in MODULES if m.pure], ids=lambda m: m.name)
def test_a_pure_module_has_no_way_to_the_world(module: Module) -> None:
    assert module.pure is not None
    allowed = VALUES | PURE[module.pure]
    for each in module.foreign():
        assert {each.module, each.module.partition(".")[0]} & allowed, f"imports {each.module}"
    named = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    assert not named & {"open", "print", "input", "exec", "eval", "__import__"}


# What may write into a file: the user's own (`apply`), one that the command line names, the demo's
# and, while it is built, the probe's.
WRITERS = {
    "apply.override_file",
    "apply.staging",
    "cli.atomic_write",
    "cli.runs.demo",
    "cli.streams",  # the null device
    "observe.probe.source.build",
}
WRITING = {"write_text", "write_bytes", "mkstemp", "rename", "O_WRONLY", "O_CREAT", "truncate"}


def test_nothing_else_writes_into_files() -> None:
    found = set()
    for module in MODULES:
        for node in ast.walk(module.tree):
            named = node.attr if isinstance(node, ast.Attribute) else ""
            moves = named == "replace" and ast.unparse(node) == "os.replace"
            if named in WRITING or moves or _opens_to_write(node):
                found.add(module.name)
    assert found == WRITERS


def _opens_to_write(node: ast.AST) -> bool:
    opens = (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open"
    )
    modes = node.args[1:2] if opens and isinstance(node, ast.Call) else []
    return any(isinstance(m, ast.Constant) and set(str(m.value)) & set("wax+") for m in modes)


def test_no_diagnosis_knows_another() -> None:
    rules = [m for m in MODULES if m.name.startswith("diagnose.rules.")]
    assert rules
    for rule in rules:
        assert not [i for i in rule.imports() if "diagnose.rules" in i.module]


@EVERY
def test_a_file_repeats_no_name(module: Module) -> None:
    stem, folder = module.path.stem, module.path.parent
    beside = {path.stem for path in folder.iterdir() if path != module.path}
    assert stem != folder.name
    assert not beside & {f"{stem}s", f"{stem}es"}, "two files that differ by a plural"


@EVERY
def test_a_packages_face_holds_no_code(module: Module) -> None:
    if module.path.stem != "__init__":
        return
    said, *rest = module.tree.body
    assert isinstance(said, ast.Expr)
    handed_on = (ast.Import, ast.ImportFrom, ast.Assign)  # names, __all__, __version__
    assert all(isinstance(node, handed_on) for node in rest)


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


@pytest.mark.parametrize(
    "module", [m for m in MODULES if m.name.startswith("diagnose.rules.")], ids=lambda m: m.name
)
def test_a_rule_is_read_in_one_look(module: Module) -> None:
    assert len(module.path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_A_RULES_FILE
    [rule] = [n for n in module.tree.body if isinstance(n, ast.FunctionDef) and n.decorator_list]
    assert int(rule.end_lineno or 0) - rule.body[1].lineno + 1 <= MOST_LINES_OF_A_RULE


def test_the_linter_is_hardly_ever_overruled() -> None:
    texts = [module.path.read_text(encoding="utf-8") for module in MODULES]
    assert sum(text.count("# noqa") for text in texts) <= MOST_EXCUSES


@EVERY
def test_no_name_is_a_word_that_says_nothing(module: Module) -> None:
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    names = [n.name for n in ast.walk(module.tree) if isinstance(n, kinds)]
    assert [name for name in [*module.name.split("."), *names] if AVOIDED.search(name)] == []


COMMANDS = [m for m in MODULES if m.name.startswith("cli.commands.")]


@pytest.mark.parametrize("module", COMMANDS, ids=lambda m: m.name)
def test_a_command_loads_one_module_when_it_is_run(module: Module) -> None:
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef):
            late = [n for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
            assert len(late) <= 1, f"{function.name} has several"


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
        (("verify", "--help"), 0),
        (("doctor", "--help"), 0),
        (("fix", "--help"), 0),
        (("explain", "CL401"), 0),
        (("explain", "303"), 0),
        (("causes",), 0),
        (("replay", "SNAPSHOT"), 3),
        (("replay", "SNAPSHOT", "--format", "html"), 3),
        (("diff", "SNAPSHOT", "SNAPSHOT"), 0),
        (("map", "--help"), 0),
        (("lint", "--help"), 0),
    ],
)
def test_what_needs_no_engine_loads_no_sdk_and_opens_no_socket(
    words: tuple[str, ...], status: int, snapshot: Path
) -> None:
    code = (
        "import sys; seen = [];"
        "sys.addaudithook(lambda event, _: seen.append(event) if event[:7] == 'socket.' else None);"
        "from containerloop.cli.main import run; status = run(sys.argv[1:]);"
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


def test_an_answer_loads_nothing_that_was_not_loaded_while_the_probes_were_waited_for() -> None:
    code = (
        "import sys; from pathlib import Path; from containerloop.cli.runs import why;"
        "from containerloop.pipeline.run import load_ahead, RunOptions;"
        "early = {'containerloop.report.conclude', 'containerloop.render.text.report',"
        " 'containerloop.diagnose.differential'} & set(sys.modules);"
        "load_ahead(RunOptions(connection=None, cwd=Path(), meanwhile=why._load_the_rest));"
        "from tests.support.world import World; loaded = set(sys.modules);"
        "world = World(); world.container('db', publishes=['5432:5432'], listens=['0.0.0.0:5432']);"
        "world.attempt('host', '127.0.0.1:5432', 'answered', resolved='127.0.0.1',"
        " protocol='postgresql');"
        "from containerloop.cli.runs.report_destination import show;"
        "from containerloop.pipeline.report_step import answer;"
        "from containerloop.cli.output import Format;"
        "show(answer(world.snapshot('5432')), Format.TEXT, None, verbose=False);"
        "late = {m for m in set(sys.modules) - loaded if m.startswith('containerloop')};"
        "print('END', *sorted(early), *sorted(late))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert ended.stderr == ""
    assert ended.stdout.splitlines()[-1] == "END"
