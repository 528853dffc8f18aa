"""A world made from the text of a compose file, in which every server does what the file says.

    answered_in(COMPOSE, "5432")      the report on it, each call with the outcome it would have

A service listens on the container ports of its `ports:` and `expose:`, or on `x-listens:`
(`0.0.0.0:80`); all share one network. What the file has for a service is what its container has.
"""

import re
from typing import Any

from msgspec.structs import replace

from containerloop.facts import HOST, Address, Container, Unobserved, is_loopback
from containerloop.pipeline.report_step import answer
from containerloop.plan.parts import all_of, parts
from containerloop.plan.reference_matching import cannot_be_dialled
from containerloop.protocols import by_hint, by_port
from containerloop.report.v1 import Report
from containerloop.survey.compose.service import service_config
from containerloop.survey.compose.yaml_tree import Mapping, plain_values, read_tree
from containerloop.survey.engine.container_references import container_binds, container_references
from containerloop.survey.references.traced_text import Source, Traced, at
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def world_of_text(text: str, variables: dict[str, str] | None = None) -> World:
    """The world of a compose file; `variables` are those of a `.env` beside it."""
    known = variables or {}

    def lookup(name: str) -> Traced | None:
        value = known.get(name)
        return None if value is None else at(Source(value, ".env"), 0, len(value))

    tree = read_tree(text, "compose.yaml")
    model: Any = plain_values(tree, lookup)
    written = tree.values["services"]
    assert isinstance(written, Mapping)
    world = World()
    for name, settings in model["services"].items():
        tree_there, key = written.values[name], written.keys[name]
        config = service_config(
            name, settings, tree_there, key, {"default": "shop_default"}, lookup, lambda _: None
        )
        world.services.append(config)
        container = world.container(
            name,
            image=settings.get("image", "example/app"),
            publishes=[_published(str(item)) for item in settings.get("ports") or ()],
            exposes=[int(port) for port in settings.get("expose") or ()],
            listens=settings.get("x-listens") or _listens(settings),
            depends_on=tuple(settings.get("depends_on") or ()),
        )
        env, command = _lines(settings.get("environment")), _words(settings.get("command"))
        health = _words((settings.get("healthcheck") or {}).get("test"))
        labels = dict(line.partition("=")[::2] for line in _lines(settings.get("labels")))
        world.containers[-1] = replace(
            container,
            references=container_references(env, command, health, labels, config),
            binds=container_binds(env, command, config),
        )
    return world


def answered_in(
    text: str, target: str, *vantages: str, variables: dict[str, str] | None = None
) -> Report:
    """The report on a compose file's world, every call of an expectation made."""
    world = world_of_text(text, variables)
    seen = world.snapshot(target, *vantages)
    inventory = Inventory(seen.survey)
    for each in all_of(parts(seen.question, inventory, {})):
        if cannot_be_dialled(each, inventory) is None:
            outcome = _outcome(world, inventory, each.vantage, each.address)
            made = world.attempt(each.vantage, str(each.address), **outcome)
            assert made.address == each.address
    return answer(world.snapshot(target, *vantages))


def _outcome(world: World, inventory: Inventory, vantage: str, address: Address) -> dict[str, Any]:
    port = address.port
    if vantage == HOST:
        published = inventory.publishing(port, address.transport)
        if is_loopback(address.host) and published:
            owner, publication = published[0]
            return _answer(world, owner, publication.container_port, "127.0.0.1")
        return {"outcome": "refused", "resolved": "127.0.0.1"}
    client = inventory.at(vantage)
    if is_loopback(address.host) and client is not None:
        return _answer(world, client, port, "127.0.0.1")
    for owner in inventory.named(address.host, client):
        return _answer(world, owner, port, owner.attachments[0].ipv4)
    return {"outcome": "name-not-found"}


def _answer(world: World, owner: Container, port: int, resolved: str | None) -> dict[str, Any]:
    view = world.views[world.vantage(owner)]
    assert not isinstance(view, Unobserved)
    seen = view.listeners
    assert not isinstance(seen, Unobserved)
    if not any(x.port == port for x in seen):
        return {"outcome": "refused", "resolved": resolved, "errno": "ECONNREFUSED"}
    kind = by_hint(owner.image) or by_hint(owner.service or "") or by_port(port)
    return {"outcome": "answered", "resolved": resolved, "protocol": kind.key if kind else "http"}


def _listens(settings: dict[str, Any]) -> list[str]:
    inside = [_published(str(item)).rpartition(":")[2] for item in settings.get("ports") or ()]
    return [f"0.0.0.0:{port}" for port in [*inside, *(settings.get("expose") or ())]]


def _published(item: str) -> str:
    return item if ":" in item else f"0:{item}"


def _lines(setting: Any) -> list[str]:
    if isinstance(setting, dict):
        return [f"{key}={value}" for key, value in setting.items()]
    return [str(line) for line in setting or ()]


def _words(setting: Any) -> list[str]:
    return re.split(r"\s+", setting) if isinstance(setting, str) else [*map(str, setting or ())]
