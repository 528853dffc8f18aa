"""Putting right inside a database what its variables set up only once. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import within
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.rule_facts.old_set_up import OldSetUp
from containerloop.diagnose.trials import Untriable

_UNTRIED = Untriable(reason="it would change your database")


def as_the_variables_say(case: Case, old: OldSetUp) -> tuple[Proposal, ...]:
    """What the variables ask for made inside, with the data kept; or the old words used again."""
    name, variable = case.label(old.server), old.data.variable
    back = Proposal(
        summary=f"set {variable} of {name}, and {case.label(case.caller)} with it, back to what"
        " it was when the data were set up",
        trial=Untriable(reason="what it was is not known"),
    )
    return _inside(case, old, name), back


def _inside(case: Case, old: OldSetUp, name: str) -> Proposal:
    refused, server = old.refused, old.server
    if case.symptom.best.protocol == "mysql":
        client = "mariadb" if old.data.variable.startswith("MARIADB") else "mysql"
        return Proposal(
            summary=f"set the password inside {name}, and keep the data: ALTER USER"
            f" '{refused.user}'@'%' IDENTIFIED BY '...'; (the command asks for root's password of"
            " that day; where the account is not there, CREATE USER and GRANT)",
            host_command=_at_a_terminal(within(server, client, "-u", "root", "-p")),
            trial=_UNTRIED,
        )
    if refused.why == "password":
        words = ("psql", "-U", refused.user, "-d", "postgres", "-c", rf"\password {refused.user}")
        return Proposal(
            summary=f"set the password inside {name}, and keep the data (it asks for the new one)",
            host_command=_at_a_terminal(within(server, *words)),
            trial=_UNTRIED,
        )
    if refused.why == "role":
        made = f'CREATE ROLE "{refused.user}" LOGIN SUPERUSER'
        said = f"create the role inside {name}, as the user of that day, and keep the data: {made};"
        return Proposal(summary=said, trial=_UNTRIED)
    said = f'create the database inside {name}: CREATE DATABASE "{refused.database}";'
    return Proposal(summary=said, trial=_UNTRIED)


def _at_a_terminal(command: str) -> str:
    """The command inside a container, with a terminal for what it asks."""
    words = shlex.split(command)
    return shlex.join([*words[:2], "-it", *words[2:]])
