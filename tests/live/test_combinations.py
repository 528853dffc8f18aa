"""A few of the drawn projects; `make combinations` runs them all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import unique
from tests.lab.combinations.generated import worlds
from tests.lab.combinations.live import ask, up
from tests.lab.combinations.worlds import World
from tests.lab.images.load import EVERYDAY

FEW = ("on_loopback", "host_port_inside", "apart", "misspelt", "two_listeners", "fixed_lately")
DRAWN = {world.title.partition(":")[0]: world for world in reversed(worlds(20, 400))}


@pytest.mark.parametrize("world", [DRAWN[name] for name in FEW], ids=FEW)
def test_the_first_code_is_the_right_one(
    world: World, engine_url: str, fixture_image: Callable[[str], str], tmp_path: Path
) -> None:
    for name in EVERYDAY:
        fixture_image(name)
    with up(world, tmp_path, unique("clf")) as project:
        told = [ask(case, project, tmp_path) for case in world.cases]
    assert [t for t in told if not t.right] == []
