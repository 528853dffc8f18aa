"""Two changes as one."""

from containerloop.diagnose.file_change import Added, FileChange, Removed
from containerloop.diagnose.remedies.combine import joined, merged


def test_half_a_change_is_none() -> None:
    one = FileChange(edits=(Removed(file="a", line=3, was="x"),))
    two = FileChange(edits=(Added(file="a", line=9, lines=("y",)),))
    both = joined(one, two)
    assert both is not None
    assert (both.file, both.line, both.diff) == ("a", 3, "-x\n+y")
    elsewhere = FileChange(edits=(Added(file="b", line=9, lines=("y",)),))
    for pair in ((one, None), (None, one), (one, elsewhere)):
        assert joined(*pair) is None
    first, second = {"services": {"a": {"x": 1}}}, {"services": {"a": {"y": 2}, "b": {}}}
    assert merged(first, second) == {"services": {"a": {"x": 1, "y": 2}, "b": {}}}
    for half in ((first, None), (None, second)):
        assert merged(*half) is None
