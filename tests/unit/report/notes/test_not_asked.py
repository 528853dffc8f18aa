"""What was not asked, or has nobody to be asked about."""

import pytest

from tests.support.world import World


def down(*, containers: bool = False, project: str | None = "shop") -> World:
    """A project of two services, of which nothing was brought up."""
    world = World(project=project)
    world.config("web")
    world.config("db")
    if containers:
        world.container("web", exposes=[80], listens=["0.0.0.0:80"])
    return world


def test_a_project_of_which_nothing_is_up_is_to_be_started() -> None:
    report = down().report("")
    assert report.notes == (
        "none of the 2 services of shop has a container; start them: docker compose up -d"
        " (from the files alone: containerloop lint)",
    )
    assert report.exit_status == 3


@pytest.mark.parametrize("more", [{"containers": True}, {"project": None}])
def test_what_is_up_or_no_project_is_not(more: dict[str, object]) -> None:
    assert not any("has a container" in note for note in down(**more).report("").notes)  # type: ignore[arg-type]


def test_of_one_port_the_service_that_has_it_is_told() -> None:
    assert not any("services of shop" in note for note in down().report("5432").notes)
