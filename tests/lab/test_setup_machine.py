"""Where packages come from: the machine's own mirrors, in all the ways apt can be set up."""

import platform
import subprocess
from pathlib import Path

import pytest

from tests.lab.engines import machine, private, releases
from tests.lab.engines.machine import Machine, Target, debian_mirror, security_mirror, sources
from tests.lab.engines.refusals import CannotSetUp

MIRROR = Target("http://mirror.example/debian/", "bookworm", "main")
SECURITY = Target("http://mirror.example/debian-security/", "bookworm-security", "main")


def debian(*targets: Target) -> Machine:
    return Machine("debian", "bookworm", targets)


@pytest.fixture
def keyrings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(machine, "KEYRINGS", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "other",
    [
        Target("https://vendor.example/apt/", "bookworm", "main"),
        Target("https://vendor.example/linux/debian/", "bookworm", "stable"),
        Target("http://mirror.example/debian/", "bookworm", "contrib"),
        Target("http://other.example/debian/", "trixie", "main"),
        SECURITY,
    ],
)
def test_the_mirror_is_the_one_of_the_own_release(other: Target) -> None:
    assert debian_mirror(debian(other, MIRROR)) == MIRROR.uri


@pytest.mark.parametrize(
    "uri",
    [
        "http://mirror.example/debian",
        "mirror+file:/etc/apt/mirrors/debian.list",
        "http://snapshot.example/archive/debian/20250520T000000Z/",
        "http://proxy.example:3142/anything/",
    ],
)
def test_any_kind_of_mirror_will_do(uri: str) -> None:
    assert debian_mirror(debian(Target(uri, "bookworm", "main"), SECURITY)) == uri


def test_a_suite_by_its_alias() -> None:
    assert debian_mirror(debian(Target("http://m.example/debian", "stable", "main")))


def test_no_mirror_is_a_sentence() -> None:
    with pytest.raises(CannotSetUp, match="no Debian mirror"):
        debian_mirror(debian(SECURITY))


def test_another_suite_is_signed_and_has_its_security_updates(keyrings: Path) -> None:
    (keyrings / "debian-archive-keyring.gpg").touch()
    signed = f"[signed-by={keyrings}/debian-archive-keyring.gpg]"
    assert sources(debian(MIRROR, SECURITY), "trixie") == [
        f"deb {signed} {MIRROR.uri} trixie main",
        f"deb {signed} {SECURITY.uri} trixie-security main",
    ]
    assert sources(debian(MIRROR, SECURITY), "sid") == [f"deb {signed} {MIRROR.uri} sid main"]
    assert len(sources(debian(MIRROR), "trixie")) == 1
    assert security_mirror(debian(MIRROR)) is None


def test_the_keyring_by_its_newer_name(keyrings: Path) -> None:
    (keyrings / "debian-archive-keyring.pgp").touch()
    assert "keyring.pgp]" in sources(debian(MIRROR), "trixie")[0]


@pytest.mark.parametrize(
    ("family", "package"), [("debian", "debian-archive-keyring"), ("ubuntu", "ubuntu-keyring")]
)
def test_a_missing_keyring_is_a_sentence(keyrings: Path, family: str, package: str) -> None:
    with pytest.raises(CannotSetUp, match=f"apt-get install {package}"):
        machine.keyring(family)


def test_ubuntu_uses_its_own_suites(keyrings: Path) -> None:
    (keyrings / "ubuntu-archive-keyring.gpg").touch()
    rows = [
        ("http://u.example/ubuntu/", "noble", "main"),
        ("http://u.example/ubuntu/", "noble-updates", "universe"),
        ("http://u.example/ubuntu/", "noble-security", "main"),
        ("http://u.example/ubuntu/", "noble-backports", "main"),
        ("http://u.example/ubuntu/", "noble", "multiverse"),
        ("https://vendor.example/apt/", "stable", "main"),
    ]
    ubuntu = Machine("ubuntu", "noble", tuple(Target(*row) for row in rows))
    told = [line.partition("] ")[2] for line in sources(ubuntu, "noble")]
    assert told == [" ".join(row) for row in rows[:3]]
    with pytest.raises(CannotSetUp, match="no source for noble"):
        sources(Machine("ubuntu", "noble", ()), "noble")


