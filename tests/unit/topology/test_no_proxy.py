"""NO_PROXY as curl 7.88, Python 3.11, requests 2.34 (each measured) and Go (by its source) do."""

import pytest

from containerloop.facts import Exemption
from containerloop.topology.no_proxy import CLIENTS, CURL, GO, REQUESTS, URLLIB, direct_clients

ALL, NOBODY = CLIENTS, ()


@pytest.mark.parametrize(
    ("text", "host", "port", "direct"),
    [
        ("", "web", 80, NOBODY),
        ("*", "web", 80, ALL),
        ("*,db", "web", 80, (GO,)),
        ("web", "web", 80, ALL),
        ("WEB", "Web.", 80, ALL),
        ("web", "my-web", 80, NOBODY),
        ("eb", "web", 80, NOBODY),
        (".web", "web", 80, (CURL, URLLIB, REQUESTS)),
        ("example.com", "api.example.com", 80, ALL),
        (".example.com", "api.example.com", 80, ALL),
        ("*.example.com", "api.example.com", 80, (GO,)),
        ("*.example.com", "example.com", 80, NOBODY),
        ("example.com", "notexample.com", 80, NOBODY),
        ("web:8000", "web", 8000, (URLLIB, REQUESTS, GO)),
        ("web:80", "web", 8000, NOBODY),
        ("db web", "web", 80, (CURL,)),
        ("db, web", "web", 80, ALL),
        ("172.18.0.0/16", "172.18.0.5", 80, (CURL, REQUESTS, GO)),
        ("172.18.0.0/16", "172.19.0.5", 80, NOBODY),
        ("172.18.0.0/16", "web", 80, NOBODY),
        ("172.18.0.0/nonsense", "172.18.0.5", 80, NOBODY),
        ("172.18.0.5", "172.18.0.5", 80, ALL),
        ("172.18.0.5:80", "172.18.0.5", 80, (URLLIB, GO)),
        ("10.0.0.0/8, 172.18.0.5", "172.18.0.5", 80, ALL),
        ("10.9.9.9,172.18.0.0/16", "172.18.0.5", 80, (CURL, REQUESTS, GO)),
        ("172.18.", "172.18.0.5", 80, NOBODY),
        ("fd00::5", "fd00::5", 80, (CURL, REQUESTS, GO)),
        ("[fd00::5]", "fd00::5", 80, (CURL, URLLIB, GO)),
        ("[fd00::5]:80", "fd00::5", 80, (URLLIB, GO)),
        ("[fd00::5]:81", "fd00::5", 80, NOBODY),
        ("***", "web", 80, NOBODY),
    ],
)
def test_each_client_reads_it_in_its_own_way(
    text: str, host: str, port: int, direct: tuple[str, ...]
) -> None:
    assert direct_clients([Exemption(key="NO_PROXY", text=text)], host, port) == direct


def test_of_two_spellings_go_prefers_the_other_one() -> None:
    both = [Exemption(key="no_proxy", text="web"), Exemption(key="NO_PROXY", text="db")]
    assert direct_clients(both, "web", 80) == (CURL, URLLIB, REQUESTS)
    assert direct_clients(both, "db", 80) == (GO,)


def test_an_empty_spelling_is_as_good_as_none() -> None:
    both = [Exemption(key="no_proxy", text=" "), Exemption(key="NO_PROXY", text="web")]
    assert direct_clients(both, "web", 80) == ALL
