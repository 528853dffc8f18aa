"""Clients that ask a search server for its nodes, and go on with those alone. Pure.

Measured with opensearch-py 3.2: after `sniff_on_start` it calls the addresses that `/_nodes/http`
names and no other. elasticsearch-py 8.17 keeps the address that it was given beside them, and
works; so of Elasticsearch only Kibana's own variables count, whose client is JavaScript's.
"""

from __future__ import annotations

from collections.abc import Mapping

_KIBANAS = frozenset({"ELASTICSEARCH_SNIFFONSTART", "ELASTICSEARCH_SNIFFONCONNECTIONFAULT"})
_ON = frozenset({"true", "1", "yes", "on"})


def sniffs(env: Mapping[str, str]) -> bool:
    """Whether a container's variables tell its client to ask for the nodes.

    >>> sniffs({"OPENSEARCH_SNIFF_ON_START": "true"})
    True
    """
    keys = (key.upper() for key, value in env.items() if value.strip().lower() in _ON)
    return any(key in _KIBANAS or (key.startswith("OPENSEARCH") and "SNIFF" in key) for key in keys)
