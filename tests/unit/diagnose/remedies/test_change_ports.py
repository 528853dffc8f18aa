"""A publication as an item of `ports:`."""

import pytest

from containerloop.diagnose.remedies.change_ports import written
from containerloop.facts import Publication, Transport
from tests.support.world import publication


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("5432:5432", "5432:80"), ("127.0.0.1:1:2", "127.0.0.1:1:80"), ("0:5432", "80"),
        ("53:53/udp", "53:80/udp"),
    ],
)  # fmt: skip
def test_a_publication_is_written_as_an_item_of_ports(text: str, item: str) -> None:
    assert written(publication(text), 80) == item
    six = Publication(container_port=2, host_ip="::1", host_port=1, transport=Transport.TCP)
    assert written(six, 2) == "[::1]:1:2"
