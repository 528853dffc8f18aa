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


SERVICE = "traefik.{}.services.{}.loadbalancer.server.{}"


def test_each_service_of_traefik_is_for_the_names_of_its_own_routers() -> None:
    labels = {
        "traefik.http.routers.web.rule": "Host(`Web.localhost`)",
        "traefik.http.routers.web.service": "web@docker",
        "traefik.HTTP.Routers.admin.Rule": "Host(`admin.localhost`) && !Host(`web.localhost`)",
        "traefik.http.routers.admin.service": "Admin",
        "traefik.tcp.routers.web.rule": "HostSNI(`tcp.localhost`)",
        "org.example.rule": "Host(`no.localhost`)",
        SERVICE.format("http", "web", "port"): " 8000 ",
        SERVICE.format("http", "Admin", "port"): "9000",
    }
    assert rows({}, labels) == [
        ("http", "app", 8000, ("web.localhost",)),
        ("http", "app", 9000, ("admin.localhost",)),
    ]


@pytest.mark.parametrize(
    ("kind", "written", "scheme"),
    [
        ("http", "https", "https"),
        ("http", "h2c", "http"),
        ("http", "http", "http"),
        ("tcp", None, None),
    ],
)
def test_in_what_traefik_calls_a_service(
    kind: str, written: str | None, scheme: str | None
) -> None:
    labels = {SERVICE.format(kind, "a", "port"): "5432"}
    if written:
        labels[SERVICE.format(kind, "a", "scheme")] = written
    assert rows({}, labels)[0][0] == scheme


def test_a_port_of_traefik_stands_where_it_is_written() -> None:
    (offer,) = offers("app", {}, {SERVICE.format("http", "a", "port"): "3000"})
    part = offer.reference.host_part
    assert part.text[part.start : part.end] == "3000"


def test_nginx_proxy() -> None:
    env = {"VIRTUAL_HOST": "a.localhost,*.b.localhost", "VIRTUAL_PORT": "3000"}
    assert rows(env, {}) == [("http", "app", 3000, ("a.localhost", "*.b.localhost"))]
    for proto in ("https", "fastcgi", "uwsgi"):
        assert rows(env | {"VIRTUAL_PROTO": proto.upper()}, {})[0][0] == proto
    assert rows(env | {"VIRTUAL_PROTO": "grpc"}, {})[0][0] == "http"


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
