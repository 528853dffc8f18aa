"""Whom an address in a service's configuration is for: the service itself, or people. Pure.

A URL with localhost and a published port works in every browser of this machine, and in no
container. Services carry such URLs for mails, redirects and links, and never connect to them.
The publication tells; what a variable is called only makes it doubtful.
"""

from __future__ import annotations

from enum import Enum

from containerloop.facts import Container, Port, Reference, Transport, is_loopback
from containerloop.plan.setting_words import image_name, setting_name, words_of
from containerloop.protocols import by_hint, by_port
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import declared_ports

_WEB = (None, "http", "https", "ws", "wss")
FOR_PEOPLE = frozenset(
    {"FRONTEND", "FRONT", "PUBLIC", "SITE", "SITEURL", "WEBSITE", "ROOT", "EXTERNAL", "CALLBACK"}
    | {"REDIRECT", "ORIGIN", "ORIGINS", "CORS", "ALLOWED", "CANONICAL", "EDITOR", "BROWSER", "UI"}
    | {"CLIENT", "HREF", "LINK", "LINKS", "LOGIN", "LOGOUT", "SUCCESS", "CANCEL", "RETURN", "SHARE"}
    | {"INVITE", "DOMAIN", "WEBHOOK", "WEBHOOKS", "OVERWRITECLIURL", "HOMEPAGE", "DASHBOARD"}
)
"""Words that make it likely that an address is for people; alone they prove nothing."""
_FOR_SERVICES = frozenset({"API", "BACKEND", "INTERNAL", "SERVICE", "UPSTREAM", "TARGET", "PROXY"})
_OF_ANY_ADDRESS = frozenset(
    {
        "URL",
        "URI",
        "BASE",
        "HOST",
        "HOSTNAME",
        "ADDRESS",
        "ADDR",
        "ENDPOINT",
        "SERVER",
        "APP",
        "WEB",
    }
)


class Audience(Enum):
    """Who connects to the address; with `UNKNOWN` it may be either."""

    SERVICE = "the service itself"
    PEOPLE = "people, with a browser"
    UNKNOWN = "people, as far as is known"


def audience(reference: Reference, holder: Container, inventory: Inventory) -> Audience:
    """Whom an address that a container's configuration holds is for.

    The container's own published port is for people: it has no use for it. The published port
    of another one is as well where the setting, or what the two have to do with each other,
    says so; the container may connect to it all the same, and fail.
    """
    place = reference.host_part.place
    if place.where in ("healthcheck", "proxy") or reference.scheme not in _WEB or reference.quoted:
        return Audience.SERVICE
    if reference.transport is Transport.UDP or not _names_this_machine(reference.host, inventory):
        return Audience.SERVICE
    words = set(words_of(setting_name(reference)))
    likely = bool(FOR_PEOPLE & (words | {word.removesuffix("S") for word in words}))
    meant = not likely and _names_a_server(words, reference, holder, inventory)
    if reference.browser or meant:
        return Audience.SERVICE
    owners = [c for c, _ in inventory.publishing(reference.port, reference.transport)]
    owners = [
        c
        for c in owners
        if inventory.belong_together(holder, c) and _serves_the_web(c, reference, inventory)
    ]
    if any(_is_one_with(owner, holder, inventory) for owner in owners):
        return Audience.PEOPLE
    if place.where == "command":
        return Audience.SERVICE
    if likely:
        return Audience.UNKNOWN
    named_after = _OF_ANY_ADDRESS | _words_of(holder)
    by_itself = bool(owners) and words <= named_after
    behind = any(_faces(owner, holder) for owner in owners) and not words & _FOR_SERVICES
    return Audience.UNKNOWN if by_itself or behind else Audience.SERVICE


def reader_of_label(reference: Reference, inventory: Inventory) -> Container | None:
    """The container that reads a label, by the label's first word; nobody reads its own.

    `traefik.http.middlewares.auth.forwardauth.address` is read by what runs Traefik.
    """
    word = setting_name(reference).partition(".")[0].lower()
    for container in inventory.scope:
        known = (container.service or "").lower() == word or word in image_name(container).lower()
        if word and known:
            return container
    return None


def _names_a_server(
    words: set[str], reference: Reference, holder: Container, inventory: Inventory
) -> bool:
    """Whether another service that the setting is named after has that very port inside.

    `API_URL=http://localhost:8080` means the port 8080 of `api`, whoever publishes 8080.
    """
    port = Port(number=reference.port, transport=reference.transport)
    return any(
        words & set(words_of(server.service or "")) and port in declared_ports(server)
        for server in inventory.scope
        if server.service != holder.service and inventory.belong_together(holder, server)
    )


def _names_this_machine(host: str, inventory: Inventory) -> bool:
    """Whether it is localhost, or this machine's own name in its hosts file."""
    if is_loopback(host):
        return True
    machine = inventory.survey.machine
    own = {n.lower() for n, a in machine.hosts if is_loopback(a) or a in machine.addresses}
    return host.rstrip(".").lower() in own and not inventory.named(host)


def _serves_the_web(owner: Container, reference: Reference, inventory: Inventory) -> bool:
    """Whether nothing says that another protocol than HTTP is spoken at the published port."""
    for container, publication in inventory.publishing(reference.port, reference.transport):
        if container is owner:
            known = by_hint(owner.image) or by_port(publication.container_port)
            return known is None or bool({"http", "https"} & set(known.schemes))
    return False


def _is_one_with(owner: Container, holder: Container, inventory: Inventory) -> bool:
    """Whether the port is published for the holder itself: its own, or of its namespace."""
    if owner.service is not None and (owner.project, owner.service) == (
        holder.project,
        holder.service,
    ):
        return True
    return inventory.namespace_owner(owner).id == inventory.namespace_owner(holder).id


def _faces(owner: Container, holder: Container) -> bool:
    """Whether the one that publishes leads to the holder, or is a page that a browser shows."""
    depends = holder.service in owner.depends_on
    names = {holder.name, holder.service}
    return depends or any(r.browser or r.host in names for r in owner.references)


def _words_of(container: Container) -> set[str]:
    """The words that a container goes by: its service's and its image's."""
    return set(words_of(f"{container.service or ''}-{image_name(container)}"))
