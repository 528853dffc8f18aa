"""`${VAR}` and its operators, as compose substitutes them."""

from __future__ import annotations

import pytest

from containerloop.survey.compose.interpolation import MissingVariable, interpolate
from containerloop.survey.references.traced_text import untraced

VALUES = {"SET": untraced("yes"), "EMPTY": untraced("")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$SET ${SET} ${NONE}", "yes yes "),
        ("$$SET ${SET", "$SET ${SET"),
        ("${SET:-x} ${EMPTY:-x} ${NONE:-x}", "yes x x"),
        ("${SET-x} ${EMPTY-x} ${NONE-x}", "yes  x"),
        ("${SET:+x} ${EMPTY:+x} ${NONE:+x}", "x  "),
        ("${SET+x} ${EMPTY+x} ${NONE+x}", "x x "),
        ("${SET:?x} ${SET?x} ${EMPTY?x}", "yes yes "),
        ("${NONE:-${EMPTY:-${SET}}}", "yes"),
    ],
)
def test_operators(text: str, expected: str) -> None:
    assert interpolate(untraced(text), VALUES.get).text == expected


@pytest.mark.parametrize("text", ["${NONE:?say it}", "${NONE?say it}", "${EMPTY:?say it}"])
def test_a_required_variable_without_a_value(text: str) -> None:
    with pytest.raises(MissingVariable, match="is missing a value: say it"):
        interpolate(untraced(text), VALUES.get)
