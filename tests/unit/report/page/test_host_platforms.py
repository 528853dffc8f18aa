"""What a call to a program of the machine needs on each platform, and what of it was tested."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.pipeline.page_step import page
from containerloop.platforms.known import OF_PEOPLE
from containerloop.report.page.host_platforms import with_tests_of
from containerloop.report.page.values import (
    Arrival,
    HostPlatform,
    Known,
    PageReport,
)
from tests.support.world import World

AT = "host.docker.internal:11434"
GATEWAY = ("host.docker.internal:host-gateway",)
MAC = {"flavour": "docker-desktop", "same_machine": False, "same_kernel": False}


def seen(
    outcome: str | None,
    *,
    at: str = AT,
    extra_hosts: tuple[str, ...] = GATEWAY,
    engine: dict[str, Any] | None = None,
    system: str = "linux",
    **attempt: Any,
) -> PageReport:
    """The page of a project whose chat calls a program of the machine."""
    world = World(engine=engine)
    world.machine["platform"] = system
    world.container("db", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("chat", env=[f"OLLAMA_URL=http://{at}"])
    world.config(
        "chat", references=world.containers[-1].references, extra_hosts=extra_hosts, indent=4
    )
    if outcome:
        world.attempt("service:chat", at, outcome, **attempt)
    return page(world.snapshot(""))


def arrivals(told: PageReport) -> list[tuple[str, Arrival]]:
    return [(t.platform, t.arrival) for row in told.host_platforms for t in row.tests]


def row(told: PageReport, platform: str) -> HostPlatform:
    return next(r for r in told.host_platforms if platform in r.platforms)


@pytest.mark.parametrize(
    ("outcome", "arrival"),
    [
        ("answered", Arrival.ANSWERED),
        ("refused", Arrival.ARRIVED),
        ("name-not-found", Arrival.NO_NAME),
        ("timed-out", None),
        (None, None),
    ],
)
def test_what_a_call_tells_of_the_platform_at_hand(
    outcome: str | None, arrival: Arrival | None
) -> None:
    told = seen(outcome, resolved="172.17.0.1")
    assert arrivals(told) == ([("docker-engine", arrival)] if arrival else [])
    assert (told.host_platforms[0].known is Known.TESTED) is bool(arrival)
    assert told.host_platforms[0].platforms == ("Docker Engine on Linux",)


def test_a_name_server_that_fails_tells_of_no_name_that_it_may_have() -> None:
    linux = seen("name-server-failed", extra_hosts=())
    mac = seen("name-server-failed", extra_hosts=(), engine=MAC, system="darwin")
    assert (arrivals(linux), arrivals(mac)) == ([("docker-engine", Arrival.NO_NAME)], [])


def test_a_name_that_the_file_gives_another_address_tells_nothing_of_the_engine() -> None:
    elsewhere = ("host.docker.internal:10.1.1.1",)
    assert seen("answered", extra_hosts=elsewhere, resolved="10.1.1.1").host_platforms == ()


def test_nor_does_the_name_of_another_service_of_the_engines() -> None:
    assert seen(None, at="model-runner.docker.internal:12434").host_platforms == ()


ROOTLESS = {"rootless": True, "same_machine": False, "same_kernel": True}
RANCHER = {"flavour": "rancher-desktop", "kernel": "6.6-microsoft", "same_machine": False}


@pytest.mark.parametrize("outcome", ["refused", "answered"])
def test_an_engines_own_namespace_is_not_the_machine(outcome: str) -> None:
    assert arrivals(seen(outcome, engine=ROOTLESS, resolved="172.17.0.1")) == []
    assert arrivals(seen(outcome, engine=RANCHER, system="win32")) == []
    without = seen(outcome, engine=RANCHER, system="win32", extra_hosts=())
    assert [platform for platform, _ in arrivals(without)] == ["rancher-desktop-windows"]


def test_on_another_machine_the_program_is_not_of_this_one() -> None:
    remote = {"address": "tcp://10.2.2.2:2375", "same_machine": False, "same_kernel": False}
    told = seen("answered", engine=remote, resolved="172.17.0.1")
    assert arrivals(told) == []


def test_every_platform_of_people_is_told_once_for_each_name() -> None:
    told = seen("refused", resolved="172.17.0.1").host_platforms
    names = [name for each in told for name in each.platforms]
    assert sorted(names) == sorted(p.name for p in OF_PEOPLE)
    assert {each.name for each in told} == {"host.docker.internal"}


@pytest.mark.parametrize(
    ("platform", "way", "listen", "known"),
    [
        ("Docker Engine on Linux", "needs extra_hosts",
         "0.0.0.0 or the bridge's address; a firewall must let it in", Known.BY_CONTAINERLOOP),
        ("Docker Engine, rootless, pasta",
         "leads to no program of the machine: use the machine's own address",
         "0.0.0.0 or the machine's own address", Known.BY_CONTAINERLOOP),
        ("Podman 4", "cannot be had: use host.containers.internal",
         "0.0.0.0 or the bridge's address; a firewall must let it in", Known.BY_CONTAINERLOOP),
        ("Podman 5, rootless (pasta)", "works as it is", "0.0.0.0 or the machine's own address",
         Known.BY_CONTAINERLOOP),
        ("Docker Desktop on macOS", "works as it is", "127.0.0.1 is enough", Known.DOCUMENTED),
        ("Colima", "works, in some releases only with extra_hosts", "127.0.0.1 is enough",
         Known.DOCUMENTED),
        ("Rancher Desktop on Windows", "works, but not with extra_hosts", "127.0.0.1 is enough",
         Known.DOCUMENTED),
        ("Docker Engine inside a WSL 2 distribution",
         "needs extra_hosts, and is the distribution, not Windows",
         "0.0.0.0 or the bridge's address; a firewall must let it in", Known.DOCUMENTED),
    ],
)  # fmt: skip
def test_what_each_platform_needs(platform: str, way: str, listen: str, known: Known) -> None:
    told = row(seen(None), platform)
    assert (told.way, told.listen, told.known) == (way, listen, known)


def test_podmans_own_name_is_judged_by_itself() -> None:
    told = seen(None, at="host.containers.internal:11434")
    assert row(told, "Podman 4").way == "works as it is"
    assert row(told, "Docker Desktop on macOS").way == "needs extra_hosts"


class TestOnSeveralMachines:
    """Each machine of a team adds its own platform; none takes another's away."""

    mac = staticmethod(lambda outcome: seen(outcome, engine=MAC, system="darwin"))

    def test_both_are_kept_in_either_order(self) -> None:
        mac, linux = self.mac("answered"), seen("refused", resolved="172.17.0.1")
        one = with_tests_of(linux, mac, new_ones=True)
        other = with_tests_of(mac, linux, new_ones=True)
        assert one == other
        assert arrivals(one) == [
            ("docker-engine", Arrival.ARRIVED), ("docker-desktop-mac", Arrival.ANSWERED),
        ]  # fmt: skip

    def test_a_platform_that_is_new_makes_no_page_stale(self) -> None:
        mac = self.mac("answered")
        linux = seen("refused", resolved="172.17.0.1")
        assert with_tests_of(linux, mac, new_ones=False) == mac

    def test_a_program_that_does_not_run_just_now_does_not_either(self) -> None:
        ran, quiet = (seen(o, resolved="172.17.0.1") for o in ("answered", "refused"))
        assert with_tests_of(quiet, ran, new_ones=False) == ran
        assert with_tests_of(ran, quiet, new_ones=False) == ran

    def test_a_call_that_tells_nothing_leaves_what_was_tested(self) -> None:
        ran, dropped = (seen(o, resolved="172.17.0.1") for o in ("answered", "timed-out"))
        assert with_tests_of(dropped, ran, new_ones=False) == ran

    def test_a_name_that_is_gone_is_told(self) -> None:
        ran, gone = seen("answered", resolved="172.17.0.1"), seen("name-not-found")
        assert arrivals(with_tests_of(gone, ran, new_ones=False)) == [
            ("docker-engine", Arrival.NO_NAME)
        ]

    def test_what_was_tested_of_another_file_is_forgotten(self) -> None:
        without = self.mac("answered")
        before = replace(
            without,
            host_programs=tuple(replace(u, diff=("+",)) for u in without.host_programs),
        )
        linux = seen("refused", resolved="172.17.0.1")
        assert arrivals(with_tests_of(linux, before, new_ones=True)) == [
            ("docker-engine", Arrival.ARRIVED)
        ]
