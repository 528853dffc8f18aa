"""A port of this machine that answers, where the project's is on the engine's machine. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.published_elsewhere import PublishedElsewhere


def answers_here_published_there(
    case: Case, published_elsewhere: PublishedElsewhere | None
) -> str | None:
    """Who has the port there: a tunnel may lead to it, and so may anybody else answer here."""
    found = published_elsewhere
    if found is None or not case.outcome.reached:
        return None
    name, at = case.label(found.container), f" ({found.at})" if found.at else ""
    return (
        f"{case.address} is this machine's own port; {name} is published on the engine's machine"
        f"{at}, and whether what answers here leads to it is not known"
    )
