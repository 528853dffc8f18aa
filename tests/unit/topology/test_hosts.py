"""What a written host means."""

import pytest

from containerloop.topology.hosts import contains, is_place, same_host


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("localhost", "127.0.0.1", True), ("::1", "LOCALHOST.", True), ("DB.", "db", True),
        ("localhost", "db", False), ("db", "127.0.0.1", False), ("db", "api", False),
    ],
)  # fmt: skip
def test_what_means_the_same_host(one: str, other: str, same: bool) -> None:
    assert same_host(one, other) is same


@pytest.mark.parametrize(
    ("subnet", "host", "inside"),
    [
        ("172.18.0.0/16", "172.18.255.255", True), ("172.18.0.0/16", "172.19.0.0", False),
        ("172.18.0.1/16", "172.18.0.9", True), ("fd00::/64", "fd00::9", True),
        ("fd00::/64", "172.18.0.9", False), ("172.18.0.0/16", "db", False),
    ],
)  # fmt: skip
def test_which_hosts_are_of_a_subnet(subnet: str, host: str, inside: bool) -> None:
    assert contains(subnet, host) is inside


@pytest.mark.parametrize(
    ("vantage", "place"),
    [("host", True), ("engine-host", True), ("service:host", False), ("network:n", False)],
)
def test_which_vantages_are_machines(vantage: str, place: bool) -> None:
    assert is_place(vantage) is place
