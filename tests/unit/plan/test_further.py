"""What a client does once a server has answered: other host names, and the way over a proxy."""

from typing import Any

from msgspec.structs import replace

from containerloop.facts import Opening, Unobserved
from containerloop.plan.expectations import expectations
from containerloop.plan.further.selection import further_looks
from containerloop.protocols.servers.http import NO_SERVER_BEHIND
from containerloop.survey.proxies.find_upstreams import find_upstreams
from containerloop.survey.references.traced_text import Source
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def tries(world: World, target: str, *vantages: str) -> list[tuple[str, Opening]]:
    """The further tries of one round, as address and opening."""
    snapshot = world.snapshot(target, *vantages)
    inventory = Inventory(snapshot.survey)
    wanted = expectations(snapshot.question, inventory)
    looks = further_looks(snapshot.views, wanted, inventory)
    return [(str(t.address), t.opening) for look in looks for t in look.tries]


def names(world: World, target: str = "8000") -> list[str | None]:
    return [opening.name for _, opening in tries(world, target)]


def web(name: str = "web", **env: Any) -> World:
    world = World()
    world.container(name, listens=["0.0.0.0:8000"], exposes=[8000])
    world.container("api", refers=[f"http://{name}:8000/"], **env)
    return world


def said(world: World, code: str, name: str | None = None, where: str = "web:8000") -> World:
    world.attempt(
        "service:api", where, "answered", resolved="172.18.0.2", protocol="http", code=code,
        scheme="http", opening=Opening(path="/", name=name),
    )  # fmt: skip
    return world


def test_a_refusal_is_repeated_as_localhost() -> None:
    assert names(said(web(), "400")) == ["localhost"]


def test_an_answer_is_not_repeated() -> None:
    for code in ("200", "302", "401", "405", "500"):
        assert names(said(web(), code)) == []


def test_where_localhost_is_served_the_own_name_is_said_once_more() -> None:
    assert names(said(said(web(), "400"), "200", "localhost")) == ["web:8000", "WEB:8000"]


def test_where_localhost_is_refused_the_number_is_said_and_no_more() -> None:
    world = said(said(web(), "400"), "400", "localhost")
    assert names(world) == ["172.18.0.2"]
    assert names(said(world, "400", "172.18.0.2")) == []


def test_a_name_with_an_underscore_is_said_without_it_too() -> None:
    world = said(web("my_app"), "400", where="my_app:8000")
    assert names(world) == ["localhost", "my-app"]


def test_the_names_that_its_own_configuration_has_are_said_first() -> None:
    world = said(said(web(), "404"), "404", "localhost")
    conf = "server { server_name *.a.test shop.a.test www.a.test; proxy_pass http://app:80; }"
    made = find_upstreams([Source(conf, "front.conf", "proxy")], "web")
    world.containers[0] = replace(world.containers[0], upstreams=made)
    assert names(world) == ["shop.a.test", "www.a.test"]
    world.containers[0] = replace(world.containers[0], upstreams=Unobserved("not read"))
    assert names(world) == ["172.18.0.2"]


def test_a_proxy_without_a_server_for_the_name_is_asked_for_others() -> None:
    world = web()
    answer = {"resolved": "172.18.0.2", "protocol": "http", "opening": Opening(path="/")}
    answer |= {"code": "503", "scheme": "http"}
    world.attempt("service:api", "web:8000", "answered", refusal=NO_SERVER_BEHIND, **answer)
    assert names(world) == ["localhost"]
    world.attempts[0] = replace(world.attempts[0], refusal="not available at the moment (503)")
    assert names(world) == []


def test_a_server_behind_a_published_port_is_asked_by_its_own_name() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:8000"], publishes=["8000:8000"])
    for name in (None, "127.0.0.1"):
        world.attempt(
            "host", "localhost:8000", "answered", resolved="127.0.0.1", protocol="http",
            code="400", scheme="http", opening=Opening(name=name),
        )  # fmt: skip
    assert names(world, "http://localhost:8000") == ["web"]


def test_the_page_is_asked_through_the_proxy() -> None:
    world = said(web(env=["http_proxy=http://proxy:3128"]), "200")
    assert ("proxy:3128", Opening(path="/", beyond="web:8000")) in tries(world, "8000")


def test_the_proxy_is_asked_whatever_came_of_the_call() -> None:
    world = web(env=["http_proxy=http://proxy:3128"])
    world.attempt(
        "service:api", "web:8000", "refused", scheme="http", opening=Opening(path="/")
    )  # fmt: skip
    assert ("proxy:3128", Opening(path="/", beyond="web:8000")) in tries(world, "8000")


def test_no_proxy_is_asked_that_is_beyond_or_of_another_kind_or_not_on_the_way() -> None:
    for env in (
        ["http_proxy=http://proxy.example.com:3128"],
        ["http_proxy=socks5://proxy:1080"],
        ["https_proxy=http://proxy:3128"],
        ["http_proxy=http://proxy:3128", "NO_PROXY=web"],
    ):
        assert tries(said(web(env=env), "200"), "8000") == []
