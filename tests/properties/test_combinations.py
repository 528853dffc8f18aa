"""The generator of small projects, without an engine: repeatable, varied, and legal."""

from collections import Counter
from typing import Any

from containerloop.question import parse_target
from tests.lab.combinations.generated import MAKERS, worlds
from tests.lab.combinations.live import images, written
from tests.lab.combinations.worlds import HEALTHY, World
from tests.lab.images.load import NAMES
from tests.support.catalogue import CATALOGUE


def cases(made: tuple[World, ...]) -> list[tuple[str, ...]]:
    return [case.words for world in made for case in world.cases]


def test_a_seed_is_repeatable_and_another_one_differs() -> None:
    assert worlds(20, 60) == worlds(20, 60)
    assert cases(worlds(20, 60)) != cases(worlds(21, 60))
    assert cases(worlds(20, 200))[:60] == cases(worlds(20, 60))


def test_the_count_is_kept_and_every_maker_has_its_turn() -> None:
    made = worlds(20, 300)
    assert len(cases(made)) == 300
    turns = Counter(world.title.partition(":")[0] for world in made)
    assert set(turns) == {maker.__name__ for maker in MAKERS}


def test_what_is_expected_is_in_the_catalogue_and_what_is_asked_can_be_read() -> None:
    known = {entry.code for entry in CATALOGUE} | {HEALTHY}
    for world in worlds(7, 200):
        for case in world.cases:
            assert case.code in known
            parse_target(case.words[0], case.words[2:])


def test_no_service_and_no_host_port_comes_twice_in_a_world() -> None:
    for world in worlds(20, 200):
        taken: list[Any] = []
        for service in world.compose["services"].values():
            assert service["image"].startswith("containerloop-fixture/")
            taken += [str(p) for p in service.get("ports", [])]
        assert len(taken) == len(set(taken)), world.title


def test_only_images_that_are_made_here_are_used() -> None:
    made = worlds(20, 200)
    assert images(made) <= set(NAMES)
    assert "services:" in written(made[0].compose, "block")
