"""CL815: the database refuses what its own variables say, for its data are older than they."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import logs, within
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, setting_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.data_credentials import as_the_variables_say
from containerloop.diagnose.rule_facts.old_set_up import OldSetUp, age, place_of_data, refusal


@diagnosis("CL815", "credentials-from-old-volume", explains=set(), explains_wrong_answer=True)
def credentials_from_old_volume(case: Case, old_set_up: OldSetUp | None) -> Finding | None:
    """The network is fine; the data volume was set up earlier with another password.

    ## What it means

    Database images read `POSTGRES_PASSWORD`, `MYSQL_ROOT_PASSWORD` and the like only
    when the data directory is empty. A later change of the variable changes nothing:

        first start   POSTGRES_PASSWORD=old   stored in the volume
        now           POSTGRES_PASSWORD=new   ignored
        api           "password authentication failed for user"

    `database "..." does not exist` has the same reason when `POSTGRES_DB` was changed.

    ## How containerloop knows

    The server's log and its client's tell of the same refused log-in a moment ago, the
    client uses the very password, role or database that the server's variable has now,
    and the data volume is at least a minute older than the container; of PostgreSQL's
    data in a folder of the host, the file PG_VERSION. Passwords are compared and
    forgotten. A password that is only in a file (POSTGRES_PASSWORD_FILE) is not read,
    and then this is not checked. A client with another password than the variable has
    is not this cause: then a note says so.

    ## Remedy

    Change the password inside, and keep the data:

        docker compose exec db psql -U app -d postgres
        ALTER USER app PASSWORD '...';

    Or start with an empty volume. This deletes the data of all volumes of the project:

        docker compose down --volumes

    It was tried by hand with PostgreSQL and MariaDB; the rest of this page rests on the
    documentation of the official images and on threads of docker-library/postgres
    (203, 283, 773).
    """
    if old_set_up is None:
        return None
    data, server = old_set_up.data, old_set_up.server
    has = f"{data.variable} of {server.name} has what {case.label(case.caller)} uses"
    return Finding(
        summary=_summary(old_set_up, case),
        subject=f"{case.label(server)} {data.variable}",
        location=setting_location(case.inventory.config(server), "environment"),
        evidence=(
            Evidence(saw=refusal(old_set_up, case), command=logs(server, case.inventory)),
            age(old_set_up),
            Evidence(saw=has, command=within(server, "printenv", data.variable)),
            failed_attempt(case.symptom),
        ),
        remedies=as_the_variables_say(case, old_set_up),
    )


def _summary(old: OldSetUp, case: Case) -> str:
    name, refused, variable = case.label(old.server), old.refused, old.data.variable
    said = {
        "password": f"{name} refuses the password that its own {variable} has",
        "role": f"{name} has no role {refused.user}, which its own {variable} names",
        "database": f"{name} has no database {refused.database}, which its own {variable} names",
    }
    return f"{said[refused.why]}: the data {place_of_data(old.data)} were set up before"
