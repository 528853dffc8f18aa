"""CL809 another-server-answers: where it fires, and what only looks like it."""

from typing import Any

import pytest
from msgspec.structs import replace

from containerloop.facts import PLAIN
from tests.support.front_worlds import PAGE, called, fronted
from tests.support.rule_worlds import dials, finding
from tests.support.world import World, publication


def copied(protocol: str | None, env: str = "REDIS_URL=redis://db:5432/0", **more: Any) -> World:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:16")
    world.container("cache", listens=["0.0.0.0:6379"], image="redis:7", **more)
    world.container("api", env=[env])
    world.attempt(
        "service:api", "db:5432", "answered", resolved="172.18.0.2", protocol=protocol
    )  # fmt: skip
    return world


def test_a_copied_line_leads_to_the_database() -> None:
    report = copied("postgresql").report("5432")
    assert [f.code for f in report.findings] == ["CL809"]
    assert report.findings[0].summary == "db answers as PostgreSQL, not Redis"
    assert [r.address for r in report.findings[0].remedies] == ["cache:6379"]


def test_the_port_a_server_declares_comes_before_its_usual_one() -> None:
    report = copied("postgresql", exposes=[7000]).report("5432")
    assert [r.address for r in report.findings[0].remedies] == ["cache:7000"]


def test_a_stopped_server_is_not_offered() -> None:
    report = copied("postgresql", status="exited").report("5432")
    assert report.findings[0].remedies == ()


@pytest.mark.parametrize("protocol", ["redis", "text", None])
def test_the_right_server_or_an_unknown_language_is_no_other_server(protocol: str | None) -> None:
    assert copied(protocol).codes("5432") == []


def test_a_scheme_guessed_from_a_name_promises_nothing() -> None:
    assert copied("postgresql", env="REDIS_ADMIN_HOST=db:5432").codes("5432") == []


def test_tls_missing_and_another_server_are_two_things() -> None:
    assert copied("redis", env="REDIS_URL=rediss://db:5432/0").codes("5432") == ["CL801"]
    assert copied("postgresql", env="REDIS_URL=rediss://db:5432/0").codes("5432") == ["CL809"]


def test_from_this_machine_the_published_port_of_the_right_server_is_offered() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], image="postgres:16",
                    publishes=["127.0.0.1:8250:5432"])  # fmt: skip
    world.container("cache", listens=["0.0.0.0:6379"], image="redis:7",
                    publishes=["127.0.0.1:8251:6379"])  # fmt: skip
    world.attempt("host", "127.0.0.1:8250", "answered", resolved="127.0.0.1", protocol="postgresql")
    report = world.report("redis://127.0.0.1:8250")
    assert [f.code for f in report.findings] == ["CL809"]
    assert [r.address for r in report.findings[0].remedies] == ["127.0.0.1:8251"]


def test_a_page_from_where_redis_should_be() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:3380"])
    world.container("api", refers=["redis://web:3380/0"])
    world.attempt(
        "service:api", "web:3380", "answered", resolved="172.18.0.2", protocol="http",
        banner="an HTML page without a status line",
    )  # fmt: skip
    assert world.codes("3380") == ["CL809"]


def test_an_unknown_server_of_another_kind_is_nobodys() -> None:
    world = dials("redis://app@172.18.0.9:6379/0", "answered", resolved="172.18.0.9",
                  protocol="postgresql")  # fmt: skip
    assert (
        finding(world, "6379", "CL809").summary
        == "172.18.0.9:6379 answers as PostgreSQL, not Redis"
    )


def test_a_shadow_of_another_kind_is_a_shadow() -> None:
    world = World()
    at = publication("127.0.0.1:6379:6379")
    made = world.container("cache", listens=["0.0.0.0:6379"], image="redis:7")
    world.containers[0] = replace(made, asked=(at,), published=(at,))
    world.host_listens("[::1]:6379")
    world.attempt("host", "[::1]:6379", "answered", resolved="::1", protocol="postgresql")
    assert world.codes("redis://[::1]:6379/0") == ["CL606"]


def test_the_server_that_is_wanted_is_offered_where_it_is() -> None:
    world = World()
    world.container("db", listens=["0.0.0.0:5432"], publishes=["5432:5432"])
    two = ["127.0.0.1:6380:6379", "9000:9000"]
    world.container("cache", image="redis:7", publishes=two, exposes=[6379], listens=[])
    world.container("old", image="redis:7", exposes=[6379], status="exited")
    made = world.containers[1]
    six = replace(publication("6380:6379"), host_ip="::")
    world.containers[1] = replace(made, published=(*made.published, six))
    world.attempt("host", "127.0.0.1:5432", "answered", resolved="127.0.0.1", protocol="postgresql")
    only = finding(world, "redis://127.0.0.1:5432/0", "CL809")
    assert [str(r.address) for r in only.remedies] == ["127.0.0.1:6380"]


def test_inside_the_server_that_is_wanted_is_offered_by_its_name() -> None:
    world = dials("redis://app@db:5432/0", "answered", resolved="172.18.0.3", protocol="postgresql")
    world.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    world.container("cache", image="redis:7", listens=["0.0.0.0:6379"])
    world.container("odd", image="redis:7", exposes=[7000])
    only = finding(world, "5432", "CL809")
    assert [str(r.address) for r in only.remedies] == ["cache:6379", "odd:7000"]


def http2_only(*refers: str, **said: Any) -> World:
    world = World()
    world.container("web", listens=["0.0.0.0:8122"])
    world.container("api", refers=refers)
    answer = {"protocol": "grpc", "banner": "HTTP/2", "resolved": "172.18.0.2"} | said
    world.attempt("service:api", "web:8122", "answered", **answer)
    return world


def test_a_server_of_http2_alone_where_http_is_asked_for() -> None:
    report = http2_only(scheme="http").report("http://web:8122", "service:api")
    assert [f.code for f in report.findings] == ["CL809"]
    found = report.findings[0]
    assert found.summary == ("web speaks HTTP/2 only, as gRPC does, and refuses HTTP/1.1 requests")
    assert found.remedies[0].address == "web:8122"


def test_in_a_setting_http_is_the_scheme_of_grpc_too() -> None:
    assert http2_only("http://web:8122").codes("8122") == []


def test_grpc_where_grpc_is_asked_for() -> None:
    assert http2_only(scheme="grpc").codes("grpc://web:8122", "service:api") == []


def test_a_proxy_that_speaks_fastcgi_to_a_web_server() -> None:
    world = fronted("location / { fastcgi_pass app:3000; }")
    world.container("app", listens=["0.0.0.0:3000"])
    called(world, "app:3000", "answered", resolved="172.18.0.3", opening=PLAIN, scheme="fastcgi",
           protocol="http", code="200")  # fmt: skip
    (found,) = world.report(PAGE).findings
    assert (found.code, found.summary[-36:]) == ("CL809", "app answers as HTTP, not FastCGI")


def test_a_proxy_that_meets_the_fastcgi_it_speaks() -> None:
    world = fronted("location / { fastcgi_pass app:3000; }")
    world.container("app", listens=["0.0.0.0:3000"])
    called(world, "app:3000", "answered", resolved="172.18.0.3", opening=PLAIN, scheme="fastcgi",
           protocol="fastcgi")  # fmt: skip
    assert world.report(PAGE).findings == ()
