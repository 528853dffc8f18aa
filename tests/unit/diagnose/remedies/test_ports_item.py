"""A publication as an item of `ports:`."""

import pytest

from containerloop.diagnose.remedies.ports_item import ports_item
from containerloop.facts import Publication
from tests.support.world import publication


@pytest.mark.parametrize(
    ("text", "item"),
    [("5432:80", "5432:80"), ("127.0.0.1:1:80", "127.0.0.1:1:80"), ("53:80/udp", "53:80/udp")],
)
def test_a_publication_is_written_as_people_write_it(text: str, item: str) -> None:
    assert ports_item(publication(text)) == item


@pytest.mark.parametrize(
    ("ip", "port", "item"),
    [("::1", 1, "[::1]:1:2"), ("", 0, "2"), ("127.0.0.1", 0, "127.0.0.1::2")],
)
def test_ipv6_has_brackets_and_any_free_port_no_number(ip: str, port: int, item: str) -> None:
    assert ports_item(Publication(container_port=2, host_ip=ip, host_port=port)) == item