def test_targets_are_read_once_each() -> None:
    lines = ["http://m/debian/|bookworm|main", "http://m/debian/|bookworm|main", "rubbish"]
    assert machine.parse_targets(lines) == (Target("http://m/debian/", "bookworm", "main"),)


# a machine whose lists were removed: apt names no target, but what it would fetch
NO_LISTS = """#!/bin/sh
[ "$1" = update ] || exit 0
cat <<'END'
'http://m/debian/dists/trixie/InRelease' m_debian_dists_trixie_InRelease 0
'http://m/debian/dists/trixie/main/binary-amd64/Packages.xz' m_amd64_Packages 0
'http://m/debian/dists/trixie/main/binary-all/Packages.xz' m_all_Packages 0
'http://m/security/dists/trixie-security/main/binary-amd64/Packages.xz' m_Packages 0
END
"""


def test_a_machine_without_package_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "apt-get").write_text(NO_LISTS)
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert machine.configured_targets() == (
        Target("http://m/debian/", "trixie", "main"),
        Target("http://m/security/", "trixie-security", "main"),
    )


@pytest.fixture
def fresh() -> None:
    machine.this_machine.cache_clear()


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_other_systems_are_told_what_to_install(
    fresh: None, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    with pytest.raises(CannotSetUp, match=r"Install Docker.* only on Linux"):
        machine.this_machine()


def test_a_distribution_of_another_family(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    fedora = {"ID": "fedora", "PRETTY_NAME": "Fedora Linux 43"}
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: fedora)
    with pytest.raises(CannotSetUp, match=r"Install Docker.*Fedora Linux 43 has no Debian"):
        machine.this_machine()


def test_engines_of_other_suites_are_refused_on_ubuntu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "this_machine", lambda: Machine("ubuntu", "noble", ()))
    assert releases.engine("26.1").suite == "noble"
    assert "docker-compose-v2" in releases.client().packages
    with pytest.raises(CannotSetUp, match="only its own"):
        releases.engine("28.5")


def test_every_version_has_a_suite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "this_machine", debian)
    suites = {name: releases.engine(name).suite for name in releases.ENGINES}
    assert [suites[name] for name in ("20.10", "26.1", "28.5")] == ["bookworm", "trixie", "sid"]
    assert [suites[f"podman-{number}"] for number in ("4.3", "5.4")] == ["bookworm", "trixie"]
    with pytest.raises(CannotSetUp, match="No engine 19"):
        releases.engine("19.03")


def test_an_engine_without_root_is_made_of_the_same_packages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(machine, "this_machine", debian)
    rootful, rootless = (releases.engine(name) for name in ("podman-5.4", "podman-5.4-rootless"))
    assert rootful.folder == rootless.folder


def test_every_engine_has_the_script_that_becomes_it() -> None:
    for release in releases.ENGINES.values():
        assert private.SCRIPT.with_name(release.start).is_file()


def test_missing_tools_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotSetUp, match="unshare, nsenter, setpriv"):
        private.permitted()


def test_without_root_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda tool: tool)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(CannotSetUp, match="needs root"):
        private.permitted()


def test_namespaces_that_are_not_permitted(monkeypatch: pytest.MonkeyPatch) -> None:
    why = "unshare: unshare failed: Operation not permitted\n"
    refused = subprocess.CompletedProcess([], 1, "", why)
    monkeypatch.setattr("shutil.which", lambda tool: tool)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("subprocess.run", lambda *_, **__: refused)
    with pytest.raises(CannotSetUp, match=r"Operation not permitted.*privileged.*DOCKER_HOST"):
        private.permitted()
