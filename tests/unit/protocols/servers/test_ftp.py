"""What FTP says to the anonymous user, and where it sends for the data."""

import pytest

from containerloop.facts import Opening
from containerloop.protocols import Call, hello_of
from containerloop.protocols.servers.ftp import ANONYMOUS, FTP, read

IN = b"220 (vsFTPd 3.0.5)\r\n331 Please specify the password.\r\n230 Login successful.\r\n"


def test_only_the_anonymous_user_logs_in() -> None:
    said = hello_of(FTP, Call("store:21", "ftp", ANONYMOUS)).first
    assert said.split(b"\r\n")[0] == b"USER anonymous"
    assert said.endswith(b"PASV\r\n")
    assert hello_of(FTP, Call("store:21", "ftp", Opening(user="bob"))) == FTP.hello
    assert FTP.hello.first == b""


def test_the_port_for_data_is_told_in_six_numbers() -> None:
    answer = read(IN + b"227 Entering Passive Mode (172,18,0,2,82,108).\r\n")
    assert answer is not None
    assert (answer.code, answer.refusal, answer.banner) == ("230", None, "(vsFTPd 3.0.5)")
    assert [(p.by, p.host, p.port) for p in answer.onward] == [("passive", "172.18.0.2", 21100)]


@pytest.mark.parametrize(
    "rest",
    [b"", b"227 Entering Passive Mode.\r\n", b"500 OOPS\r\n", b"227 (1,2,3,4,0,0)\r\n"],
)
def test_without_a_number_no_port_is_known(rest: bytes) -> None:
    answer = read(IN + rest)
    assert answer is not None
    assert (answer.code, answer.onward) == ("230", ())


def test_whoever_needs_an_account_is_told_so_after_the_greeting() -> None:
    answer = read(b"220 ready\r\n331 password\r\n530 Login incorrect.\r\n530 Please login.\r\n")
    assert answer is not None
    assert (answer.code, answer.refusal, answer.onward) == ("530", "Please login.", ())
    greeted = read(b"220 ready\r\n331 password\r\n")
    assert greeted is not None
    assert (greeted.code, greeted.refusal) == ("220", None)


def test_a_greeting_in_lines_is_no_log_in() -> None:
    answer = read(b"220-230 users today\r\n220 ready\r\n")
    assert answer is not None
    assert answer.code == "220"
