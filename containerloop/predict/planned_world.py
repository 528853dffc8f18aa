"""The planned survey with what only the files tell of it: what may be otherwise in a run. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from containerloop.facts import Blueprint, Container, PlannedService, Survey
from containerloop.topology.dns import networks_of, resolved_for
from containerloop.topology.inventory import Inventory


@dataclass(frozen=True)
class PlannedWorld:
    """A blueprint with the survey that was planned from it."""

    blueprint: Blueprint
    survey: Survey

    @cached_property
    def inventory(self) -> Inventory:
        """The look-ups over the planned survey."""
        return Inventory(self.survey)

    @cached_property
    def _services(self) -> dict[str, PlannedService]:
        return {s.config.name: s for s in self.blueprint.services}

    @cached_property
    def _external(self) -> frozenset[str]:
        return frozenset(n.name for n in self.blueprint.networks if n.external)

    def service(self, container: Container) -> PlannedService:
        """The service that a planned container is of."""
        return self._services[container.service or ""]

    def unclear(self, container: Container) -> str:
        """Why a run may give it another network than the files say; "" where none is known."""
        owner = self.inventory.namespace_owner(container)
        if not owner.attachments and owner.network_mode not in ("host", "none"):
            return "its network_mode: names what is not in the files"
        if self.service(owner).hidden or self.service(container).hidden:
            return "a mount or dns: decides how it looks up names"
        return ""

    def optional(self, server: Container, client: Container | None) -> str:
        """Why the server may not be created together with its client; "" where it always is."""
        wanted, active = set(self.service(server).config.profiles), set(self.blueprint.profiles)
        own = set(self.service(client).config.profiles) if client is not None else set()
        if not wanted or wanted & active or (own and own <= wanted):
            return ""
        named = " or ".join(sorted(wanted))
        return f"{server.service} is created only where the profile {named} is enabled"

    def meets_strangers(self, client: Container) -> bool:
        """Whether others than this project's services may have names on its networks."""
        return any(n in self._external for n in networks_of(client, self.inventory))

    def keeps_apart(self, client: Container, server: Container) -> bool:
        """Whether every network that both are on forbids calls among its containers."""
        one, other = (self.inventory.namespace_owner(c) for c in (client, server))
        names = self.inventory.shared_networks(one, other)
        shared = [n for name in names if (n := self.inventory.network(name)) is not None]
        return one.id != other.id and bool(shared) and all(n.keeps_apart for n in shared)

    def holders(self, host: str, client: Container) -> tuple[Container, ...]:
        """The services that Docker's resolver gives the client for a name."""
        return resolved_for(host, client, self.inventory)
