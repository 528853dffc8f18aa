"""Whether a server that answered serves this client, as far as its answer tells. Pure.

A log-in is never made and a certificate never checked: where a server wants one, that is said,
and does not count against it, since the client may have what the probe lacks.
"""

from __future__ import annotations

from containerloop.facts import Value
from containerloop.facts.openings import PLAIN, Opening
from containerloop.protocols.host_refusals import is_empty, refuses_name
from containerloop.protocols.registry import by_scheme
from containerloop.protocols.sandbox_refusals import by_the_policy
from containerloop.protocols.servers.ftp import ADMITTED
from containerloop.protocols.servers.http import WANTS_TLS
from containerloop.protocols.servers.kafka import NO_BROKERS

LOG_IN = "the log-in was not tried"
CERTIFICATE = "the certificate was not checked"
_WANTS_LOG_IN = {
    "redis": frozenset({"NOAUTH", "NOPERM", "WRONGPASS"}),
    "memcached": frozenset({"CLIENT_ERROR"}),
    "mqtt": frozenset({"2", "4", "5"}),
    "ldap": frozenset({"8", "13", "48", "49", "53"}),
    "ftp": frozenset({"530"}),
    "postgresql": frozenset({"28P01"}),
}
"""Refusals of a caller without a name or a password, by protocol."""
_NO_REFUSAL = {"redis": frozenset({"MOVED", "ASK", "READONLY", "MISCONF", "ERR", "TRYAGAIN"})}
"""Refusals of one command, or of writing, beside which others are served."""
_FULL = "max number of clients"
_GREETS_FIRST = frozenset(
    {"mysql", "mongodb", "amqp", "mssql", "ssh", "smtp", "imap", "pop3"} | {"ftp"}
)
"""Protocols in which an answer comes before any log-in, so that it says nothing of one."""
_OTHER_KIND = frozenset({"405", "406", "411", "415", "422", "426", "428", "501"})
"""HTTP: the server wants another kind of request than a plain GET."""


class Service(Value, frozen=True):
    """`served`: whether the opening was; None where the answer does not tell, with `untried`.

    `untried` is a clause for after a semicolon or in brackets; where it was not served and the
    server refused in no words of its own, it says what the server did.
    """

    served: bool | None
    untried: str | None = None


class Answered(Value, frozen=True, kw_only=True):
    """What is known of an answer. `typed`: the path was asked for in as many words.

    `by_name`: the server was contacted by a name that somebody wrote, not by an IP address
    that a probe used instead; a web server may accept one and refuse the other.
    """

    protocol: str | None
    code: str | None = None
    refusal: str | None = None
    banner: str | None = None
    scheme: str | None = None
    opening: Opening = PLAIN
    by_name: bool = True
    typed: bool = False


def service(answer: Answered) -> Service:
    """Whether the client is served, and what of its opening was not tried."""
    if answer.protocol == "http":
        return _of_http(answer)
    if answer.protocol == "postgresql":
        return _of_postgresql(answer)
    if answer.protocol == "text" and (meant := by_scheme(answer.scheme or "")) is not None:
        return Service(False, f"what it says is not {meant.title}")
    if answer.refusal is None or answer.opening.direct:
        return _without_refusal(answer)
    protocol, code = answer.protocol or "", answer.code
    full = protocol == "redis" and answer.refusal.startswith(_FULL)
    if code in _WANTS_LOG_IN.get(protocol, ()) and not full:
        return Service(None, f"{LOG_IN}: the server asks for one")
    if code in _NO_REFUSAL.get(protocol, ()) and not full:
        return Service(True)
    if protocol == "tls" and answer.banner == "TLS" and answer.code is None:
        return Service(None)  # what it says to plain text; the comparison of schemes judges that
    return Service(False)


def _without_refusal(answer: Answered) -> Service:
    if answer.protocol == "tls":
        return Service(None, CERTIFICATE)
    if answer.protocol in _GREETS_FIRST and answer.code != ADMITTED:
        return Service(None, LOG_IN)
    if answer.protocol == "kafka" and answer.banner == NO_BROKERS:
        return Service(None, "the addresses that it advertises were not told")
    return Service(True)


def _of_http(answer: Answered) -> Service:
    code, written = answer.code, answer.opening.path not in (None, "/")
    if code is None:
        return Service(True)
    if (code[0] == "3" and answer.refusal) or by_the_policy(answer.refusal):
        return Service(False)
    if answer.scheme in ("ws", "wss"):
        return _of_websocket(code)
    if answer.refusal == WANTS_TLS:
        return Service(None)
    if refuses_name(answer.refusal):
        return Service(False if answer.by_name else None)
    if code[0] == "5" and code != "501":
        return Service(False, None if answer.refusal else f"its answer is an error ({code})")
    if is_empty(answer.banner):
        return Service(None, "its answer is empty, as Caddy's is where it has no site of that name")
    if code == "429":
        return Service(False, "it takes no more requests at the moment (429)")
    if code in ("401", "407"):
        return Service(None, f"{LOG_IN}: the server asks for one")
    if code == "400":
        typed = Service(False, "it refuses this request (400)")
        return typed if answer.typed else Service(None, "it refuses a plain GET (400)")
    if code in ("403", "404", "410"):
        return _of_a_page(code, written=written, typed=answer.typed)
    if code in _OTHER_KIND:
        return Service(None, f"it wants another kind of request than a plain GET ({code})")
    return Service(True)


def _of_a_page(code: str, *, written: bool, typed: bool) -> Service:
    """What is forbidden, or not there: a path that a setting names may be the base of others."""
    if written and typed:
        does = "forbids" if code == "403" else "does not serve"
        return Service(False, f"it {does} this path ({code})")
    if code == "403":
        return Service(None, "it forbids this request, which brought no log-in (403)")
    if written:  # it may be the beginning of the paths that are called
        return Service(None, f"it answers {code} at the path that is written")
    return Service(True)


def _of_websocket(code: str) -> Service:
    if code == "101":
        return Service(True)
    if code == "401":
        return Service(None, f"{LOG_IN}: the server asks for one")
    return Service(False, f"it does not open a WebSocket there ({code})")


def _of_postgresql(answer: Answered) -> Service:
    if answer.refusal is not None:
        wants = answer.code in _WANTS_LOG_IN["postgresql"]
        if answer.code == "28000" and answer.opening.user is None:
            return Service(None, LOG_IN)  # of another user than the client's
        return Service(None, f"{LOG_IN}: the server asks for one") if wants else Service(False)
    if answer.opening.user is None:
        return Service(None, LOG_IN)
    if answer.banner == "asks for a password":
        return Service(None, f"{LOG_IN}: the server asks for a password")
    return Service(True)
