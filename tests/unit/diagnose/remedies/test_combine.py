"""Two changes as one."""

from msgspec.structs import replace

from containerloop.diagnose.finding import Patch
from containerloop.diagnose.remedies.combine import joined, merged


def test_half_a_change_is_none() -> None:
    one, two = Patch(file="a", diff="-x", line=3), Patch(file="a", diff="+y", line=9)
    assert joined(one, two) == Patch(file="a", diff="-x\n+y", line=3)
    for pair in ((one, None), (None, one), (one, replace(two, file="b"))):
        assert joined(*pair) is None
    first, second = {"services": {"a": {"x": 1}}}, {"services": {"a": {"y": 2}, "b": {}}}
    assert merged(first, second) == {"services": {"a": {"x": 1, "y": 2}, "b": {}}}
    for half in ((first, None), (None, second)):
        assert merged(*half) is None
