"""From a container to a program of the machine, by platform: tested or documented. Pure.

A test is kept in the lock by its platform, so that each machine of a team adds its own. What was
tested on one of them is no less true on another.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from containerloop.diagnose.rule_facts.views import all_attempts
from containerloop.facts import Attempt, Outcome, Unobserved
from containerloop.facts.outcomes import ARRIVED, NO_SUCH_NAME
from containerloop.platforms.known import OF_PEOPLE, platform_seen
from containerloop.platforms.traits import HostAt, HostGateway, Platform
from containerloop.report.page.scene import Scene
from containerloop.report.page.values import (
    Arrival,
    HostPlatform,
    HostTest,
    HostUse,
    Known,
    PageReport,
)
from containerloop.topology.destination import destination_of_call
from containerloop.topology.hosts import MODEL_RUNNER

_NEEDED = ("host_names", "host_gateway", "host_servers", "host_loopback")
"""The statements of a platform that such a call depends on."""


def host_tests(uses: tuple[HostUse, ...], scene: Scene) -> tuple[HostTest, ...]:
    """What came of the calls that tell something of the name, one for each use."""
    platform = platform_seen(scene.snapshot.survey)
    if isinstance(platform, Unobserved) or platform not in OF_PEOPLE:
        return ()
    found: dict[tuple[str, str], Arrival] = {}
    for use in uses:
        calls = (a for a in all_attempts(scene.snapshot) if _is_of(a, use))
        told = (arrival for call in calls if (arrival := _arrival(call, platform, scene)))
        first = next(told, None) if _leads_to_the_machine(use, platform, scene) else None
        if first is not None:
            found[use.service, use.address] = first
    return tuple(
        HostTest(platform=platform.key, service=service, address=address, arrival=arrival)
        for (service, address), arrival in found.items()
    )


def is_by_gateway(use: HostUse, scene: Scene) -> bool:
    """Whether the name is the engine's own: the file may give it any address."""
    return all(line.endswith("host-gateway") for line in _given(use, scene))


def _given(use: HostUse, scene: Scene) -> tuple[str, ...]:
    """The lines of the file that give the name an address."""
    config = scene.config(use.service)
    lines = config.extra_hosts if config else ()
    return tuple(line for line in lines if line.lower().startswith(f"{_host(use)}:"))


def _leads_to_the_machine(use: HostUse, platform: Platform, scene: Scene) -> bool:
    """Whether the name, if there is one, is the machine's and not a namespace's of the engine."""
    if not is_by_gateway(use, scene) or not platform.host_servers.value:
        return False
    inner = platform.host_gateway.value is HostGateway.OWN_NAMESPACE
    return not (inner and _given(use, scene))


def _host(use: HostUse) -> str:
    return use.address.removesuffix("/udp").rpartition(":")[0].lower()


def _is_of(attempt: Attempt, use: HostUse) -> bool:
    return (attempt.vantage, str(attempt.address)) == (f"service:{use.service}", use.address)


def _arrival(call: Attempt, platform: Platform, scene: Scene) -> Arrival | None:
    """None where nothing is told of the name: it leads elsewhere, or somebody kept quiet."""
    if call.outcome in NO_SUCH_NAME:
        known = call.outcome is Outcome.NAME_NOT_FOUND or not platform.may_give(call.address.host)
        return Arrival.NO_NAME if known else None
    if destination_of_call(call, scene.inventory).kind not in ("host", "container"):
        return None
    if call.outcome.reached:
        return Arrival.ANSWERED
    return Arrival.ARRIVED if call.outcome in ARRIVED else None


def host_platforms(uses: tuple[HostUse, ...], scene: Scene) -> tuple[HostPlatform, ...]:
    """What is known of the engines' own names among those that are used."""
    names = [_host(use) for use in uses if is_by_gateway(use, scene)]
    general = (name for name in dict.fromkeys(names) if name != MODEL_RUNNER)
    return _rows(general, host_tests(uses, scene))


