"""`explain` without a code: the table of everyday errors."""

import pytest

from containerloop.diagnose.everyday import ERRORS, STEPS
from containerloop.render.everyday import render_everyday


def table(width: int = 100, *, color: bool = False) -> str:
    return render_everyday(ERRORS, STEPS, width=width, color=color)


def test_it_fits_on_a_screen_and_names_every_code() -> None:
    lines = table(80).splitlines()
    assert len(lines) <= 40
    assert all(code in table() for row in (*ERRORS, *STEPS) for code in row.codes)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, table(width).splitlines())) <= width


def test_codes_stand_below_each_other_where_there_is_room() -> None:
    columns = {line.index("CL") for line in table(100).splitlines() if line.startswith("  ")}
    assert columns == {60}


def test_it_says_which_command_settles_it() -> None:
    assert "containerloop why PORT" in table()
    assert "\x1b" in table(color=True)
    assert "\x1b" not in table()
