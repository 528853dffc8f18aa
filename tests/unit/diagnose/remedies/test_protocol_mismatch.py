"""A reference that is told to speak otherwise."""

import pytest

from containerloop.diagnose.remedies.protocol_mismatch import reworded
from containerloop.facts import Part, Place, Reference, Transport

PART = Part(
    place=Place(where="environment", key="environment.URL"),
    text="URL=https://db:1",
    start=12,
    end=14,
)
WRITTEN = Reference(
    scheme="https", host="db", port=1, host_part=PART, template="https://{host}:{port}",
    transport=Transport.UDP, demands_tls=True, browser=True, secret=True,
)  # fmt: skip


@pytest.mark.parametrize("field", ["transport", "demands_tls", "browser", "secret", "host_part"])
def test_nothing_else_of_a_reference_is_lost(field: str) -> None:
    made = reworded(WRITTEN, "https://", "http://")
    assert made is not None
    assert made.template == "http://{host}:{port}"
    assert getattr(made, field) == getattr(WRITTEN, field)


def test_words_that_are_not_there_cannot_be_changed() -> None:
    assert reworded(WRITTEN, "sslmode=require", "sslmode=disable") is None
