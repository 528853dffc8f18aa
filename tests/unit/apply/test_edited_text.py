"""Only the characters of the change differ: line ends, marks and what follows stay as they are."""

import pytest

from containerloop.apply.edited_text import NotThere, edited, readings
from containerloop.diagnose.file_change import Added, Edit, Removed, Reworded

FILE = "compose.yaml"


def reworded(line: int, was: str, old: str, new: str) -> Reworded:
    start = was.index(old)
    return Reworded(file=FILE, line=line, was=was, parts=((start, start + len(old), new),))


def made(text: str, *edits: Edit) -> str:
    (pieces,) = readings(text, edits)
    return edited(text, pieces)


URL = reworded(2, "  U: http://***@old/", "old", "new")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "\n", "\r\n"])
def test_a_word_in_a_line(ending: str, mark: str, last: str) -> None:
    text = f"{mark}a:{ending}  U: http://me:old@old/  # old{ending}b: old{last}"
    assert made(text, URL) == text.replace("@old/", "@new/")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lines_are_added_with_the_files_own_ends(ending: str) -> None:
    text = f"a:{ending}b:{ending}"
    added = Added(file=FILE, line=1, lines=("  x", "  y"))
    assert made(text, added) == f"a:{ending}  x{ending}  y{ending}b:{ending}"


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_without_a_last_line_feed_gets_none(ending: str) -> None:
    text = f"a:{ending}b:"
    assert made(text, Added(file=FILE, line=2, lines=("  x", "  y"))) == (
        f"a:{ending}b:{ending}  x{ending}  y"
    )


def test_the_first_line_after_a_mark_is_the_first_line() -> None:
    assert made("\ufeffU: old\n", reworded(1, "U: old", "old", "new")) == "\ufeffU: new\n"


def test_a_line_is_taken_away_with_its_comment() -> None:
    gone = Removed(file=FILE, line=2, was='    network_mode: "none"')
    assert made("a:\n    network_mode: none  # why\nb:\n", gone) == "a:\nb:\n"
    assert made("a:\r\n    network_mode: none", gone) == "a:"
    with pytest.raises(NotThere):
        readings("a:\n    network: none\nb:\n", [gone])


def test_edits_of_one_line_are_made_together() -> None:
    was = "U: old:1"
    two = (reworded(1, was, "old", "new"), reworded(1, was, "1", "22"))
    assert made("U: old:1\n", *two) == "U: new:22\n"
    assert made("U: old:1\n", *two, two[0]) == "U: new:22\n"


def test_what_is_said_twice_is_added_once() -> None:
    added = Added(file=FILE, line=1, lines=("x",))
    assert made("a\nb\n", added, added) == "a\nx\nb\n"


def test_what_stays_the_same_is_no_piece() -> None:
    (pieces,) = readings("U: old:1\n", [reworded(1, "U: old:1", "old", "old")])
    assert pieces == ()


@pytest.mark.parametrize(
    ("text", "line"), [("a:\n  U: http://x@older/\n", 2), ("a:\n", 3), ("", 7)]
)
def test_another_line_there_is_told(text: str, line: int) -> None:
    edit = reworded(line, "  U: http://***@old/", "old", "new")
    with pytest.raises(NotThere) as told:
        readings(text, [edit])
    assert told.value.line == line


def test_a_line_that_can_be_read_in_two_ways_has_two_readings() -> None:
    text = "a:\n  U: http://b@old/ # http://c@old/\n"
    assert sorted(edited(text, way) for way in readings(text, [URL])) == [
        "a:\n  U: http://b@new/ # http://c@old/\n",
        "a:\n  U: http://b@old/ # http://c@new/\n",
    ]
