"""The data that a database refuses its client from, older than its container. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import within
from containerloop.diagnose.finding import Evidence
from containerloop.facts import (
    Container,
    DataSetUp,
    Maybe,
    RefusedLogIn,
    Snapshot,
    Unobserved,
    Value,
)
from containerloop.plan.database_log_ins import UNLOGGED

CLEARLY_OLDER_S = 60.0
"""A first `up` creates the volume and its container within seconds of each other."""


class OldSetUp(Value, frozen=True):
    """What was refused, by whom, and the data that were set up before that container was made."""

    refused: RefusedLogIn
    server: Container
    data: DataSetUp


def old_set_up(case: Case, snapshot: Snapshot) -> Maybe[OldSetUp | None]:
    """Only what the server's own variables would allow now counts: a wrong password is none."""
    refused, server = case.symptom.refused_log_in, case.destination.container
    if refused is None or refused.why in ("place", *UNLOGGED) or server is None:
        return None
    data = snapshot.set_ups.get(case.vantage, Unobserved("how its data were set up was not read"))
    if isinstance(data, Unobserved):
        return data
    for fact in (data.agrees, data.older_s):
        if isinstance(fact, Unobserved):
            return fact
    older = not isinstance(data.older_s, Unobserved) and data.older_s >= CLEARLY_OLDER_S
    kept = bool(data.volume or data.folder)
    return OldSetUp(refused, server, data) if kept and data.agrees and older else None


def other_value(case: Case, snapshot: Snapshot) -> str:
    """The server's variable that would allow what was refused, if the client used its value."""
    data = snapshot.set_ups.get(case.vantage)
    refused = case.symptom.refused_log_in
    if refused is None or not isinstance(data, DataSetUp) or data.agrees is not False:
        return ""
    return data.variable


def age(old: OldSetUp) -> Evidence:
    """When the data were set up, and what shows it."""
    data, name = old.data, old.server.name
    if data.volume:
        shown = f"docker volume inspect --format '{{{{.CreatedAt}}}}' {data.volume}"
        saw = f"{data.volume} was created on {data.made_on}, before {name}"
        return Evidence(saw=saw, command=shown)
    version = f"{data.folder}/PG_VERSION"
    saw = f"{version} was written on {data.made_on}, before {name} was created"
    return Evidence(saw=saw, command=within(old.server, "stat", "-c", "%y", version))


def place_of_data(data: DataSetUp) -> str:
    """The volume, or the folder, in a sentence."""
    return f"in volume {data.volume}" if data.volume else f"in {data.folder}"


def refusal(old: OldSetUp, case: Case) -> str:
    """What both logs say was refused."""
    refused, peer = old.refused, f" from {old.refused.peer}" if old.refused.peer else ""
    told = {
        "password": f"the password of {refused.user} is refused{peer}",
        "role": f"there is no role {refused.user}",
        "database": f"there is no database {refused.database}",
    }
    return f"the logs of {old.server.name} and {case.label(case.caller)}: {told[refused.why]}"
