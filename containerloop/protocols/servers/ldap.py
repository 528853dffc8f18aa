"""LDAP: an anonymous bind, which every server must answer."""

from containerloop.protocols.protocol import Answer, Hello, Protocol

_REFUSALS = {
    2: "another version of LDAP",
    8: "wants stronger authentication",
    13: "wants TLS first",
    48: "does not allow anonymous binds",
    49: "wants a login",
    51: "busy",
    52: "not available at the moment",
    53: "unwilling to answer anonymous callers",
}


def read(reply: bytes) -> Answer | None:
    r"""Read the BindResponse to message 1, with lengths in short or long form.

    >>> read(b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\0\x04\0\x04\0")
    Answer(protocol='ldap', banner='LDAP', code='0')
    """
    body = _inside(reply, b"\x30")
    if body is None or body[:3] != b"\x02\x01\x01":
        return None
    response = _inside(body[3:], b"\x61")
    if response is None or len(response) < 3 or response[:2] != b"\x0a\x01":
        return None
    number = response[2]
    if number == 0:
        return Answer("ldap", "LDAP", code="0")
    return Answer("ldap", "LDAP", _REFUSALS.get(number, f"result {number}"), str(number))


def _inside(data: bytes, tag: bytes) -> bytes | None:
    """Return what a BER element with this tag holds, None when `data` is no such element."""
    if len(data) < 2 or data[:1] != tag:
        return None
    if data[1] < 0x80:
        return data[2:]
    skip = data[1] & 0x7F
    return data[2 + skip :] if 1 <= skip <= 4 else None


LDAP = Protocol(
    key="ldap",
    title="LDAP",
    hello=Hello(
        0, b"\x30\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0", b"\x30\x05\x02\x01\x02\x42\0"
    ),
    read=read,
    schemes={"ldap": 389},
    ports=(389, 1389, 3893, 10389),
    images=("openldap", "slapd", "lldap", "glauth", "389ds"),
)
