"""Which server a socket file belongs to."""

import pytest

from containerloop.protocols.socket_files import port_at, server_at


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/run/postgresql/.s.PGSQL.5432", "postgresql"),
        ("/tmp/.s.PGSQL.15432", "postgresql"),
        ("/run/postgresql/.s.PGSQL.5432.lock", None),
        ("/run/mysqld/mysqld.sock", "mysql"),
        ("/var/lib/mysql/mysql.sock", "mysql"),
        ("/run/mysqld/mysqlx.sock", "mysql"),
        ("/run/redis/redis-server.sock", "redis"),
        ("/run/php/php8.4-fpm.sock", "fastcgi"),
        ("/run/php-fpm.sock", "fastcgi"),
        ("/run/php/php-fpm8.4.socket", "fastcgi"),
        ("/app/puma.sock", "http"),
        ("/run/supervisor.sock", None),
        ("/run/docker.sock", None),
        ("/run/dbus/system_bus_socket", None),
        ("/redis", None),
        ("", None),
    ],
)
def test_the_name_of_the_file_tells(path: str, key: str | None) -> None:
    found = server_at(path)
    assert (found and found.key) == key


def test_only_postgresql_has_its_port_there() -> None:
    assert port_at("/run/postgresql/.s.PGSQL.5433") == 5433
    assert port_at("/run/mysqld/mysqld.sock") is None
