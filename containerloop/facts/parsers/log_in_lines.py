r"""Refused log-ins in the log of a server: whose, from where, and why. Pure.

The sentences are RabbitMQ's, as version 3.10 writes them; nothing else of a line is kept.
"""

from __future__ import annotations

import re

from containerloop.facts.printable import printable
from containerloop.facts.snapshot import RefusedLogIn
from containerloop.facts.values import literal

MOST = 12
_MOST_NAME = 64
_PEER = re.compile(r"AMQP connection <[\d.]+> \((\S+):\d+ -> ")
_REFUSED = re.compile(r"login refused: user '([^']*)' can only connect via localhost")


def refused_log_ins(log: str) -> tuple[RefusedLogIn, ...]:
    r"""Those that the lines of a server's log tell of, without repetition.

    >>> log = '''\
    ... [error] <0.674.0> Error on AMQP connection <0.674.0> (172.18.0.3:38936 -> 172.18.0.2:5672):
    ... [error] <0.674.0> PLAIN login refused: user 'guest' can only connect via localhost'''
    >>> refused_log_ins(log)
    (RefusedLogIn(user='guest', peer='172.18.0.3'),)
    """
    found: dict[RefusedLogIn, None] = {}
    peer = ""
    for line in log.splitlines():
        if there := _PEER.search(line):
            peer = there[1].strip("[]")
        if (refused := _REFUSED.search(line)) and literal(peer) and len(found) < MOST:
            user = printable(refused[1], _MOST_NAME)
            found.setdefault(RefusedLogIn(user=user, peer=peer))
    return tuple(found)
