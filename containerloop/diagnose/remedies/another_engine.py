"""Asking the engine that has what is missing on this one. Pure."""

from __future__ import annotations

import shlex

from containerloop.diagnose.finding import Evidence, Proposal
from containerloop.diagnose.rule_facts.running_elsewhere import RunningElsewhere
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Container
from containerloop.facts.plain_words import echoed

_VARIABLES = ("DOCKER_HOST", "DOCKER_CONTEXT")


def named(container: Container) -> str:
    """What a container of another engine is called: its service of its project, else its name."""
    if container.service is None or container.project is None:
        return container.name
    return f"{container.service} of project {container.project}"


def choose(found: RunningElsewhere) -> Proposal:
    """Choosing its context, which is the user's to do."""
    context = found.engine.context
    return Proposal(
        summary=f'choose the engine of the Docker context "{echoed(context)}"',
        host_command=choosing(context, found.chosen_by),
        trial=Untriable(reason="it is the choice of your command line"),
    )


def choosing(context: str, chosen_by: str) -> str:
    """The command that chooses a context, where `chosen_by` has chosen another engine.

    A variable goes before any context that is chosen.
    """
    by_variable = chosen_by.partition("=")[0] in _VARIABLES
    unset = f"unset {' '.join(_VARIABLES)} && " if by_variable else ""
    return unset + shlex.join(["docker", "context", "use", context])


def where_it_is(found: RunningElsewhere, container: Container, port: str) -> str:
    """The sentence that a container runs on another engine, by whose port it is meant."""
    whom, context = named(container), echoed(found.engine.context)
    said = whom if found.project else f"port {port} is published by {whom}, which"
    return (
        f'{said} runs on the engine of the Docker context "{context}", not on the one that was'
        f" asked ({found.chosen_by})"
    )


def runs_there(found: RunningElsewhere, container: Container) -> Evidence:
    """That it runs there, as that engine's own list has it."""
    # with DOCKER_HOST set, the context "default" is the engine that DOCKER_HOST names
    named = found.engine.context != "default"
    whose = ["--context", found.engine.context] if named else ["--host", found.engine.address]
    return Evidence(
        saw=f"{container.name} runs on the engine at {found.engine.address}",
        command=shlex.join(["docker", *whose, "ps", "--filter", f"name={container.name}"]),
    )
