"""Legacy links as the engine has them, and the variables that a command reads."""

from typing import Any

import pytest

from containerloop.survey.engine.links import MOST, linked, variables_of_links


@pytest.mark.parametrize(
    ("links", "names"),
    [
        (["/build-db:/build-app/db"], ("db:build-db",)),
        (["/a:/c/x", "/b:/c/y"], ("x:a", "y:b")),
        (None, ()),
        ([], ()),
        (["/a"], ()),
        ("/a:/c/x", ()),
    ],
)
def test_links(links: Any, names: tuple[str, ...]) -> None:
    assert linked(links) == names


@pytest.mark.parametrize(
    ("settings", "read"),
    [
        ({"Cmd": ["sh", "-c", "nc $DB_PORT_5432_TCP_ADDR 5432"]}, ("DB_PORT_5432_TCP_ADDR",)),
        ({"Cmd": ["sh", "-c", "nc ${DB_PORT_5432_TCP_ADDR:-db} ${DB_PORT_5432_TCP_PORT}"]},
         ("DB_PORT_5432_TCP_ADDR", "DB_PORT_5432_TCP_PORT")),
        ({"Entrypoint": ["sh", "-c", "x $DB_PORT_53_UDP"], "Cmd": None}, ("DB_PORT_53_UDP",)),
        ({"Cmd": ["sh", "-c", "nc $DB_PORT_5432_TCP_ADDR"], "Env": ["DB_PORT_5432_TCP_ADDR=db"]},
         ()),
        ({"Cmd": ["sh", "-c", "nc $DB_PORT $DB_HOST DB_PORT_5432_TCP_ADDR"]}, ()),
        ({"Cmd": ["sh", "-c", "nc $DB_PORT_5432_TCP_ADDRESS"]}, ()),
        ({"Env": ["URL=$DB_PORT_5432_TCP_ADDR"]}, ()),
        ({}, ()),
    ],
)  # fmt: skip
def test_what_a_command_reads(settings: Any, read: tuple[str, ...]) -> None:
    assert variables_of_links(settings) == read


def test_their_number_is_bounded() -> None:
    words = " ".join(f"$DB_PORT_{n}_TCP" for n in range(40))
    assert len(variables_of_links({"Cmd": ["sh", "-c", words]})) == MOST
