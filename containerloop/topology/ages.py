"""Which containers were created from another version of the compose file. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from containerloop.facts import Container, Maybe, ServiceConfig, Unobserved, Value

UNKNOWN = "only docker compose can tell whether a container is older than the file"


class Ages(Value, frozen=True):
    """Ids of containers: those that are older than the file, and those of `unknown` age."""

    stale: Maybe[frozenset[str]]
    unknown: frozenset[str]


def ages_of(made: Iterable[tuple[Container, ServiceConfig]]) -> Ages:
    """`made` are a project's containers with their services as the file has them now.

    A service that names another's container has a hash that only compose can make.
    """
    pairs = [(c, s) for c, s in made if c.config_hash or s.config_hash]
    unknown = frozenset(c.id for c, s in pairs if not s.config_hash)
    if pairs and len(unknown) == len(pairs):
        return Ages(Unobserved(UNKNOWN), unknown)
    stale = (c.id for c, s in pairs if s.config_hash and c.config_hash != s.config_hash)
    return Ages(frozenset(stale), unknown)
