"""MQTT 3.1.1: CONNECT without a name or a login, and CONNACK."""

from containerloop.protocols.protocol import Answer, Hello, Protocol

_REFUSALS = (
    "speaks another version of MQTT",
    "wants a client identifier",
    "not available at the moment",
    "wrong user name or password",
    "wants a login",
)


def read(reply: bytes) -> Answer | None:
    r"""Read CONNACK: always four bytes, the last of them 0 or the reason.

    >>> read(b"\x20\x02\0\0")
    Answer(protocol='mqtt', banner='MQTT', code='0')
    >>> read(b"\x20\x02\0\x05")
    Answer(protocol='mqtt', banner='MQTT', refusal='wants a login', code='5')
    """
    if len(reply) != 4 or reply[:2] != b"\x20\x02" or reply[2] > 1 or reply[3] > len(_REFUSALS):
        return None
    number = reply[3]
    return Answer("mqtt", "MQTT", _REFUSALS[number - 1] if number else None, str(number))


MQTT = Protocol(
    key="mqtt",
    title="MQTT",
    # An empty identifier: a name of ours would end another connection that uses it.
    hello=Hello(0, b"\x10\x0c\0\x04MQTT\x04\x02\0\x0a\0\0", b"\xe0\0"),
    read=read,
    schemes={"mqtt": 1883},
    ports=(1883,),
    images=("mosquitto", "eclipse-mosquitto", "emqx", "vernemq", "hivemq-ce", "hivemq4"),
)
