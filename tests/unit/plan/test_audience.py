"""Whom an address is for: public addresses are nobody's to dial, a sibling's is."""

import re

import pytest
from msgspec.structs import replace

from containerloop.facts import Transport
from containerloop.plan.audience import Audience, audience, reader_of_label
from containerloop.topology.inventory import Inventory
from tests.data.self_hosted import STACKS, host_ports, written
from tests.support.compose_world import answered_in, world_of_text
from tests.support.world import SHOP, World

PAIR = """
services:
  api: {image: example/api, ports: ["127.0.0.1:8080:8000"]}
  web: {image: example/web, ports: ["3000:3000"], environment: {KEY: "URL"}}
"""


def pair(key: str, url: str = "http://localhost:8080") -> str:
    return PAIR.replace("KEY", key).replace("URL}", f"{url}}}").replace('"URL"', f'"{url}"')


@pytest.mark.parametrize("name", STACKS)
def test_a_stack_with_its_public_addresses_set_is_in_order(name: str) -> None:
    text = written(STACKS[name])
    inside = set(re.findall(r"expose: \['(\d+)'\]", text))
    for port in host_ports(text):
        for target in (port, f"localhost:{port}", f"http://localhost:{port}/"):
            report = answered_in(text, target)
            assert (report.exit_status, report.findings) == (0, ()), (name, target)
    for port in inside & {"3306", "5432", "6379"}:
        assert answered_in(text, port).verdict == "reachable", (name, port)
    everything = answered_in(text, "")
    assert (everything.exit_status, everything.findings) == (0, ()), name


@pytest.mark.parametrize(
    "key",
    [
        "API_URL", "BACKEND_URL", "API_BASE_URL", "AUTH_SERVICE_URL", "ORDERS_ENDPOINT",
        "UPSTREAM", "INTERNAL_API_URL", "SEARCH_HOST_URL", "API_ADDR", "apiBaseUrl",
    ],
)  # fmt: skip
def test_a_siblings_published_port_that_a_service_connects_to_is_found(key: str) -> None:
    report = answered_in(pair(key), "8080")
    assert [f.code for f in report.findings] == ["CL401"]
    assert report.findings[0].remedies[0].address == "api:8000"


@pytest.mark.parametrize(
    "key",
    ["FRONTEND_URL", "PUBLIC_LINK", "SITE_URL_OF_SHOP", "LOGIN_URL", "siteLink", "WEB_URL", "URL"],
)
def test_an_address_that_is_likely_for_people_is_told_and_no_cause(key: str) -> None:
    report = answered_in(pair(key), "8080")
    assert (report.exit_status, report.findings) == (0, ())
    asked = answered_in(pair(key), "8080", "service:web")
    if key.startswith("PUBLIC_"):  # it is a browser's, and then nothing says what web calls
        assert asked.findings == ()
        return
    assert "if web connects to it itself" in " ".join(report.notes)
    assert [f.code for f in asked.findings] == ["CL401"]


def test_another_protocol_than_https_is_for_programs() -> None:
    text = """
services:
  db: {image: "postgres:16", ports: ["127.0.0.1:5433:5432"]}
  web: {image: example/web, environment: {FRONTEND_DB_URL: "postgres://localhost:5433/a",
        SITE_DB_ADDR: "localhost:5433"}}
"""
    report = answered_in(text, "5433")
    assert [f.code for f in report.findings] == ["CL401"]
    patch = report.findings[0].remedies[0].patch
    assert patch is not None
    assert patch.diff.count("+") == 1  # one line has both


def test_a_label_is_dialled_by_who_reads_it_and_by_nobody_else() -> None:
    text = """
services:
  auth: {image: example/auth, expose: ["9091"]}
  web: {image: example/web, ports: ["8080:80"], labels: {
    traefik.http.middlewares.a.forwardauth.address: "http://localhost:9091/verify",
    dashboard.href: "http://localhost:8080", dashboard.ping: "http://localhost:9091"}}
"""
    assert "CL401" not in [f.code for f in answered_in(text, "9091").findings]
    read = text + "  proxy: {image: 'traefik:v3', ports: ['8081:80']}\n"
    report = answered_in(read, "9091")
    assert [(f.code, f.vantage) for f in report.findings] == [("CL401", "service:proxy")]
    override = report.findings[0].remedies[0].override
    assert override is not None
    assert list(override["services"]) == ["web"]


