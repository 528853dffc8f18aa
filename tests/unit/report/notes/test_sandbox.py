"""That the program runs in a sandbox is said, and is never a cause."""

from tests.support.world import World


def refused(sandbox: str | None) -> World:
    world = World()
    world.container("web", listens=["0.0.0.0:8000"])
    world.machine = {"sandbox": sandbox}
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    return world


def test_what_runs_outside_is_not_seen_from_inside() -> None:
    report = refused("shop-box").report("localhost:5432", "host")
    (note,) = [n for n in report.notes if "sandbox" in n]
    assert note.startswith("containerloop runs in the Docker sandbox shop-box")
    assert "CL108" not in [f.code for f in report.findings]


def test_on_a_machine_of_its_own_nothing_is_said() -> None:
    report = refused(None).report("localhost:5432", "host")
    assert not [n for n in report.notes if "sandbox" in n]
