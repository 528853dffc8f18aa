"""What a written host means."""

import pytest

from containerloop.topology.hosts import same_host


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("localhost", "127.0.0.1", True), ("::1", "LOCALHOST.", True), ("DB.", "db", True),
        ("localhost", "db", False), ("db", "127.0.0.1", False), ("db", "api", False),
    ],
)  # fmt: skip
def test_what_means_the_same_host(one: str, other: str, same: bool) -> None:
    assert same_host(one, other) is same
