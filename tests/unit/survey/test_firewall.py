"""Which firewall is switched on, as any user may see it."""

from pathlib import Path

import pytest

from containerloop.survey.machine import own_firewall


@pytest.mark.parametrize(
    ("setting", "found"),
    [("ENABLED=yes\n", "ufw"), ("# x\nENABLED=no\n", None), ("#ENABLED=yes\n", None), ("", None)],
)
def test_ufw_says_itself_whether_it_is_on(tmp_path: Path, setting: str, found: str | None) -> None:
    (tmp_path / "etc/ufw").mkdir(parents=True)
    (tmp_path / "etc/ufw/ufw.conf").write_text(setting)
    assert own_firewall(tmp_path) == found


@pytest.mark.parametrize("groups", ["", "systemd", "unified"])
def test_firewalld_runs_as_a_service(tmp_path: Path, groups: str) -> None:
    assert own_firewall(tmp_path) is None
    (tmp_path / "sys/fs/cgroup" / groups / "system.slice/firewalld.service").mkdir(parents=True)
    assert own_firewall(tmp_path) == "firewalld"
