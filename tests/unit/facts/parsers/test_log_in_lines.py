"""Refused log-ins in RabbitMQ's log, as version 3.10.8 wrote them."""

import pytest

from containerloop.facts import RefusedLogIn
from containerloop.facts.parsers.log_in_lines import MOST, refused_by_databases, refused_log_ins

AT = "2026-05-01 10:27:22.047437+00:00"
GUEST = f"""\
{AT} [info] <0.674.0> accepting AMQP connection <0.674.0> (172.18.0.3:38936 -> 172.18.0.2:5672)
{AT} [error] <0.674.0> Error on AMQP connection <0.674.0> (172.18.0.3:38936 -> 172.18.0.2:5672, state: starting):
{AT} [error] <0.674.0> PLAIN login refused: user 'guest' can only connect via localhost
{AT} [info] <0.674.0> closing AMQP connection <0.674.0> (172.18.0.3:38936 -> 172.18.0.2:5672)
"""  # noqa: E501
WRONG = GUEST.replace(" can only connect via localhost", " - invalid credentials")


def test_who_was_refused_for_where_it_came_from() -> None:
    assert refused_log_ins(GUEST * 2) == (RefusedLogIn(user="guest", peer="172.18.0.3"),)
    six = GUEST.replace("172.18.0.3", "[fd00::3]")
    assert refused_log_ins(six) == (RefusedLogIn(user="guest", peer="fd00::3"),)


def test_another_reason_is_none() -> None:
    assert refused_log_ins(WRONG) == ()
    assert refused_log_ins("") == ()


def test_without_its_connection_nobody_knows_whose_it_was() -> None:
    assert refused_log_ins(GUEST.splitlines()[2]) == ()


def test_a_log_is_not_kept_without_bounds() -> None:
    many = "".join(GUEST.replace(".0.3:", f".0.{n}:") for n in range(3, 99))
    assert len(refused_log_ins(many)) == MOST
    long = GUEST.replace("'guest'", "'" + "g" * 500 + "'")
    assert len(refused_log_ins(long)[0].user) <= 64


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('2026-11-30 20:32:40.105 UTC [64] FATAL:  password authentication failed for user "app"',
         ("app", "", "password", "")),
        ("pg8000.exceptions.DatabaseError: {'S': 'FATAL', 'C': '28P01', 'M': 'password"
         " authentication failed for user \"app\"'}", ("app", "", "password", "")),
        (r'{"msg":"password authentication failed for user \"app\"","code":"28P01"}',
         ("app", "", "password", "")),
        ('UTC [74] DETAIL:  Role "eva" does not exist.', ("eva", "", "role", "")),
        ('UTC [48] FATAL:  database "shop" does not exist', ("", "", "database", "shop")),
        ("ERROR 1045 (28000): Access denied for user 'app'@'172.19.0.3' (using password: YES)",
         ("app", "172.19.0.3", "password", "")),
        ("4 [Warning] Access denied for user 'app'@'web.shop' (using password: YES)",
         ("app", "", "password", "")),
    ],
)  # fmt: skip
def test_what_databases_and_their_clients_say(line: str, told: tuple[str, ...]) -> None:
    (one,) = refused_by_databases(line + "\n" + line)
    assert (one.user, one.peer, one.why, one.database) == told


MYSQL, ROLE = "max_connections", "the role's CONNECTION LIMIT"


@pytest.mark.parametrize(
    ("line", "setting"),
    [
        ("ERROR 1040 (08004): Too many connections", MYSQL),
        ("pymysql.err.OperationalError: (1040, 'Too many connections')", MYSQL),
        ("SQLSTATE[HY000] [1040] Too many connections", MYSQL),
        ("  code: 'ER_CON_COUNT_ERROR',", MYSQL),
        ('establishment of connection,  message from server: "Too many connections"', MYSQL),
        ("FATAL:  sorry, too many clients already", MYSQL),
        ("FATAL:  remaining connection slots are reserved for non-replication superuser", MYSQL),
        ("FATAL:  remaining connection slots are reserved for roles with the SUPERUSER", MYSQL),
        ('FATAL:  too many connections for role "clerk"', ROLE),
        ('FATAL:  too many connections for database "shop"', "the database's CONNECTION LIMIT"),
        ("User 'app' has exceeded the 'max_user_connections' resource (current value: 2)",
         "max_user_connections"),
        ("User app already has more than 'max_user_connections' active connections",
         "max_user_connections"),
    ],
)  # fmt: skip
def test_a_database_without_room(line: str, setting: str) -> None:
    (one,) = refused_by_databases(line)
    assert (one.user, one.peer, one.why, one.setting) == ("", "", "full", setting)


def test_a_database_that_wants_tls() -> None:
    said = "(3159, 'Connections using insecure transport are prohibited while --require_secure_"
    assert [(one.user, one.why) for one in refused_by_databases(said)] == [("", "tls")]


def test_what_was_refused_last_stands_first() -> None:
    missing, full = 'FATAL:  role "eva" does not exist', "FATAL:  sorry, too many clients already"
    lines = "\n".join((full, missing, full))
    assert [one.why for one in refused_by_databases(lines)] == ["full", "role"]


@pytest.mark.parametrize(
    "line",
    [
        "421 Too many connections from your host",
        "HTTP 429: Too many connections",
        "request 1040 took 3 ms",
        "max_user_connections = 10",
        "max_connections reached 80%",
        'UTC [64] ERROR:  role "eva" does not exist',
        'UTC [64] ERROR:  database "shop" does not exist',
        'NOTICE:  database "shop" exists',
        "Access denied for user 'app'@'172.19.0.3' (using password: NO)",
        "Access denied for user 'app'@'%' to database 'shop'",
        GUEST,
    ],
)
def test_what_is_no_refused_log_in_at_a_database(line: str) -> None:
    assert refused_by_databases(line) == ()


def test_a_log_full_of_refusals_is_bounded() -> None:
    lines = [f'FATAL:  password authentication failed for user "u{n}"' for n in range(40)]
    assert len(refused_by_databases("\n".join(lines))) == MOST
