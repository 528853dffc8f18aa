"""Which expectations are asked together, and when causes are worth finding."""

from __future__ import annotations

from containerloop.plan.stated_rounds import Round, rounds
from tests.support.stated import read

STATED = read(
    "from: api, reach: 'db:5432'",
    "from: web, reach: 'db:5432', within: 30",
    "from: web, not-reach: 'db:5432'",
    "from: lan, not-reach: 5432",
    "from: api, reach: 'db:5432', protocol: postgresql",
    "from: api, reach: 'cache:6379', within: 30",
)


def made(waiting: list[int], elapsed_s: float) -> dict[tuple[int, ...], Round]:
    return {each.places: each for each in rounds(STATED, waiting, elapsed_s)}


def test_all_that_must_be_reached_is_one_run_and_all_that_must_not_another() -> None:
    first = made(list(range(6)), 0.0)
    assert set(first) == {(0, 4), (1, 5), (2,)}
    assert [(r.reach, r.over) for r in first.values()] == [
        (True, True),
        (True, False),
        (False, True),
    ]


def test_a_question_is_asked_once_however_often_it_is_stated() -> None:
    [one] = made([0, 4], 0.0).values()
    assert [str(q.address) for q in one.question.stated] == ["db:5432"]
    assert one.question.several


def test_once_the_time_is_over_causes_are_wanted() -> None:
    assert [r.over for r in made([1, 5], 29.9).values()] == [False]
    assert [r.over for r in made([1, 5], 30.0).values()] == [True]


def test_nobody_stands_in_the_local_network() -> None:
    assert made([3], 0.0) == {}
