"""Servers of a swarm on other nodes than the caller's, as their own node's engine shows them."""

from __future__ import annotations

from containerloop.facts.containers import Container
from containerloop.facts.values import Fact, Maybe
from containerloop.facts.views import View


class AwayServer(Fact, frozen=True, kw_only=True):
    """A container of a service on another node, whose engine was asked too.

    `node` is that node's name; `context` the Docker context of its engine ("" for the engine in
    use) and `address` that engine's own. `container` is as others of its service's networks meet
    it: without that node's bridges, and with nothing published. `view` is what was seen inside.
    """

    node: str
    context: str
    address: str
    container: Container
    view: Maybe[View]
