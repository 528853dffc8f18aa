"""Whose log-in stands beside an address: only PostgreSQL's, and only plain words."""

import pytest

from containerloop.facts import PLAIN, Opening
from containerloop.survey.engine.container_references import container_references


def opening(*env: str, command: tuple[str, ...] = ()) -> Opening:
    (reference,) = container_references(list(env), list(command))
    return reference.opening


@pytest.mark.parametrize(
    "env",
    [
        ("PGHOST=db", "PGUSER=app", "PGDATABASE=shop"),
        ("DB_HOST=db", "DB_PORT=5432", "DB_USER=app", "DB_NAME=shop"),
        ("DB_HOST=db", "DB_ENGINE=postgres", "POSTGRES_USER=app", "POSTGRES_DB=shop"),
        ("POSTGRES_HOST=db", "DB_USERNAME=app", "DB_DATABASE=shop"),
        ("DB_HOST=db", "DB_PORT=7001", "DB_USER=app", "DB_NAME=shop"),
        ("PG_DSN=host=db port=5432 user=app dbname=shop password=tr0ub4dor",),
        ("PG_DSN=host=db user='app' dbname='shop'",),
    ],
)
def test_in_variables_and_keyword_dsns(env: tuple[str, ...]) -> None:
    assert opening(*env) == Opening(user="app", database="shop")


def test_in_the_options_of_postgresqls_own_clients() -> None:
    said = opening(command=("psql", "-h", "db", "-U", "app", "-d", "shop"))
    assert said == Opening(user="app", database="shop")
    assert opening(command=("pg_isready", "--host=db", "--username=app")) == Opening(user="app")
    assert opening(command=("mysql", "-h", "db", "-U", "app")) == PLAIN


@pytest.mark.parametrize(
    "env",
    [
        ("PGHOST=db", "PGDATABASE=shop"),
        ("PGHOST=db", "PGUSER=x7Kp2mQ9-zz81LwT"),
        ("MYSQL_HOST=db", "MYSQL_USER=app"),
        ("DB_HOST=db", "DB_PORT=3306", "DB_USER=app"),
        ("SMTP_HOST=mail", "SMTP_USER=app", "PGUSER=other"),
    ],
)
def test_what_is_no_log_in_or_may_be_a_secret(env: tuple[str, ...]) -> None:
    assert opening(*env) == PLAIN


def test_a_database_that_is_no_plain_word_is_left_out() -> None:
    assert opening("PGHOST=db", "PGUSER=app", "PGDATABASE=a b") == Opening(user="app")


def test_a_client_of_mongodb_may_stay_with_one_server() -> None:
    assert opening("MONGO_URL=mongodb://m:27017/x?directConnection=true").direct
    assert opening("MONGO_URL=mongodb://m:27017/x?a=b&directconnection=TRUE&c=d").direct
    assert not opening("MONGO_URL=mongodb://m:27017/x?directConnection=false").direct
    assert not opening("MONGO_URL=mongodb://m:27017/x?replicaSet=rs0").direct


def test_a_well_known_path_is_no_secret() -> None:
    path = "/realms/shop/.well-known/openid-configuration"
    assert opening(f"OIDC_URL=http://id:8080{path}").path == path
    assert opening("OIDC_URL=http://id:8080/a/.well-known/x/tr0ub4dor9").path is None
