"""CL802: PostgreSQL answers, and its pg_hba.conf refuses the client's address."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs, within
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.rule_facts.seen_address import SeenAddress
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container


@diagnosis("CL802", "postgres-refuses-host", explains=set(), explains_wrong_answer=True)
def postgres_refuses_host(here: Case, seen_as: SeenAddress) -> Finding | None:
    """PostgreSQL answers, and its pg_hba.conf refuses the client's address.

    ## What it means

    The network is fine. PostgreSQL decides by `pg_hba.conf` who may connect from
    where, and no line matches this client, or one with "reject" does:

        FATAL:  no pg_hba.conf entry for host "172.18.0.3", user "app",
                database "app", no encryption

    The address is the one that PostgreSQL sees: behind a published port it may be the
    network's gateway. The official image writes a line for all addresses into an empty
    data directory; a mounted `pg_hba.conf` or an older volume takes its place.

    ## How containerloop knows

    It begins the log-in of the user and the database that the client names, without
    a password, and PostgreSQL replies with code 28000 and its sentence. Where no user
    is written down, or with `--no-login`, that is not tried. A server with TLS may
    admit with it whom it refuses without; only `sslmode=disable` leaves no doubt.

    ## Remedy

    Add a line for the containers' network to the file, before any that rejects them,
    and load it again with `SELECT pg_reload_conf()`; the command offered tells which
    file. `md5` accepts SCRAM passwords too. On the host, see CL503 as well.
    """
    best, server = here.symptom.best, here.destination.container
    by_hba = best.code == "28000" and "pg_hba.conf" in (best.refusal or "")
    if best.protocol != "postgresql" or not by_hba or best.opening.user is None:
        return None
    if here.symptom.mismatch or here.symptom.answered_by_another:
        return None
    return Finding(
        summary=_summary(here, seen_as),
        subject=f"{here.label(server) if server else here.address} {seen_as.network}",
        location=reference_location(here.symptom),
        evidence=(_reply(here, server), failed_attempt(here.symptom)),
        remedies=(_line(here, server, seen_as),),
    )


def _summary(here: Case, seen_as: SeenAddress) -> str:
    server, user = here.destination.container, here.symptom.best.opening.user
    name = f" in {here.label(server)}" if server else ""
    return f"PostgreSQL{name} answers, but its pg_hba.conf does not admit {user} from {seen_as}"


def _reply(here: Case, server: Container | None) -> Evidence:
    command = f"psql -h {here.address.host} -p {here.address.port}"
    shown = logs(server, here.inventory) if server else command
    return Evidence(saw=f"PostgreSQL replied: {here.symptom.best.refusal}", command=shown)


def _line(here: Case, server: Container | None, seen_as: SeenAddress) -> Proposal:
    said = here.symptom.best.opening
    line = f"host {said.database or said.user} {said.user} {seen_as.network} md5"
    show = within(server, "psql", "-U", "postgres", "-Atc", "SHOW hba_file") if server else None
    return Proposal(
        summary=f'add the line "{line}" to its pg_hba.conf, above any line that rejects it, then'
        " run SELECT pg_reload_conf()",
        host_command=show,
        trial=Untriable(reason="it would change a file of your server"),
    )
