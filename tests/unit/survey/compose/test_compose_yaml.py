"""What is read from compose files: values, places, and what compose itself says of them."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from containerloop.errors import ComposeFileInvalid
from containerloop.facts import Place, Project, Publication, Reference, ServiceConfig, Transport
from containerloop.survey.compose.plugin import find_plugin
from containerloop.survey.compose.project import read_project
from containerloop.survey.engine.container_references import container_references

COMPOSE = """\
name: shop
x-env: &env
  DATABASE_URL: "postgres://app:s3cr3t@localhost:5432/app"  # the main one
services:
  api:
    image: app
    environment:
      <<: *env
      CACHE_URL: redis://:${PW:-s3cr3t}@${CACHE_HOST}:6379/0
      QUEUE: ${QUEUE_URL:-amqp://mq:5672}
    env_file: [app.env]
    ports:
      - "8000-8001:80-81"
      - 127.0.0.1:5353:53/udp
      - {target: 9, published: "19", host_ip: "::1"}
      - "70"
    extra_hosts:
      - "host.docker.internal:host-gateway"
    networks: {front: {aliases: [web]}, back: }
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:80/health"]
    depends_on:
      db: {condition: service_healthy}
    command: >
      wait-for-it
      db:5432 -- app
  db:
    image: postgres
    container_name: pg
    profiles: [data]
    expose: [5432, "53/udp"]
    environment:
      - PGHOST=db
      - PGPORT=5433
    depends_on: [cache]
  cache: {image: redis, network_mode: host, build: {context: ., network: host}}
networks:
  front: {external: true, name: proxy}
  back:
"""

NO_PLUGIN = {"HOME": "/nonexistent", "PATH": "/nonexistent"}

Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def without_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("containerloop.survey.compose.project.find_plugin", lambda _: None)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return tmp_path

    return write


@pytest.fixture
def shop(write: Write) -> Path:
    return write(
        {
            "compose.yaml": COMPOSE,
            ".env": "# local\nCACHE_HOST=cache\n",
            "app.env": "export SEARCH_URL='http://es:9200/'\n",
        }
    )


def project(path: Path, *files: str, name: str | None = None, **environ: str) -> Project:
    found = read_project(path, files, name, {**os.environ, **environ})
    assert found is not None
    return found


def service(found: Project, name: str) -> ServiceConfig:
    return next(one for one in found.services if one.name == name)


def reference(config: ServiceConfig, key: str) -> Reference:
    (one,) = [r for r in config.references if r.host_part.place.key.endswith(key)]
    return one


@pytest.fixture(params=["own reading", "docker compose"])
def reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "own reading":
        monkeypatch.setattr("containerloop.survey.compose.project.find_plugin", lambda _: None)
    else:
        assert find_plugin(os.environ), "the set-up provides the docker compose plugin"
    return str(request.param)


@pytest.mark.usefixtures("reading")
def test_both_readings_say_the_same_of_a_service(shop: Path) -> None:
    found = project(shop)
    api, db, cache = (service(found, name) for name in ("api", "db", "cache"))
    assert (found.name, found.files, found.working_dir) == ("shop", ("compose.yaml",), str(shop))
    assert set(api.networks) == {"proxy", "shop_back"}
    assert api.aliases == {"proxy": ("web",)}
    assert set(api.ports) == {
        Publication(container_port=80, host_ip="", host_port=8000),
        Publication(container_port=81, host_ip="", host_port=8001),
        Publication(
            container_port=53, host_ip="127.0.0.1", host_port=5353, transport=Transport.UDP
        ),
        Publication(container_port=9, host_ip="::1", host_port=19),
        Publication(container_port=70, host_ip="", host_port=0),
    }
    assert api.extra_hosts == ("host.docker.internal:host-gateway",)
    assert api.depends_on == {"db": "service_healthy"}
    assert db.depends_on == {"cache": "service_started"}
    assert (db.container_name, db.profiles, db.networks) == ("pg", ("data",), ("shop_default",))
    assert [(p.number, p.transport.value) for p in db.exposed] == [(5432, "tcp"), (53, "udp")]
    assert (cache.network_mode, cache.networks) == ("host", ())
    assert (cache.build_network, db.build_network) == ("host", None)


@pytest.mark.usefixtures("reading")
def test_both_readings_place_every_reference(shop: Path) -> None:
    found = project(shop)
    api, db = service(found, "api"), service(found, "db")
    assert (api.file, api.line, api.indent, api.lines["ports"]) == ("compose.yaml", 5, 4, 12)
    url = reference(api, "DATABASE_URL")
    key = "services.api.environment.DATABASE_URL"
    assert url.host_part.place == Place(
        where="environment", key=key, file="compose.yaml", line=3, column=33
    )
    assert url.host_part.text == '  DATABASE_URL: "postgres://app:***@localhost:5432/app"'
    cache = reference(api, "CACHE_URL")
    assert (cache.host_part.place.file, cache.host_part.place.line) == (".env", 2)
    assert cache.host_part.text == "CACHE_HOST=cache"
    assert cache.port_part
    assert cache.port_part.text == "      CACHE_URL: redis://:${PW:-***}@${CACHE_HOST}:6379/0"
    queue = reference(api, "QUEUE")
    assert queue.host_part.text == "      QUEUE: ${QUEUE_URL:-amqp://mq:5672}"
    search = reference(api, "SEARCH_URL")
    assert (search.host_part.place.where, search.host_part.place.file) == ("env_file", "app.env")
    health = reference(api, "healthcheck.test")
    assert (health.host_part.place.line, health.template) == (
        21,
        '["CMD", "curl", "-f", "http://{host}:{port}/health"]',
    )
    command = reference(api, "command")
    assert (command.host, command.port, command.host_part.place.line) == ("db", 5432, 26)
    assert command.host_part.text == "      db:5432 -- app"
    pg = reference(db, "PGHOST")
    assert pg.port_part
    assert (pg.host_part.place.line, pg.port_part.place.line) == (33, 34)


def test_only_compose_itself_knows_the_configuration_hash(shop: Path) -> None:
    assert all(len(one.config_hash or "") == 64 for one in project(shop).services)


def test_no_secret_is_kept(shop: Path) -> None:
    assert "s3cr3t" not in repr(project(shop))


@pytest.mark.usefixtures("reading")
def test_the_environment_wins_over_the_env_file(shop: Path) -> None:
    cache = reference(service(project(shop, CACHE_HOST="other"), "api"), "CACHE_URL")
    assert cache.host == "other"
    assert cache.host_part.place.file == "compose.yaml"
    start, end = cache.host_part.start, cache.host_part.end
    assert cache.host_part.text[start:end] == "${CACHE_HOST}"


@pytest.mark.usefixtures("reading")
def test_the_last_file_that_sets_a_key_is_its_place(shop: Path, write: Write) -> None:
    write(
        {
            "compose.override.yml": "services:\n  api:\n    ports: ['9000:90']\n"
            "    environment:\n      - DATABASE_URL=postgres://db/app\n"
        }
    )
    found = project(shop)
    assert found.files == ("compose.yaml", "compose.override.yml")
    api = service(found, "api")
    place = reference(api, "DATABASE_URL").host_part.place
    assert (place.file, place.line) == ("compose.override.yml", 5)
    assert len(api.ports) == 6


@pytest.mark.usefixtures("reading")
def test_how_the_project_gets_its_name(shop: Path) -> None:
    (shop / "compose.yaml").write_text("services: {a: {image: b}}")
    folder = "".join(c for c in shop.name.lower() if c.isalnum() or c in "_-")
    assert project(shop).name == folder
    assert project(shop, COMPOSE_PROJECT_NAME="env").name == "env"
    assert project(shop, name="asked", COMPOSE_PROJECT_NAME="env").name == "asked"


@pytest.mark.usefixtures("reading")
def test_where_the_files_come_from(write: Write) -> None:
    one = "services: {a: {image: b}}"
    root = write({"other.yml": one, "deep/er/x": "", "compose.yml": one.replace("a:", "c:")})
    assert service(project(root / "deep" / "er"), "c")
    assert service(project(root, "other.yml"), "a")
    assert service(project(root, COMPOSE_FILE="other.yml"), "a")
    write({".env": "COMPOSE_FILE=other.yml\n"})
    assert service(project(root), "a")


def test_no_file_is_an_answer(tmp_path: Path) -> None:
    assert read_project(tmp_path, (), None, os.environ) is None


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("services:\n  a:\n    image: x\n   b: 3\n", "compose.yaml:4: "),
        ("services:\n  a: [\n", "compose.yaml:3: "),
        ("services:\n  a:\n\timage: x\n", "compose.yaml:3: "),
        ("- a\n", "compose.yaml:1: "),
        ("services:\n  a:\n    image: x\n    image: y\n", "compose.yaml:4: "),
        ("services:\n  a:\n    image: ${NOT_SET:?say which}\n", "compose.yaml"),
    ],
)
def test_a_file_that_does_not_parse_names_its_line(write: Write, text: str, line: str) -> None:
    with pytest.raises(ComposeFileInvalid) as caught:
        project(write({"compose.yaml": text}))
    assert caught.value.message.startswith(line)
    assert "\n" not in caught.value.message


def test_what_compose_refuses_names_its_line(write: Write) -> None:
    text = "services:\n  a:\n    image: x\n    environment: 3\n"
    with pytest.raises(ComposeFileInvalid, match=r"^compose\.yaml:4: .*environment"):
        project(write({"compose.yaml": text}))


@pytest.mark.usefixtures("reading")
def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ComposeFileInvalid, match=r"^nope\.yaml: no such file"):
        project(tmp_path, "nope.yaml")


@pytest.mark.usefixtures("reading")
def test_nothing_is_fetched_for_a_compose_file(write: Write) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.5)
        port = elsewhere.getsockname()[1]
        text = f"include: ['https://127.0.0.1:{port}/x.git']\nservices:\n  a: {{image: x}}\n"
        found = project(write({"compose.yaml": text}))
        with pytest.raises(TimeoutError):
            elsewhere.accept()
    assert [each.name for each in found.services] == ["a"]
    assert "never to a remote file" in found.notes[0]


@pytest.mark.usefixtures("without_plugin")
def test_what_is_not_followed_is_said(write: Write) -> None:
    text = "include: [x.yaml]\nservices:\n  a:\n    extends: {service: b}\n  b: {image: x}\n"
    notes = project(write({"compose.yaml": text})).notes
    assert notes == (
        "extends: of a was ignored: only docker compose follows it",
        "include: was ignored: only docker compose follows it, and never to a remote file",
    )


def test_a_running_container_gets_the_files_places(shop: Path) -> None:
    api = service(project(shop), "api")
    env = ["DATABASE_URL=postgres://app:s3cr3t@localhost:5432/app", "QUEUE=amqp://old:5672"]
    url, queue = container_references(env, config=api)
    assert url.host_part.place.line == 3
    assert (queue.host, queue.host_part.place.file) == ("old", None)


@pytest.mark.usefixtures("without_plugin")
def test_reading_is_quick(shop: Path) -> None:
    project(shop)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        project(shop)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.12
