"""Which items of `ports:` keep each other from a host port."""

import pytest

from containerloop.topology.port_lists import clash, conflict
from tests.support.world import publication


def either_way(one: str, other: str) -> set[bool]:
    pair = publication(one), publication(other)
    return {conflict(*pair), conflict(*reversed(pair))}


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("8080:80", "8080:81", {True}),
        ("127.0.0.1:8080:80", "0.0.0.0:8080:80", {True}),
        ("127.0.0.1:8080:80", "127.0.0.2:8080:80", {False}),
        ("8080:80", "8081:80", {False}),
        ("8080:80", "8080:80/udp", {False}),
    ],
)
def test_one_host_port_at_one_address(one: str, other: str, both: set[bool]) -> None:
    assert either_way(one, other) == both


def test_an_item_is_not_in_its_own_way() -> None:
    assert not clash(publication("8080:80"), publication("8080:80"))
    assert clash(publication("8080:80"), publication("127.0.0.1:8080:80"))
