"""ZooKeeper: the four-letter word `srvr`, allowed by default."""

from containerloop.protocols.protocol import Answer, Hello, Protocol
from containerloop.protocols.servers.numbered_greeting import first_line


def read(reply: bytes) -> Answer | None:
    r"""Read the version line, or the sentence that the word is not allowed.

    >>> read(b"Zookeeper version: 3.9.2-x\nLatency")
    Answer(protocol='zookeeper', banner='ZooKeeper 3.9.2-x')
    """
    line = first_line(reply)
    if line.startswith("Zookeeper version: "):
        return Answer("zookeeper", f"ZooKeeper {line[19:]}")
    if line.startswith("srvr is not executed because it is not in the whitelist"):
        return Answer("zookeeper", "ZooKeeper")
    if line.startswith("This ZooKeeper instance is not currently serving requests"):
        return Answer("zookeeper", "ZooKeeper", line)
    return None


ZOOKEEPER = Protocol(
    key="zookeeper",
    title="ZooKeeper",
    hello=Hello(0, b"srvr"),
    read=read,
    schemes={"zookeeper": 2181, "zk": 2181},
    ports=(2181,),
    images=("zookeeper", "cp-zookeeper"),
)
