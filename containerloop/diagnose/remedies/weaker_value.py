"""Let the value of a file count that a stronger source takes the place of. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import start
from containerloop.diagnose.evidence import written_at
from containerloop.diagnose.finding import Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.overruled_value import OverruledValue
from containerloop.diagnose.trials import Dial


def weaker_value(case: Case, value: OverruledValue) -> Proposal:
    """Take the variable out of the shell; in a file, write the other address where it counts."""
    place, address = stands_at(value), value.address
    if value.overruled.by != "shell":
        return instead(case, address, f"use {address} there too, as {place} has it")
    variable = shlex.quote(value.overruled.variable)
    return Proposal(
        summary=f"unset {variable} in the shell that runs docker compose, so that {place} counts",
        address=address,
        host_command=f"unset {variable} && {start(case.caller, case.inventory)}",
        trial=Dial(vantage=case.vantage, address=address),
    )


def stands_at(value: OverruledValue) -> str:
    """Where the value stands that does not count: `.env:1`."""
    place = written_at(value.overruled.reference)
    return f"{place.file}:{place.line}" if place else "the file"
