"""That what is asked about is on another engine. Pure."""

from __future__ import annotations

from containerloop.diagnose.remedies.another_engine import choosing, named
from containerloop.diagnose.rule_facts.running_elsewhere import RunningElsewhere
from containerloop.facts.plain_words import echoed


def runs_elsewhere(running_elsewhere: RunningElsewhere | None) -> str | None:
    """Which engine has it, and how to choose that one."""
    found = running_elsewhere
    if found is None:
        return None
    whom = f"project {found.project.name}" if found.project else named(found.engine.containers[0])
    context = echoed(found.engine.context)
    return (
        f'{whom} runs on the engine of the Docker context "{context}", not on the one that was'
        f" asked ({found.chosen_by}): {choosing(found.engine.context, found.chosen_by)}"
    )
