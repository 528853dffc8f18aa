"""The answer without TARGET, and about a range: the counts, the faults, and nothing to ask."""

from __future__ import annotations

from containerloop.render.json import render_json
from containerloop.render.text.report import render_text
from containerloop.report.v1 import ExitStatus, Report, Verdict
from tests.support.world import World


def shown(report: Report, *, verbose: bool = False) -> str:
    return render_text(report, width=100, color=False, verbose=verbose)


def shop() -> World:
    world = World()
    world.container("db", image="postgres:16", exposes=[5432], listens=["0.0.0.0:5432"])
    world.container("api", refers=["postgres://db:5432/app"], publishes=["8000:8000"])
    world.container("worker", refers=["postgres://db:5432/app"])
    return world


def answered(world: World, vantage: str, where: str, protocol: str) -> None:
    resolved = "172.18.0.2" if where.startswith("db") else "127.0.0.1"
    world.attempt(vantage, where, "answered", resolved=resolved, protocol=protocol, ms=1.0)


def healthy() -> World:
    world = shop()
    answered(world, "service:api", "db:5432", "postgresql")
    answered(world, "service:worker", "db:5432", "postgresql")
    answered(world, "host", "127.0.0.1:8000", "http")
    return world


def test_all_is_well_in_one_sentence_and_a_list() -> None:
    report = healthy().report("")
    assert report.exit_status is ExitStatus.REACHABLE
    text = shown(report)
    assert text.startswith("✓ 3 addresses are reachable from where they are relied on.\n")
    assert "  db:5432  PostgreSQL  from api, worker (the log-in was not tried)\n" in text
    assert "  127.0.0.1:8000  HTTP  from this machine\n" in text
    assert "127.0.0.1:5432" not in text


def test_each_fault_is_told_and_the_rest_is_counted() -> None:
    world = shop()
    world.container("web", refers=["http://localhost:8000/", "postgres://db:5432/app"])
    answered(world, "service:api", "db:5432", "postgresql")
    answered(world, "service:web", "db:5432", "postgresql")
    answered(world, "host", "127.0.0.1:8000", "http")
    world.attempt("service:web", "localhost:8000", "refused", resolved="127.0.0.1")
    world.attempt("service:worker", "db:5432", "timed-out", resolved="172.18.0.2")
    report = world.report("")
    assert [f.code for f in report.causes] == ["CL401"]
    assert report.exit_status is ExitStatus.FAULT_FOUND
    text = shown(report)
    assert text.startswith("✗ web cannot reach ")
    assert "  ✓ 3 addresses are reachable\n  ✗ worker → db:5432: timed out\n" in text


def test_a_failure_without_a_cause_is_inconclusive() -> None:
    world = shop()
    answered(world, "service:worker", "db:5432", "postgresql")
    answered(world, "host", "127.0.0.1:8000", "http")
    world.attempt("service:api", "db:5432", "timed-out", resolved="172.18.0.2")
    report = world.report("")
    assert report.exit_status is ExitStatus.INCONCLUSIVE
    text = shown(report)
    assert text.startswith("? 2 of 3 addresses are reachable; the rest is not, or unknown.\n")
    assert "  ✗ api → db:5432: timed out\n" in text
    assert "  $ containerloop why-cant-i-reach --save snapshot.json\n" in text


def test_what_was_not_measured_is_never_reachable() -> None:
    report = shop().report("")
    assert report.verdict is Verdict.INCONCLUSIVE
    assert shown(report).startswith("? 0 of 3 addresses are reachable;")


def test_nothing_to_ask_is_said_and_is_no_success() -> None:
    world = World()
    world.container("db", exposes=[5432])
    report = world.report("")
    assert report.verdict is Verdict.INCONCLUSIVE
    assert report.exit_status is ExitStatus.INCONCLUSIVE
    assert shown(report).startswith("? Nothing to ask: nobody here relies on any address.\n")
    ranged = shown(world.report("7000-7005"))
    assert ranged.startswith("? Nothing to ask: nobody here relies on ports 7000-7005.\n")


def test_a_range_is_named_in_the_answer() -> None:
    text = shown(healthy().report("5000-6000"))
    assert text.startswith("✓ 2 addresses in ports 5000-6000 are reachable from where they are")


def test_of_many_some_are_shown_and_all_with_v() -> None:
    world = World()
    for number in range(12):
        world.container(f"db{number}", exposes=[5432])
        world.container(f"api{number}", refers=[f"postgres://db{number}:5432/app"])
        world.attempt(
            f"service:api{number}", f"db{number}:5432", "answered", protocol="postgresql", ms=1.0
        )
    report = world.report("")
    assert "  +4 more addresses, -v shows all\n" in shown(report)
    assert "  db11:5432  PostgreSQL  from api11 (the log-in was not tried)\n" in shown(
        report, verbose=True
    )


def test_in_json_target_and_port_are_null() -> None:
    report = healthy().report("")
    assert report.question.target is None
    assert report.question.port is None
    assert report.reach_it_at == {}
    assert '"target": null' in render_json(report)
    ranged = healthy().report("5000-6000")
    assert (ranged.question.target, ranged.question.port) == ("5000-6000", None)
    assert healthy().report("5432").question.port == 5432


def test_the_first_finding_is_the_one_to_repair_first() -> None:
    world = shop()
    world.container("gone", exposes=[6379], status="exited", image="redis:7")
    world.container("web", refers=["http://localhost:8000/", "redis://gone:6379"])
    world.attempt("service:web", "localhost:8000", "refused", resolved="127.0.0.1")
    world.attempt("service:web", "gone:6379", "name-not-found")
    assert [f.code for f in world.report("").causes] == ["CL201", "CL401"]
