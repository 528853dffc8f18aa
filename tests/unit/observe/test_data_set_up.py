"""What a database was set up with: its volume, and whether its variables agree with the client."""

from typing import Any

import docker.errors
import pytest

from containerloop.facts import DataSetUp, RefusedLogIn, Unobserved
from containerloop.observe.data_set_up import UNREAD, UNTOLD, data_set_up

VOLUME = {"Type": "volume", "Name": "shop_data", "Destination": "/var/lib/postgresql/data"}
PASSWORD = RefusedLogIn(user="app", why="password")
SERVER = ("POSTGRES_USER=app", "POSTGRES_PASSWORD=hunter2")


class Engine:
    """Two containers, and one volume that is a day older than the first.

    `version` is the path of the file that PostgreSQL's data were begun with.
    """

    version = "/var/lib/postgresql/data/PG_VERSION"

    def __init__(self, server: Any, client: Any, mounts: Any) -> None:
        self.containers = {
            "db": {"Id": "db", "Name": "/shop-db-1", "Created": "2026-05-02T10:00:30.123456789Z",
                   "Config": {"Env": list(server)}, "Mounts": list(mounts)},
            "api": {"Name": "/shop-api-1", "Config": {"Env": list(client)}},
        }  # fmt: skip

    def inspect_container(self, name: str) -> Any:
        return self.containers[name]

    def get_archive(self, name: str, path: str) -> Any:
        if path != self.version:
            raise docker.errors.NotFound(path)
        return iter([b"16\n"]), {"name": "PG_VERSION", "mtime": "2026-05-02T11:59:00+02:00"}

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
        (["MYSQL_USER=app", "MYSQL_PASSWORD=hunter2"], PASSWORD, ("MYSQL_PASSWORD", UNTOLD)),
        (["MARIADB_USER=app", "MARIADB_PASSWORD=hunter2"], PASSWORD, ("MARIADB_PASSWORD", UNTOLD)),
        (["MYSQL_ROOT_PASSWORD=hunter2"], RefusedLogIn(user="root", why="password"),
         ("MYSQL_ROOT_PASSWORD", UNTOLD)),
        (["POSTGRES_USER=app", "POSTGRES_PASSWORD_FILE=/run/secrets/db"], PASSWORD, ("", UNREAD)),
        (["POSTGRES_USER=eva", "POSTGRES_PASSWORD_FILE=/run/secrets/db"], PASSWORD, ("", False)),
        (["POSTGRES_USER=app", "POSTGRES_PASSWORD_FILE="], PASSWORD, ("", False)),
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


BOUND = {"Type": "bind", "Name": None, "Source": "/srv/data"}


@pytest.mark.parametrize(
    ("mount", "server"),
    [
        ({"Destination": "/var/lib/postgresql/data"}, SERVER),
        ({"Destination": "/var/lib/postgresql/data/"}, SERVER),
        ({"Destination": "/var/lib/postgresql"}, (*SERVER, f"PGDATA={Engine.version[:-11]}")),
    ],
)
def test_a_folder_of_the_host_is_as_old_as_its_first_file(mount: Any, server: Any) -> None:
    found = read(["URL=postgres://app:hunter2@db/app"], server=server, mounts=[BOUND | mount])
    assert found == DataSetUp(
        folder="/var/lib/postgresql/data", made_on="2026-05-02", older_s=90.1,
        variable="POSTGRES_PASSWORD", agrees=True,
    )  # fmt: skip


@pytest.mark.parametrize("folder", ["/var/lib/mysql", "/var/lib/postgresql"])
def test_a_folder_without_that_file_may_have_been_set_up_at_any_time(folder: str) -> None:
    found = read(mounts=[BOUND | {"Destination": folder}])
    assert found.folder == ""
    assert found.older_s == Unobserved(
        "when the data of shop-db-1 were set up is not known: they are in a folder of the host"
    )


@pytest.mark.parametrize("error", [docker.errors.NotFound("gone"), KeyError("Config")])
def test_what_the_engine_does_not_tell_is_not_known(error: Exception) -> None:
    class Gone(Engine):
        def inspect_container(self, name: str) -> Any:
            raise error

    engine: Any = Gone((), (), ())
    assert isinstance(data_set_up(engine, "db", "api", PASSWORD), Unobserved)
