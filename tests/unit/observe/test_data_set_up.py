"""What a database was set up with: its volume, and whether its variables agree with the client."""

from typing import Any

import docker.errors
import pytest

from containerloop.facts import DataSetUp, RefusedLogIn, Unobserved
from containerloop.observe.data_set_up import UNTOLD, data_set_up

VOLUME = {"Type": "volume", "Name": "shop_data", "Destination": "/var/lib/postgresql/data"}
PASSWORD = RefusedLogIn(user="app", why="password")
SERVER = ("POSTGRES_USER=app", "POSTGRES_PASSWORD=hunter2")


class Engine:
    """Two containers, and one volume that is a day older than the first."""

    def __init__(self, server: Any, client: Any, mounts: Any) -> None:
        self.containers = {
            "db": {"Name": "/shop-db-1", "Created": "2026-05-02T10:00:30.123456789Z",
                   "Config": {"Env": list(server)}, "Mounts": list(mounts)},
            "api": {"Name": "/shop-api-1", "Config": {"Env": list(client)}},
        }  # fmt: skip

    def inspect_container(self, name: str) -> Any:
        return self.containers[name]

    def inspect_volume(self, name: str) -> Any:
        return {"Name": name, "CreatedAt": "2026-05-01T12:00:00+02:00"}


def read(
    client: Any = (),
    *,
    server: Any = SERVER,
    refused: RefusedLogIn = PASSWORD,
    mounts: Any = (VOLUME,),
) -> Any:
    engine: Any = Engine(server, client, mounts)
    return data_set_up(engine, "db", "api", refused)


def test_a_volume_of_the_day_before_and_the_same_password() -> None:
    assert read(["DATABASE_URL=postgres://app:hunter2@db:5432/app"]) == DataSetUp(
        volume="shop_data", made_on="2026-05-01", older_s=86430.1, variable="POSTGRES_PASSWORD",
        agrees=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("client", "agrees"),
    [
        (["URL=postgres://app:hunter2@db/app"], True),
        (["URL=postgres://app:hunter%32@db/app"], True),
        (["URL=postgres://app:typo@db/app"], False),
        (["A=postgres://app:hunter2@db/app", "B=postgres://app:typo@db/app"], False),
        (["URL=postgres://eva:hunter2@db/app"], UNTOLD),
        (["DB_USER=app", "DB_PASSWORD=hunter2"], True),
        (["DB_USERNAME=app", "DB_PASS=typo"], False),
        (["PGUSER=app", "PGPASSWORD=hunter2"], True),
        (["DB_USER=app", "REDIS_PASSWORD=hunter2"], UNTOLD),
        (["DB_USER=eva", "DB_PASSWORD=hunter2"], UNTOLD),
        (["DB_USER=app", "DB_PASSWORD="], UNTOLD),
        (["CONN=Host=db;Username=app;Password=hunter2"], True),
        (["CONN=host=db user=app password=typo"], False),
        (["DB_PASSWORD_FILE=/run/secrets/db", "DB_USER=app"], UNTOLD),
        ([], UNTOLD),
    ],
)
def test_passwords_are_compared_beside_their_user(client: list[str], agrees: Any) -> None:
    found = read(client)
    assert found.agrees == agrees
    assert "hunter2" not in repr(found)
    assert "typo" not in repr(found)


@pytest.mark.parametrize(
    ("server", "refused", "expected"),
    [
        (SERVER, RefusedLogIn(user="app", why="role"), ("POSTGRES_USER", True)),
        (SERVER, RefusedLogIn(user="eva", why="role"), ("", False)),
        (SERVER, RefusedLogIn(user="eva", why="password"), ("", False)),
        (SERVER, RefusedLogIn(user="", why="database", database="app"), ("POSTGRES_USER", True)),
        ((*SERVER, "POSTGRES_DB=shop"), RefusedLogIn(user="", why="database", database="shop"),
         ("POSTGRES_DB", True)),
        ((*SERVER, "POSTGRES_DB=shop"), RefusedLogIn(user="", why="database", database="app"),
         ("POSTGRES_DB", False)),
        ((), RefusedLogIn(user="", why="database", database="app"), ("", False)),
        (["POSTGRES_PASSWORD=hunter2"], RefusedLogIn(user="postgres", why="password"),
         ("POSTGRES_PASSWORD", UNTOLD)),
        (SERVER, RefusedLogIn(user="postgres", why="password"), ("", False)),
        (["POSTGRES_USER=app", "POSTGRES_PASSWORD_FILE=/run/x"], PASSWORD, ("", False)),
        (["MYSQL_USER=app", "MYSQL_PASSWORD=hunter2"], PASSWORD, ("MYSQL_PASSWORD", UNTOLD)),
        (["MARIADB_USER=app", "MARIADB_PASSWORD=hunter2"], PASSWORD, ("MARIADB_PASSWORD", UNTOLD)),
        (["MYSQL_ROOT_PASSWORD=hunter2"], RefusedLogIn(user="root", why="password"),
         ("MYSQL_ROOT_PASSWORD", UNTOLD)),
    ],
)  # fmt: skip
def test_the_variable_that_would_set_it_up(server: Any, refused: Any, expected: Any) -> None:
    found = read(server=server, refused=refused)
    assert (found.variable, found.agrees) == expected


@pytest.mark.parametrize(
    ("mount", "server", "volume"),
    [
        (VOLUME, (), "shop_data"),
        (VOLUME | {"Destination": "/var/lib/postgresql"}, (), "shop_data"),
        (VOLUME | {"Destination": "/var/lib/mysql/"}, (), "shop_data"),
        (VOLUME | {"Destination": "/data"}, ["PGDATA=/data/pg"], "shop_data"),
        (VOLUME | {"Destination": "/backup"}, (), ""),
        (VOLUME | {"Destination": "/var/lib/postgresql/data/archive"}, (), ""),
    ],
)
def test_the_volume_of_the_data(mount: Any, server: Any, volume: str) -> None:
    found = read(server=server, mounts=[mount])
    assert found.volume == volume
    assert found.older_s == (86430.1 if volume else 0.0)


def test_a_folder_of_the_host_has_no_date() -> None:
    found = read(mounts=[VOLUME | {"Type": "bind", "Name": None}])
    assert isinstance(found.older_s, Unobserved)
    assert "shop-db-1" in found.older_s.reason


@pytest.mark.parametrize("error", [docker.errors.NotFound("gone"), KeyError("Config")])
def test_what_the_engine_does_not_tell_is_not_known(error: Exception) -> None:
    class Gone(Engine):
        def inspect_container(self, name: str) -> Any:
            raise error

    engine: Any = Gone((), (), ())
    assert isinstance(data_set_up(engine, "db", "api", PASSWORD), Unobserved)