def _rows(names: Iterable[str], tests: tuple[HostTest, ...]) -> tuple[HostPlatform, ...]:
    """A line for each name and each group of platforms that are alike; tested ones stand first."""
    rows: dict[tuple[str, ...], HostPlatform] = {}
    for name in names:
        for platform in OF_PEOPLE:
            own = tuple(t for t in tests if t.platform == platform.key and _named(t, name))
            made = _row(platform, name, own)
            key = (name, made.way, made.listen, made.known, platform.key if own else "")
            alike = rows.setdefault(key, replace(made, platforms=()))
            rows[key] = replace(alike, platforms=(*alike.platforms, platform.name))
    return tuple(sorted(rows.values(), key=lambda row: row.known is not Known.TESTED))


def _named(test: HostTest, name: str) -> bool:
    return test.address.lower().startswith(f"{name}:")


def _row(platform: Platform, name: str, tests: tuple[HostTest, ...]) -> HostPlatform:
    seen = all(getattr(platform, field).test for field in _NEEDED)
    untested = Known.BY_CONTAINERLOOP if seen else Known.DOCUMENTED
    return HostPlatform(
        platforms=(platform.name,),
        name=name,
        way=_way(platform, name),
        listen=_listen(platform),
        known=Known.TESTED if tests else untested,
        tests=tests,
    )


def _way(platform: Platform, name: str) -> str:
    """What becomes of the name in a container."""
    if not platform.host_servers.value:
        return "leads to no program of the machine: use the machine's own address"
    if platform.host_is:
        return f"needs extra_hosts, and is {platform.host_is}"
    if platform.gives(name):
        inner = platform.host_gateway.value is HostGateway.OWN_NAMESPACE
        return "works, but not with extra_hosts" if inner else "works as it is"
    if platform.may_give(name):
        return "works, in some releases only with extra_hosts"
    if platform.can_define:
        return "needs extra_hosts"
    return f"cannot be had: use {platform.host_name.name}"


def _listen(platform: Platform) -> str:
    """Where a program has to listen for that."""
    if platform.host_loopback.value:
        return "127.0.0.1 is enough"
    own = platform.host_at is HostAt.WAY_OUT or not platform.host_servers.value
    narrow = "the machine's own address" if own else "the bridge's address"
    return f"0.0.0.0 or {narrow}{_firewalled(platform)}"


def _firewalled(platform: Platform) -> str:
    return "; a firewall must let it in" if platform.bridge_is_the_hosts else ""


def with_tests_of(page: PageReport, kept: PageReport, *, new_ones: bool) -> PageReport:
    """The page with what was tested on other machines, as far as the project is still the same.

    Without `new_ones` a platform that was not tested before is left out: another one makes no
    page untrue.
    """
    same = {(u.service, u.address) for u in page.host_programs if u in kept.host_programs}
    before = {_call(t): t for t in _tests(kept) if (t.service, t.address) in same}
    platforms = {t.platform for t in _tests(kept)}
    now = {_call(t): t for t in _tests(page) if new_ones or t.platform in platforms}
    both = {call: _stronger(now.get(call), before.get(call)) for call in (*now, *before)}
    tests = tuple(sorted(filter(None, both.values()), key=_call))
    names = dict.fromkeys(row.name for row in page.host_platforms)
    return replace(page, host_platforms=_rows(names, tests))


def _tests(page: PageReport) -> tuple[HostTest, ...]:
    return tuple(test for row in page.host_platforms for test in row.tests)


def _call(test: HostTest) -> tuple[str, str, str]:
    return test.platform, test.service, test.address


def _stronger(now: HostTest | None, before: HostTest | None) -> HostTest | None:
    """What is so now, but for a program that does not run just now and did before."""
    if now is None or before is None:
        return now or before
    return before if (now.arrival, before.arrival) == (Arrival.ARRIVED, Arrival.ANSWERED) else now
