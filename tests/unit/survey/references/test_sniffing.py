"""Which variables tell a client of a search server to sniff."""

import pytest

from containerloop.survey.references.sniffing import sniffs


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("OPENSEARCH_SNIFF", "1", True),
        ("OPENSEARCH_SNIFFONSTART", "True", True),
        ("ELASTICSEARCH_SNIFFONSTART", "true", True),
        ("ELASTICSEARCH_SNIFF", "true", False),
        ("OPENSEARCH_SNIFF", "false", False),
        ("OPENSEARCH_SNIFF", "", False),
        ("OPENSEARCH_SSL", "true", False),
        ("PACKET_SNIFFER", "true", False),
    ],
)
def test_what_is_said_in_as_many_words(key: str, value: str, found: bool) -> None:
    assert sniffs({key: value}) is found
