"""The fuzzer's compiler: out of its packages, alone on the PATH, and what is done without them."""

import subprocess
from pathlib import Path

import pytest

from tests.lab.engines import browser, compiler, machine, mermaid, private, releases, run
from tests.lab.engines.machine import Machine
from tests.lab.engines.refusals import CannotSetUp
from tests.lab.engines.trees import Recipe
from tests.lab.images import load
from tests.support.probe_process import on_linux

OVERFLOW = "int main(int n, char **v) { char a[2]; a[n + 1] = **v; return a[n + 1]; }\n"


@pytest.fixture
def trees(tmp_path: Path) -> tuple[Path, Path]:
    """Two trees as packages fill them, on a machine of another architecture."""
    gcc, c_library = tmp_path / "gcc", tmp_path / "c"
    for tree in (gcc, c_library):
        (tree / "usr" / "lib" / "aarch64-linux-gnu").mkdir(parents=True)
    (c_library / "usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1").touch()
    return gcc, c_library


def test_what_is_made_belongs_to_the_trees(trees: tuple[Path, Path]) -> None:
    gcc, c_library = trees
    made = compiler.of_trees(gcc, c_library)
    own, runtime = (tree / "usr/lib/aarch64-linux-gnu" for tree in trees)
    assert made.command == (f"{gcc}/usr/bin/gcc", f"--sysroot={c_library}", f"-B{gcc}/usr/bin")
    assert f"-Wl,--dynamic-linker={runtime}/ld-linux-aarch64.so.1" in made.linking
    assert f"-Wl,--disable-new-dtags,-rpath={own}:{runtime}" in made.linking
    assert f"{runtime}/ld-linux-aarch64.so.1" in made.linking, "else the machine's is linked"
    assert made.environment["LD_LIBRARY_PATH"] == str(own)


def test_one_release_whatever_debian_this_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for here in ("bookworm", "trixie", "sid"):
        there = Machine("debian", here, ())
        monkeypatch.setattr(machine, "this_machine", lambda there=there: there)
        assert {releases.compiler().suite, releases.c_library().suite} == {"bookworm"}
    monkeypatch.setattr(machine, "this_machine", lambda: Machine("ubuntu", "noble", ()))
    assert {releases.compiler().suite, releases.c_library().suite} == {"noble"}


def test_the_compiler_runs_on_the_c_library_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "this_machine", lambda: Machine("debian", "trixie", ()))
    kept = [releases.compiler().keeps(n) for n in ("gcc-12", "libasan8", "libgcc-12-dev", "libc6")]
    assert kept == [True, True, True, False]
    assert releases.c_library().keeps("libc6")


def no_packages(_: Recipe) -> Path:
    raise CannotSetUp("the mirror is gone")


def test_without_packages_the_gcc_of_the_machine_will_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(releases, "compiler", lambda: Recipe("compiler", "bookworm", ("gcc",)))
    monkeypatch.setattr(compiler, "tree", no_packages)
    monkeypatch.setattr("shutil.which", lambda tool: tool)
    made = compiler.ready()
    assert (made.command, made.linking) == (("gcc",), ())
    assert "using the gcc of this machine" in capsys.readouterr().err


def test_with_neither_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "compiler", lambda: Recipe("compiler", "bookworm", ("gcc",)))
    monkeypatch.setattr(compiler, "tree", no_packages)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(CannotSetUp, match=r"install gcc, and try again\.\nthe mirror is gone"):
        compiler.ready()


def test_where_the_fuzzer_does_not_run_nothing_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiler, "tree", no_packages)
    monkeypatch.setattr("sys.platform", "darwin")
    compiler.fetched()


@pytest.mark.parametrize(
    ("images", "before"),
    [([], ["compiler", "mermaid", "browser", *load.EVERYDAY]), (["base"], ["base"])],
)
def test_it_is_there_before_a_command_runs_without_a_way_out(
    monkeypatch: pytest.MonkeyPatch, images: list[str], before: list[str]
) -> None:
    made: list[str] = []

    def started(_version: str) -> None:
        made.append("engine")
        raise CannotSetUp("not needed here")

    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(private, "permitted", lambda: None)
    monkeypatch.setattr(private, "started", started)
    for each in (compiler, mermaid, browser):
        name = each.__name__.rpartition(".")[2]
        monkeypatch.setattr(each, "fetched", lambda name=name: made.append(name))
    monkeypatch.setattr(load, "tar", made.append)
    with pytest.raises(CannotSetUp):
        run.on_engine("26.1", images, ["true"])
    assert made == [*before, "engine"]


@on_linux
def test_it_finds_what_is_out_of_bounds_with_nothing_on_the_path(tmp_path: Path) -> None:
    gcc = compiler.ready()
    (tmp_path / "a.c").write_text(OVERFLOW)
    words = ["-fsanitize=address,undefined", "a.c", "-o", "a", *gcc.linking]
    alone = gcc.environment | ({"PATH": str(tmp_path)} if gcc.libraries else {})
    subprocess.run([*gcc.command, *words], cwd=tmp_path, env=alone, check=True)
    done = subprocess.run([tmp_path / "a"], env={}, check=False, capture_output=True, text=True)
    assert done.returncode
    assert "stack-buffer-overflow" in done.stderr
