"""Only what is harmless leaves a setting: no password in any place of any form."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from containerloop.facts import Reference
from containerloop.survey.compose.project import read_project
from containerloop.survey.engine.container_references import container_references


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ("postgres://app:pw@db:5432/app?x=y", "postgres://app:***@db:5432/app?***"),
        ("https://token@api:80/", "https://***@api:80/"),
        ("http://api:80/hook/T0AB9F/xyz81273921", "http://api:80***"),
        ("user:pw@tcp(db:3306)/x", "user:***@tcp(db:3306)***"),
        ("host=db port=5432 password=pw user=app", "host=db port=5432 password=*** user=app"),
        ("Server=db,1433;Password=p;Odd=1", "Server=db,1433;Password=***;***"),
        ("redis://:pw@cache:6379/0", "redis://:***@cache:6379/0"),
    ],
)
def test_only_what_is_harmless_is_shown(value: str, masked: str) -> None:
    (found,) = container_references([f"DATABASE_URL={value}"])
    assert found.host_part.text == masked


CANARY = "s3cr3t-C4nary_9Zq"
SAFE = st.text(alphabet="abc/?#@:;,.%&=$ '\"{}[]()\\", max_size=4)
FORMS = [
    "DATABASE_URL=postgres://app:{}@db:5432/app",
    "DATABASE_URL=postgres://{}@db:5432/app",
    "DATABASE_URL=postgres://app:x@db:5432/app?password={}",
    "DATABASE_URL=postgres://app:x@db:5432/app?sslmode={}",
    "DATABASE_URL=http://api:80/path#{}",
    "DATABASE_URL=http://api:80/hook/{}",
    "DATABASE_URL=mongodb://u:{}@h1:1,h2:2/x",
    "DATABASE_URL=jdbc:mysql://db/x?user=a&password={}",
    "DATABASE_URL=jdbc:sqlserver://db:1433;password={};user=sa",
    "DATABASE_URL=jdbc:oracle:thin:app/{}@ora:1521:XE",
    "DATABASE_URL=user:{}@tcp(db:3306)/x",
    "DATABASE_URL=host=db port=5432 password={} user=app",
    "DATABASE_URL=host=db port=5432 password='{}' user=app",
    "DATABASE_URL=Server=db,1433;User Id=sa;Password={};Encrypt=true",
    "DATABASE_URL=Host=db;Port=5432;Username=app;Password={}",
    "DATABASE_URL=mysql:host=db;port=3306;password={}",
    "REDIS_ADDR=cache:6379,password={},ssl=False",
    "REDIS_ADDR={},cache:6379",
    "DATABASE_URL=redis://:{}@cache",
]
COMMAND_FORMS = [
    "redis-cli -h cache -a {} ping",
    "mysql -h db -p{} -u root",
    "mysql -h db --password={}",
    "PGPASSWORD={} psql -h db",
    "app --db=postgres://u:{}@db:5432/x --token {}",
    "curl -u app:{} http://localhost:80/x",
    "curl -H 'X-Token: {}' http://localhost:80/x",
    "sh -c 'export T={}; nc -z db 5432'",
]


def nowhere(secret: str, found: tuple[Reference, ...]) -> None:
    shown = repr(found) + msgspec.json.encode(found).decode()
    for text in (shown, shown.replace("\\\\", "\\").replace('\\"', '"')):
        assert secret not in text
    assert CANARY not in shown


@pytest.mark.parametrize("secret", [f"{CANARY}://", f":{CANARY}://", f"a,{CANARY}://b"])
def test_a_password_that_looks_like_a_scheme(secret: str) -> None:
    found = container_references([f"DATABASE_URL=postgres://app:{secret}@db:5432/app"])
    nowhere(secret, found)
    assert [(one.host, one.port) for one in found] in ([("db", 5432)], [])


def test_two_addresses_in_one_word() -> None:
    for written in ("tcp://a:1,tcp://b:2", "http://a:1;ws://b:2"):
        found = container_references([f"UPSTREAMS={written}"])
        assert [(one.host, one.port) for one in found] == [("a", 1), ("b", 2)]


@given(st.sampled_from(FORMS), SAFE, SAFE)
def test_a_password_never_leaves_a_variable(form: str, before: str, after: str) -> None:
    secret = before + CANARY + after
    nowhere(secret, container_references([form.replace("{}", secret)]))


@given(st.sampled_from(COMMAND_FORMS), SAFE, SAFE)
def test_a_password_never_leaves_a_command(form: str, before: str, after: str) -> None:
    secret = before + CANARY + after
    # a blank in a password stays within its argument
    words = [word.replace("{}", secret) for word in form.split(" ")]
    nowhere(secret, container_references([], words))
    # an unquoted `;` or quote ends the word for the shell, and with it the password
    tame = "".join(c for c in secret if c not in ";|&()'\"\\ ")
    shell = ["CMD-SHELL", form.replace("{}", tame)]
    nowhere(tame, container_references([], healthcheck=shell))


@pytest.mark.parametrize(
    "password", [f"{CANARY}://", f":{CANARY}://", f"a@{CANARY}://b", f"1,{CANARY}://"]
)
@pytest.mark.parametrize("form", [*FORMS[:7], "DATABASE_URL=postgres://db:5432/x?password={}h:80"])
def test_a_password_that_looks_like_a_url_is_none(form: str, password: str) -> None:
    setting = form.replace("{}", password)
    nowhere(password, container_references([setting]))
    nowhere(password, container_references([], ["app", setting.partition("=")[2], "-h", "db"]))


@pytest.mark.parametrize(
    ("value", "hosts"),
    [
        ("amqp://a:pw@one:5672,amqp://b:pw@two:5672", ["one", "two"]),
        ("PLAINTEXT://one:9092,OUTSIDE://two:29092", ["one", "two"]),
        ("http://one:80;http://two:80", ["one", "two"]),
        ("http://one:80/?next=http://two:80/", ["one", "two"]),
        ("postgres://u:pw@one:5432/x http://two:80", ["one", "two"]),
    ],
)
def test_several_urls_are_several(value: str, hosts: list[str]) -> None:
    assert [r.host for r in container_references([f"SOME_URL={value}"])] == hosts


@given(st.text(), st.text(max_size=200))
def test_no_text_makes_it_fail(key: str, value: str) -> None:
    container_references([f"{key}={value}"], value.split(), ["CMD-SHELL", value], {key: value})


@given(st.text(alphabet="abc:/@[]?#=;,. 0123456789$&{}'\"|-_h", max_size=60))
def test_no_address_like_text_makes_it_fail(value: str) -> None:
    for form in ("DB_HOST={}", "X=http://{}", "X=a://{}@h:1", "X=host={};port=1", "X_PORT={}"):
        container_references([form.replace("{}", value), "DB_PORT=5432"], [value, "-h", value])
    container_references([], ["psql", *value.split()], ["CMD-SHELL", value])


def test_a_template_has_holes_and_no_password() -> None:
    (found,) = container_references(["DATABASE_URL=postgres://app:p{w@db:5432/app?sslmode=disable"])
    assert found.secret
    assert found.template is not None
    assert found.template.format(host="pg", port=1) == (
        "postgres://app:${DATABASE_URL_PASSWORD:?set it to the password written in"
        " the container's own configuration}@pg:1/app?sslmode=disable"
    )


def test_a_template_without_a_credential_is_whole() -> None:
    (found,) = container_references(["X_URL=http://localhost:8000/v1"])
    assert (found.template, found.secret) == ("http://{host}:{port}/v1", False)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            'environment: ["REDIS_URL=redis://localhost/0"]',
            '    environment: ["REDIS_URL=redis://localhost/0"]',
        ),
        (
            "environment: [REDIS_URL=redis://:pw@localhost/0]",
            "    environment: [REDIS_URL=redis://:***@localhost/0]",
        ),
        (
            'environment: ["PASSWORD=s3", "REDIS_URL=redis://localhost/0"]',
            '    *** redis://localhost/0"]',
        ),
    ],
)
def test_the_only_item_of_a_list_in_one_line_keeps_its_key(
    line: str, shown: str, tmp_path: Path
) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text(f"services:\n  api:\n    image: x\n    {line}\n")
    project = read_project(tmp_path, environ={"PATH": ""})
    assert project is not None
    assert [r.host_part.text for r in project.services[0].references] == [shown]
