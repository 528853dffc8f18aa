"""The servers behind a proxy, from all of its mounted configurations. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from containerloop.facts import Place, Upstream
from containerloop.survey.proxies import apache, caddy, haproxy, nginx, pgbouncer, traefik
from containerloop.survey.proxies.statement import Target
from containerloop.survey.references.find_references import reference_of
from containerloop.survey.references.traced_text import Source

MOST_UPSTREAMS = 40
_MOST_NAMED = 200
"""Statements that are looked at: many name the same server."""
_READERS = (nginx, haproxy, caddy, apache, traefik, pgbouncer)


def find_upstreams(sources: Sequence[Source], service: str) -> tuple[Upstream, ...]:
    """Every server that the files name, in their order; `service` is whose files they are.

    What each proxy's own directives do not name is nothing: the text itself tells which proxy it
    is for.
    """
    found = (t for reader in _READERS for t in reader.targets(sources))
    made = (_upstream(target.from_its_line(), service) for target in islice(found, _MOST_NAMED))
    return tuple(dict.fromkeys(u for u in made if u is not None))[:MOST_UPSTREAMS]


def _upstream(target: Target, service: str) -> Upstream | None:
    place = Place(where="proxy", key=f"{service}: {target.by}")
    reference = reference_of(target.value, target.found, target.shown, place, "")
    if reference is None:
        return None
    return Upstream(
        reference=reference,
        ports=target.ports,
        path=target.path,
        names=target.names,
        spare=target.spare,
    )
