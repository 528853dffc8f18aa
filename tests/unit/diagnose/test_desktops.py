"""Engines in virtual machines, by hand: recognised, the right name of the host, nothing false."""

from __future__ import annotations

import os
from typing import Any

import msgspec
import pytest

from containerloop.diagnose.rule_facts.views import all_attempts
from containerloop.facts import Whereabouts
from containerloop.platforms.known import platform_of
from containerloop.survey.engine.engine_info import engine
from tests.support import recorded
from tests.support.desktop_worlds import COLIMA, MAC, ORBSTACK, desktop, snapshots

ELSEWHERE = Whereabouts(same_machine=False, same_kernel=False)


@pytest.mark.parametrize(
    ("version", "info", "key", "host"),
    [
        ({"Platform": {"Name": "Docker Desktop 4.33.0 (160616)"}},
         {"OperatingSystem": "Docker Desktop", "Name": "docker-desktop",
          "KernelVersion": "6.6.87.2-microsoft-standard-WSL2"},
         "docker-desktop-windows", "host.docker.internal"),
        ({}, {"OperatingSystem": "Docker Desktop", "KernelVersion": "6.12.76-linuxkit"},
         "docker-desktop-linux", "host.docker.internal"),
        ({}, {"OperatingSystem": "Ubuntu 24.04.4 LTS", "Name": "colima-work",
              "KernelVersion": "6.8.0-117-generic"}, "colima", "host.docker.internal"),
        ({}, {"OperatingSystem": "Ubuntu 24.04.4 LTS", "Name": "lima-docker"},
         "lima", "host.docker.internal"),
        ({}, {"OperatingSystem": "OrbStack", "Name": "orbstack"},
         "orbstack", "host.docker.internal"),
        ({}, {"OperatingSystem": "Alpine Linux v3.24", "Name": "lima-rancher-desktop",
              "KernelVersion": "6.18.37-0-virt"}, "rancher-desktop-mac", "host.docker.internal"),
        ({}, {"OperatingSystem": "Rancher Desktop WSL Distribution",
              "KernelVersion": "6.18.40.1-microsoft-standard-WSL2"},
         "rancher-desktop-windows", "host.docker.internal"),
        ({"Components": [{"Name": "Podman Engine"}], "Version": "5.3.1"},
         {"OperatingSystem": "fedora", "KernelVersion": "6.12.7-200.fc41.aarch64"},
         "podman-machine", "host.containers.internal"),
        ({}, {"OperatingSystem": "Ubuntu 24.04.2 LTS", "Name": "DESKTOP-7A1",
              "KernelVersion": "6.6.87.2-microsoft-standard-WSL2"},
         "wsl-engine", "host.docker.internal"),
    ],
)  # fmt: skip
def test_each_is_recognised_by_what_it_says(
    version: dict[str, Any], info: dict[str, Any], key: str, host: str
) -> None:
    platform = platform_of(engine(version, info, "unix:///s", "the default", ELSEWHERE))
    assert (platform.key, platform.host_name.name) == (key, host)


def calls_the_host(told: dict[str, Any], outcome: str) -> list[str]:
    world = desktop(told)
    world.container("api", refers=["http://host.docker.internal:8080/"])
    world.host_listens("127.0.0.1:8080")
    world.attempt("service:api", "host.docker.internal:8080", outcome)
    return world.codes("8080", "service:api")


def calls_a_container(told: dict[str, Any]) -> list[str]:
    world = desktop(told)
    world.container("web", publishes=["8080:80"], listens=["0.0.0.0:80"])
    world.attempt("host", "172.18.0.2:80", "timed-out", resolved="172.18.0.2")
    return world.codes("172.18.0.2:80", "host")


def test_the_same_questions_have_another_answer_on_each() -> None:
    """A name of the host that does not resolve, a refused call to it, a container's address."""
    told = {
        name: (calls_the_host(said, "name-not-found"), calls_the_host(said, "refused"),
               calls_a_container(said))
        for name, said in (("Docker Desktop", MAC), ("Colima", COLIMA), ("OrbStack", ORBSTACK))
    }  # fmt: skip
    assert told == {
        "Docker Desktop": ([], [], ["CL102"]),
        "Colima": (["CL404"], [], ["CL102"]),
        "OrbStack": ([], [], []),
    }


@pytest.mark.parametrize(("name", "snapshot"), snapshots().items(), ids=snapshots())
def test_what_is_kept_is_what_was_made_by_hand(name: str, snapshot: Any) -> None:
    path = recorded.FOLDER / "docker-desktop" / f"{name}.json"
    if os.environ.get("WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        written = {"version": snapshot.version} | recorded.without_defaults(snapshot)
        path.write_bytes(msgspec.json.encode(written) + b"\n")
    kept = recorded.read(path)
    assert all_attempts(kept) == all_attempts(snapshot)
    assert (kept.survey.engine, kept.question) == (snapshot.survey.engine, snapshot.question)
