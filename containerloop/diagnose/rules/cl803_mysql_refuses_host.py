"""CL803: MySQL answers, and no account of it allows the client's address."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.mysql_accounts import account_for, unblocked
from containerloop.diagnose.rule_facts.seen_address import SeenAddress
from containerloop.facts import Container

_NO_ACCOUNT, _BLOCKED = "1130", "1129"


@diagnosis("CL803", "mysql-refuses-host", explains=set(), explains_wrong_answer=True)
def mysql_refuses_host(here: Case, seen_as: SeenAddress) -> Finding | None:
    """MySQL answers, and no account of it allows the client's address.

    ## What it means

    The network is fine. An account of MySQL or MariaDB has two parts, a user and the
    host that it may come from. None of them fits this client:

        ERROR 1130 (HY000): Host '172.18.0.3' is not allowed to connect to this
        MySQL server
        'app'@'localhost'   is not   'app'@'172.18.0.3'

    Error 1129, "host is blocked", comes after many broken connections: health checks
    of load balancers make them.

    ## How containerloop knows

    The server sends that error in place of its greeting, before any log-in. Error
    1045, "access denied", comes after one and can have the same reason, or a wrong
    password: no log-in is tried, so that is not told.

    ## Remedy

    Create the account for the containers' addresses and grant what it needs. In the
    official images `MYSQL_USER` and `MYSQL_ROOT_HOST` do so, at the first start with
    an empty data directory only. After error 1129, run `FLUSH HOSTS` (MySQL 8.4:
    `TRUNCATE performance_schema.host_cache`) and find out who breaks connections.
    """
    best, server = here.symptom.best, here.destination.container
    if best.protocol != "mysql" or best.code not in (_NO_ACCOUNT, _BLOCKED):
        return None
    if here.symptom.mismatch or here.symptom.answered_by_another:
        return None
    remedy = account_for if best.code == _NO_ACCOUNT else unblocked
    return Finding(
        summary=_summary(here, seen_as),
        subject=f"{here.label(server) if server else here.address} {seen_as.network}",
        location=reference_location(here.symptom),
        evidence=(_reply(here, server), failed_attempt(here.symptom)),
        remedies=(remedy(here, seen_as),),
    )


def _summary(here: Case, seen_as: SeenAddress) -> str:
    server = here.destination.container
    name = f" in {here.label(server)}" if server else ""
    if here.symptom.best.code == _BLOCKED:
        return f"MySQL{name} answers, but has blocked {seen_as} after many broken connections"
    return f"MySQL{name} answers, but has no account that may connect from {seen_as}"


def _reply(here: Case, server: Container | None) -> Evidence:
    command = f"mysql -h {here.address.host} -P {here.address.port}"
    best = here.symptom.best
    return Evidence(
        saw=f"MySQL replied: {best.code} {best.refusal}",
        command=logs(server, here.inventory) if server else command,
    )
