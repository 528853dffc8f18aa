"""A bare Debian: what it takes over of this machine, and what is seen of its runs afterwards."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lab.engines import apt, bare, borrowed, cache, cgroups, machine, private, releases, run
from tests.lab.engines.machine import Machine
from tests.lab.engines.refusals import CannotSetUp
from tests.lab.engines.trees import tree


def test_only_what_leads_to_packages_is_passed_on() -> None:
    here = {
        "https_proxy": "http://proxy.example:3142",
        "NO_PROXY": "localhost",
        "PIP_INDEX_URL": "https://index.example/simple",
        "SSL_CERT_FILE": "/etc/ssl/own.pem",
        "PYTEST": "-k healthy",
        "DOCKER_HOST": "tcp://127.0.0.1:2375",
        "PATH": "/opt/gcc/bin",
        "MAKEFLAGS": "-j2",
        "XDG_CACHE_HOME": "/var/cache",
    }
    assert list(borrowed.variables(here)) == list(here)[:5]


def test_paths_of_settings_that_are_there(tmp_path: Path) -> None:
    simple = tmp_path / "index" / "simple"
    simple.mkdir(parents=True)
    certificate = tmp_path / "own.pem"
    certificate.touch()
    texts = [
        f"cert = {certificate}\nextra-index-url = file://{simple}\n",
        f'Acquire::https::CAInfo "{certificate}";\nfind-links = {tmp_path}/gone',
        f"index-url = https://index.example{simple}",
    ]
    assert borrowed.local_paths(texts) == (str(certificate), str(simple.parent))


def test_mirrors_and_pip_s_settings_are_written_into_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / ".pip").mkdir(parents=True)
    (home / ".pip" / "pip.conf").write_text(f"[global]\ncert = {home}/.pip\n")
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(borrowed, "PIP", ("~/.pip/*",))
    monkeypatch.setattr(machine, "this_machine", lambda: Machine("debian", "bookworm", ()))
    monkeypatch.setattr(machine, "sources", lambda _, suite: [f"deb http://m/debian {suite} main"])
    monkeypatch.setattr(apt, "of_this_machine", lambda: ['Acquire::Retries "5";'])
    assert borrowed.given(root, "trixie") == (f"{home}/.pip",)
    assert (root / "etc/apt/sources.list").read_text() == "deb http://m/debian trixie main\n"
    assert (root / "etc/apt/apt.conf.d/00machine").read_text() == 'Acquire::Retries "5";\n'
    assert (root / f"{home}/.pip/pip.conf".lstrip("/")).read_text().startswith("[global]")
    assert (root / "etc/resolv.conf").read_text() == Path("/etc/resolv.conf").read_text()


def git(*arguments: str, cwd: Path) -> None:
    subprocess.run(["git", *arguments], cwd=cwd, check=True, capture_output=True)


def test_the_checkout_is_copied_as_it_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    (here / "kept").mkdir(parents=True)
    monkeypatch.setattr(cache, "CHECKOUT", here)
    with pytest.raises(CannotSetUp, match="cannot be copied"):
        bare.copy_checkout(there)
    git("init", cwd=here)
    for name in ("kept/run", "gone", "new", "ignored"):
        (here / name).write_text(name)
    (here / "kept" / "run").chmod(0o755)
    (here / "kept" / "link").symlink_to("nowhere")
    (here / ".gitignore").write_text("ignored\n")
    git("add", "kept", "gone", cwd=here)
    (here / "gone").unlink()
    bare.copy_checkout(there)
    copied = sorted(str(p.relative_to(there)) for p in there.rglob("*") if p.name != "kept")
    assert copied == [".gitignore", "kept/link", "kept/run", "new"]
    assert (there / "kept" / "run").stat().st_mode & 0o777 == 0o755


def test_a_bare_debian_is_made_of_debian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "this_machine", lambda: Machine("ubuntu", "noble", ()))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(CannotSetUp, match="this needs Debian"):
        bare.on_debian("12", ["true"])


def test_groups_of_runs_inside_a_killed_one_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    groups = tmp_path / "cgroup"
    monkeypatch.setattr(cgroups, "CGROUPS", groups)
    runs = cache.root() / "runs"
    inner = runs / "containerloop-outer/root/root/containerloop/.cache/containerloop/runs"
    (inner / "containerloop-inner").mkdir(parents=True)
    for name in ("containerloop-inner/docker/x", "unified/containerloop-inner", "other"):
        (groups / name).mkdir(parents=True)
    private.sweep()
    assert sorted(p.name for p in groups.iterdir()) == ["other", "unified"]
    assert list((groups / "unified").iterdir()) == []
    assert list(runs.iterdir()) == []


@pytest.fixture
def small_root(engine_host: Callable[..., str], tmp_path: Path) -> Path:
    """A root with a shell in it; where the engine's host is ours, roots can be entered."""
    root = tmp_path / "root"
    (root / "bin").mkdir(parents=True)
    shutil.copy(tree(releases.engine(releases.DEFAULT)) / "usr/bin/busybox", root / "bin")
    for name in ("sh", "umount", "mount", "sleep", "touch", "cat", "ls"):
        (root / "bin" / name).symlink_to("busybox")
    return root


def traces(root: Path) -> list[str]:
    """The processes and mounts of this machine that name `root`."""
    found = [
        line for line in Path("/proc/self/mounts").read_text().split("\n") if str(root) in line
    ]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(root).encode() in line:
            found.append(line.decode())
    return found


def test_a_command_sees_its_root_and_what_is_bound(small_root: Path, tmp_path: Path) -> None:
    bound = tmp_path / "bound"
    bound.mkdir()
    (bound / "file").write_text("of the machine")
    script = f"cat {bound}/file; ls -d /[a-z]*; touch {bound}/new || exit 5"
    with (tmp_path / "said").open("wb") as said:
        assert bare._run(small_root, "/", ["sh", "-c", script], (str(bound),), said) == 5
    words = (tmp_path / "said").read_text()
    assert words.startswith("of the machine/bin\n")
    assert "/usr" not in words
    assert "Read-only file system" in words
    assert traces(small_root) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_stays_of_a_root_that_is_interrupted(
    small_root: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PATIENCE", 0.2)
    seen: list[str] = []

    def interrupt() -> None:
        while not (small_root / "begun").exists():
            time.sleep(0.01)
        seen.extend(traces(small_root))
        os.kill(os.getpid(), number)

    before = signal.signal(signal.SIGTERM, run.told)
    try:
        thread = threading.Thread(target=interrupt)
        thread.start()
        script = "trap '' TERM INT; touch /begun; sleep 60 & sleep 60"
        assert bare._run(small_root, "/", ["sh", "-c", script], ()) == 130
    finally:
        signal.signal(signal.SIGTERM, before)
    thread.join()
    assert seen
    assert traces(small_root) == []
