"""CL505: the server listens on a unix socket alone."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, nothing_listens
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.open_tcp import listening_on_tcp
from containerloop.diagnose.rule_facts.unix_server import UnixServer
from containerloop.diagnose.state_evidence import socket_file
from containerloop.facts import Maybe, Outcome, Unobserved


@diagnosis(
    "CL505",
    "unix-socket-only",
    explains={Outcome.REFUSED, Outcome.ACCEPTED_THEN_CLOSED, Outcome.ACCEPTED_THEN_RESET},
)
def unix_socket_only(case: Case, unix_server: UnixServer | None) -> Maybe[Finding | None]:
    """The server listens on a unix socket and on no TCP port.

    ## What it means

    A unix socket is a file, and only processes that see the file can connect. No
    other container and no published port reaches it:

        +-- db -------------------------------+
        |  mysqld --> /run/mysqld/mysqld.sock |
        |  :3306      (nobody)                | <-- api: connection refused
        +-------------------------------------+

    MySQL's `skip-networking`, an empty `listen_addresses` in PostgreSQL, Redis with
    `port 0`, `listen = /run/php-fpm.sock` and `unix:` in gunicorn have this effect.

    ## How containerloop knows

    The kernel lists a socket file on which a server of that kind listens in the
    container's network, and no listening TCP socket that could be the same server's.
    The images of MySQL and PostgreSQL run like that for a moment, while they set up an
    empty data directory: in its first two minutes a database is not judged.

    ## Remedy

    Let the server listen on TCP: `listen_addresses = '*'`, no `skip-networking`,
    `port 6379`, `listen = 9000`, `-b 0.0.0.0:8000`. In a MySQL client write the
    service's name: the host `localhost` means "use the socket" there (error 2002).
    """
    if unix_server is None:
        return None
    name, path = case.label(unix_server.container), unix_server.path
    if unix_server.may_be_setting_up:
        return Unobserved(f"{name} listens on {path} only, as it does while it is set up")
    server, port = unix_server.container, case.destination.port
    return Finding(
        summary=f"{name} listens on the unix socket {path} only, and not on port {port}:"
        " no other container and no published port reaches it",
        subject=name,
        evidence=(
            socket_file(server, path),
            nothing_listens(server, port),
            failed_attempt(case.symptom),
        ),
        remedies=(listening_on_tcp(case, unix_server),),
    )
