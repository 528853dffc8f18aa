"""What containers tell proxies that read the engine, by labels and variables."""

import pytest

from containerloop.survey.proxies.offers import offers

Row = tuple[str | None, str, int, tuple[str, ...]]


def rows(env: dict[str, str], labels: dict[str, str]) -> list[Row]:
    return [
        (o.reference.scheme, o.reference.host, o.reference.port, o.names)
        for o in offers("app", env, labels)
    ]


def test_traefik() -> None:
    labels = {
        "traefik.enable": "true",
        "traefik.http.routers.app.rule": "Host(`app.localhost`) || Host(`www.localhost`)",
        "traefik.http.services.app.loadbalancer.server.port": "3000",
    }
    assert rows({}, labels) == [("http", "app", 3000, ("app.localhost", "www.localhost"))]
    (offer,) = offers("app", {}, labels)
    place = offer.reference.host_part.place
    assert place.where == "proxy"
    assert place.key == "app: traefik.http.services.app.loadbalancer.server.port"


def test_nginx_proxy() -> None:
    env = {"VIRTUAL_HOST": "a.localhost,*.b.localhost", "VIRTUAL_PORT": "3000"}
    assert rows(env, {}) == [("http", "app", 3000, ("a.localhost", "*.b.localhost"))]
    assert rows(env | {"VIRTUAL_PROTO": "fastcgi"}, {})[0][0] == "fastcgi"


@pytest.mark.parametrize(
    ("env", "labels"),
    [
        ({}, {}),
        ({"VIRTUAL_PORT": "3000"}, {}),
        ({"VIRTUAL_HOST": "a"}, {}),
        ({"VIRTUAL_HOST": "a", "VIRTUAL_PORT": "all"}, {}),
        ({}, {"traefik.http.services.app.loadbalancer.server.port": "99999"}),
        ({}, {"traefik.http.services.app.loadbalancer.server.scheme": "3000"}),
        ({}, {"org.example.port": "3000"}),
    ],
)
def test_nothing_is_offered(env: dict[str, str], labels: dict[str, str]) -> None:
    assert rows(env, labels) == []
