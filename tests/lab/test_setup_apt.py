"""apt on a state of its own: what is fetched, what is refused, what of the machine applies."""

from pathlib import Path

import pytest

from tests.lab.engines import apt, cache
from tests.lab.engines.apt import Apt, Package, parse_uris
from tests.lab.engines.machine import Machine, Target
from tests.lab.engines.refusals import CannotSetUp

# a stand-in for apt: it counts its calls, names one package, and "downloads" what SERVED holds
APT_GET = """#!/bin/sh
echo "$*" >>"$0.calls"
case "$*" in
  *--print-uris*) echo "'http://m/a.deb' a_1%3a2-3_all.deb 5 SHA256:{sha256}"; exit ;;
  *download*) cp "$0.served" a_1%3a2-3_all.deb; exit ;;
  *broken*) echo 'E: the mirror is gone' >&2; exit 100 ;;
esac
"""
APT_CONFIG = """#!/bin/sh
cat <<'END'
APT::Architecture "amd64";
APT::Update::Post-Invoke:: "rm -rf /var/cache/apt/archives";
DPkg::Post-Invoke:: "rm -rf /var/cache/apt/archives";
Dir::Cache::archives "archives/";
Acquire::http::Proxy "http://proxy.example:3142";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "true";
END
"""


def test_a_line_of_apt() -> None:
    text = "'http://m/x.deb' docker.io_1%3a26.1-2_amd64.deb 12 SHA256:ab\nrubbish\n'' b 1 MD5Sum:c"
    (package,) = parse_uris(text)
    assert package == Package("docker.io_1%3a26.1-2_amd64.deb", 12, "ab")
    assert (package.name, package.version) == ("docker.io", "1:26.1-2")


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt whose downloads are the content of the file returned."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    tools = tmp_path / "bin"
    tools.mkdir()
    served = tools / "apt-get.served"
    served.write_text("12345")
    (tools / "apt-get").write_text(APT_GET.replace("{sha256}", cache.sha256(served)))
    (tools / "apt-config").write_text(APT_CONFIG)
    for name in ("apt-get", "apt-config"):
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tools), prepend=":")
    here = Machine("debian", "bookworm", (Target("http://m/debian", "bookworm", "main"),))
    monkeypatch.setattr(apt, "this_machine", lambda: here)
    monkeypatch.setattr(apt, "sources", lambda *_: ["deb http://m/debian trixie main"])
    return served


def calls(served: Path, what: str) -> int:
    return sum(what in line for line in served.with_suffix(".calls").read_text().splitlines())


def everything(_name: str) -> bool:
    return True


def test_a_package_is_fetched_once(mirror: Path) -> None:
    for _ in range(2):
        (deb,) = Apt("trixie").fetch(("a",), everything)
        assert deb.read_text() == "12345"
    assert (calls(mirror, "update"), calls(mirror, "download a=1:2-3")) == (1, 1)


def test_a_package_that_is_damaged_is_fetched_again(mirror: Path) -> None:
    (deb,) = Apt("trixie").fetch(("a",), everything)
    for damage in ("12344", "1"):
        deb.write_text(damage)
        assert Apt("trixie").fetch(("a",), everything)[0].read_text() == "12345"
    assert calls(mirror, "download") == 3


def test_a_package_that_is_not_the_signed_one_is_refused(mirror: Path) -> None:
    mirror.write_text("54321")
    with pytest.raises(CannotSetUp, match="arrived damaged"):
        Apt("trixie").fetch(("a",), everything)
    assert calls(mirror, "update") == 2, "the lists may have been old"


def test_what_apt_said_is_passed_on(mirror: Path) -> None:
    with pytest.raises(CannotSetUp, match=r"apt-get broken of trixie failed:\n  E: the mirror"):
        Apt("trixie")._run("broken")


def test_the_machine_s_proxy_stays_and_its_hooks_do_not(mirror: Path) -> None:
    text = (Apt("trixie").home / "apt.conf").read_text()
    assert 'Acquire::http::Proxy "http://proxy.example:3142";' in text
    assert "Invoke" not in text
    assert "DEP-11" not in text
    assert f'Dir::Cache::archives "{Apt("trixie").archives}";' in text
    assert 'AllowUnauthenticated "false"' in text