def test_a_healthcheck_of_the_published_port_is_the_containers_own() -> None:
    text = """
services:
  web: {image: example/web, ports: ["8080:80"], healthcheck: {test: [CMD, curl, "http://localhost:8080"]}}
"""
    report = answered_in(text, "8080", "service:web")
    assert report.verdict != "reachable"


def test_this_machines_own_name_is_for_people_where_its_port_is_published() -> None:
    world = world_of_text(pair("SITE", "http://devbox:3000"))
    seen = world.snapshot("3000")
    machine = replace(seen.survey.machine, hosts=(("devbox", "127.0.1.1"), ("nas", "10.9.9.9")))
    inventory = Inventory(replace(seen.survey, machine=machine))
    web = next(c for c in inventory.scope if c.service == "web")
    (reference,) = web.references
    assert audience(reference, web, inventory) is Audience.PEOPLE
    for other in (replace(reference, host="nas"), replace(reference, port=3001)):
        assert audience(other, web, inventory) is not Audience.PEOPLE
    assert audience(reference, web, Inventory(seen.survey)) is Audience.SERVICE
    quoted = replace(reference, quoted=True)
    assert audience(quoted, web, inventory) is Audience.SERVICE


@pytest.mark.parametrize(
    ("front", "key", "found"),
    [
        ("depends_on: [wiki]", "WIKI_ROOT", []),
        ("depends_on: [wiki]", "HOME_PAGE", []),
        ("environment: {UPSTREAM_URL: 'http://wiki:3000'}", "HOME_PAGE", []),
        ("environment: {VITE_X_URL: 'http://localhost:8080'}", "HOME_PAGE", []),
        ("environment: {OTHER_URL: 'http://db:3000'}", "HOME_PAGE", ["CL401"]),
        ("depends_on: [wiki]", "BACKEND_PAGE", ["CL401"]),
        ("expose: ['81']", "HOME_PAGE", ["CL401"]),
        ("expose: ['81']", "WIKI_URL", []),
    ],
)
def test_a_proxy_in_front_publishes_what_is_behind_it(
    front: str, key: str, found: list[str]
) -> None:
    text = f"""
services:
  front: {{image: example/front, ports: ["127.0.0.1:8080:80"], {front}}}
  wiki: {{image: example/wiki, expose: ["3000"], environment: {{{key}: "http://localhost:8080"}}}}
  db: {{image: example/db, expose: ["3000"]}}
"""
    assert [f.code for f in answered_in(text, "8080").findings] == found


def test_a_port_that_another_project_publishes_is_not_ones_own() -> None:
    world = World(project=None)
    other = replace(SHOP, id="n-o", name="other_default", project="other")
    world.networks.append(other)
    world.container(
        "front", project="other", service="front", networks=[other], publishes=["8080:80"],
        depends_on=("web",), listens=["0.0.0.0:80"],
    )  # fmt: skip
    url = "HOME_PAGE=http://localhost:8080"
    web = world.container("web", project="shop", service="web", env=[url])
    inventory = Inventory(world.snapshot("8080").survey)
    (reference,) = web.references
    assert audience(reference, web, inventory) is Audience.SERVICE


@pytest.mark.parametrize(
    ("key", "found"), [("API_URL", ["CL401"]), ("OUR_URL", []), ("API_SITE_ADDR", [])]
)
def test_a_port_of_ones_own_that_a_named_server_has_inside_is_the_servers(
    key: str, found: list[str]
) -> None:
    text = f"""
services:
  api: {{image: example/api, expose: ["8080"]}}
  shop:
    image: example/shop
    ports: ["127.0.0.1:8080:80"]
    environment:
      {key}: http://localhost:8080
"""
    report = answered_in(text, "localhost:8080")
    assert [f.code for f in report.findings] == found
    if found:
        assert report.findings[0].remedies[0].address == "api:8080"


