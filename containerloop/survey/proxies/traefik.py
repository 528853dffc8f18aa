"""Traefik: the `url:` of a service in a dynamic configuration, YAML or TOML. Pure.

Not tested live.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from containerloop.facts.late_pattern import late
from containerloop.survey.proxies.statement import Target, named_in
from containerloop.survey.references.traced_text import Source, at

_SERVER = late(
    r"^[ \t]*(?:- *)?(?P<all>(?:\{ *)?(?P<key>url|address)[ \t]*[:=][ \t]*[\"']?"
    r"(?P<target>[^\s\"'#}]+)[\"']?)",
    re.MULTILINE,
)


def targets(sources: Iterable[Source]) -> Iterator[Target]:
    """The servers of every load balancer."""
    for source in sources:
        if "loadbalancer" not in source.text.lower():
            continue
        for line in _SERVER.finditer(source.text):
            value = at(source, *line.span("all"))
            begin = line.start("all")
            word = (line.start("target") - begin, line.end("target") - begin)
            found = named_in(value, word, None, None)
            if found is not None:
                yield Target(value, found, line["key"])
