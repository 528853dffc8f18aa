"""What MySQL and MariaDB say first."""

import pytest

from containerloop import protocols


@pytest.mark.parametrize(
    ("version", "banner"),
    [
        (b"11.8.6-MariaDB-0+deb13u1 from Debian", "MariaDB 11.8.6-MariaDB-0+deb13u1 from Debian"),
        (b"8.4.3", "MySQL 8.4.3"),
        (b"11.8.6\r\nFrom", None),
        (b"version 8", None),
    ],
)
def test_a_version_may_name_its_distribution(version: bytes, banner: str | None) -> None:
    body = b"\n" + version + b"\0\5\0\0\0\1Q'kiL#d\0\xfe\xff-\2\0\xff\x81"
    greeting = len(body).to_bytes(3, "little") + b"\0" + body
    answer = protocols.by_scheme("mysql").read(greeting)  # type: ignore[union-attr]
    assert (answer.banner if answer else None) == banner
