"""A database that refused its client's log-in a moment ago, as both logs have it. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case


def refused_by_the_database(case: Case, other_value: str) -> str | None:
    """What it refused, and whether the client uses another value than the server's variable has."""
    refused, server = case.symptom.refused_log_in, case.destination.container
    if refused is None or refused.why in ("place", "full", "tls") or server is None:
        return None
    name, client = case.label(server), case.label(case.caller)
    told = {
        "password": f"the password of {refused.user} was refused",
        "role": f"it has no role {refused.user}",
        "database": f"it has no database {refused.database}",
    }
    more = f"; {client} does not use what {other_value} of {name} has" if other_value else ""
    return (
        f"{name} answers {client}, and {told[refused.why]} a moment ago, as the logs say; the"
        f" network is fine{more}"
    )
