"""Refused log-ins in RabbitMQ's log, as version 3.10.8 wrote them."""

from containerloop.facts import RefusedLogIn
from containerloop.facts.parsers.log_in_lines import MOST, refused_log_ins

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