def seen_by(world: World, name: str) -> Audience:
    """For whom the first address of a container is."""
    inventory = Inventory(world.snapshot("8080").survey)
    holder = next(c for c in inventory.containers if c.name.startswith((name, f"shop-{name}-")))
    return audience(holder.references[0], holder, inventory)


def own_port(*env: str, check: tuple[str, ...] = ()) -> World:
    world = World()
    world.container("web", publishes=["8080:80"], env=env, check=check)
    return world


def test_its_own_published_port_is_for_people() -> None:
    assert seen_by(own_port("MY_ADDRESS_URL=http://localhost:8080"), "web") is Audience.PEOPLE


def test_a_healthcheck_dials_whatever_is_published() -> None:
    assert (
        seen_by(own_port(check=("CMD-SHELL", "curl -f http://localhost:8080/")), "web")
        is Audience.SERVICE
    )


def test_a_browsers_variable_and_another_transport_are_told_elsewhere() -> None:
    assert seen_by(own_port("VITE_API_URL=http://localhost:8080"), "web") is Audience.SERVICE
    inventory = Inventory(own_port("MY_ADDRESS_URL=http://localhost:8080").snapshot("8080").survey)
    [holder] = inventory.containers
    udp = replace(holder.references[0], transport=Transport.UDP)
    published = replace(holder.published[0], transport=Transport.UDP)
    holder = replace(holder, published=(published,))
    inventory = Inventory(replace(inventory.survey, containers=(holder,)))
    assert audience(udp, holder, inventory) is Audience.SERVICE


def test_a_port_that_nobody_publishes_is_for_nobody_but_the_service() -> None:
    world = World()
    world.container("web", env=["URL=http://localhost:8080"])
    assert seen_by(world, "web") is Audience.SERVICE


def test_this_machines_own_name_is_a_containers_first() -> None:
    world = own_port("MY_ADDRESS_URL=http://box:8080")
    world.machine["hosts"] = (("box", "127.0.1.1"),)
    assert seen_by(world, "web") is Audience.PEOPLE
    world.container("box")
    assert seen_by(world, "web") is Audience.SERVICE


def test_two_containers_of_no_project_are_not_one() -> None:
    world = World(project=None)
    world.container("web", publishes=["8080:80"])
    world.container("job", env=["TARGET_ADDRESS_URL=http://localhost:8080"])
    assert seen_by(world, "job") is Audience.SERVICE


@pytest.mark.parametrize(
    ("key", "whose"),
    [
        ("SSO_RETURNS_TO", Audience.UNKNOWN),  # RETURN is a word for people
        ("ORDERS_URL", Audience.UNKNOWN),  # named after the service itself
        ("APIS_URL", Audience.SERVICE),
        ("STOCK_URL", Audience.SERVICE),
    ],
)
def test_a_word_with_an_s_at_its_end_is_that_word_for_people_alone(
    key: str, whose: Audience
) -> None:
    world = World()
    world.container("api", publishes=["8080:80"])
    world.container("orders", env=[f"{key}=http://localhost:8080"])
    assert seen_by(world, "orders") is whose


def test_a_port_of_another_protocol_is_for_no_browser() -> None:
    world = World()
    world.container(
        "cache", image="redis", publishes=["8080:6379"], env=["OWN_X=http://localhost:8080"]
    )
    assert seen_by(world, "cache") is Audience.SERVICE


@pytest.mark.parametrize(
    ("key", "image", "reader"),
    [
        ("homepage.href", "own/start-page", "homepage"),  # by the service's name
        ("dash.url", "own/my-dash", "homepage"),  # by the image's
        ("other.url", "own/my-dash", None),
        (".url", "own/my-dash", None),
    ],
)
def test_who_reads_a_label(key: str, image: str, reader: str | None) -> None:
    world = own_port("MY_URL=http://localhost:8080")
    world.container("homepage", image=image)
    inventory = Inventory(world.snapshot("8080").survey)
    web = next(c for c in inventory.containers if c.service == "web")
    part = web.references[0].host_part
    place = replace(part.place, where="label", key=f"services.web.labels.{key}")
    label = replace(web.references[0], host_part=replace(part, place=place))
    found = reader_of_label(label, inventory)
    assert (found.service if found else None) == reader
