"""The facts of one question, whatever failed: who was asked, and what there is. Pure."""

from __future__ import annotations

from functools import cached_property

from containerloop.diagnose.rule_facts.running_elsewhere import (
    RunningElsewhere,
    running_elsewhere,
)
from containerloop.diagnose.rule_facts.views import all_attempts, host_listeners
from containerloop.facts import (
    Attempt,
    Engine,
    Listener,
    Maybe,
    NoProject,
    Project,
    Publication,
    Question,
    Snapshot,
    SwarmTask,
    Unobserved,
)
from containerloop.platforms.known import platform_seen
from containerloop.platforms.traits import Platform
from containerloop.topology.inventory import Inventory
from containerloop.topology.ports import publications
from containerloop.topology.swarm_services import in_scope, services, tasks_elsewhere


class QuestionFacts:
    """The facts of a question, each derived when it is first asked for."""

    def __init__(self, snapshot: Snapshot, index: Inventory) -> None:
        self._snapshot = snapshot
        self._index = index

    @cached_property
    def question(self) -> Question:
        """What was asked."""
        return self._snapshot.question

    @cached_property
    def engine(self) -> Maybe[Engine]:
        """The engine that answered."""
        return self._snapshot.survey.engine

    @cached_property
    def platform(self) -> Maybe[Platform]:
        """What is true of the platform that the engine runs on."""
        return platform_seen(self._snapshot.survey)

    @cached_property
    def why_no_engine(self) -> str | None:
        """Why the engine was not seen; None where it was."""
        return self.engine.reason if isinstance(self.engine, Unobserved) else None

    @cached_property
    def project(self) -> Maybe[Project | None]:
        """The compose project; None where none is meant."""
        project = self._snapshot.survey.project
        return project if isinstance(project, Project | Unobserved) else None

    @cached_property
    def why_no_project(self) -> str | None:
        """Why no compose project is meant, or which could not be read; None for one that is."""
        project = self._snapshot.survey.project
        return project.reason if isinstance(project, NoProject | Unobserved) else None

    @cached_property
    def inventory(self) -> Maybe[Inventory]:
        """All that there is; unobserved where containers or networks are."""
        survey = self._snapshot.survey
        unseen = (f for f in (survey.containers, survey.networks) if isinstance(f, Unobserved))
        return next(unseen, None) or self._index

    @cached_property
    def running_elsewhere(self) -> Maybe[RunningElsewhere | None]:
        """What is meant, on an engine of another context; None where it is on this one."""
        return running_elsewhere(self._snapshot, self._index)

    @cached_property
    def tasks_unasked(self) -> tuple[SwarmTask, ...]:
        """The running tasks of the services in question on nodes whose engine was not asked."""
        asked, index = self._snapshot.asked_nodes, self._index
        meant = (s for s in services(index) if in_scope(s, index))
        return tuple(t for s in meant for t in tasks_elsewhere(s, index) if t.node not in asked)

    @cached_property
    def attempts(self) -> tuple[Attempt, ...]:
        """Every attempt of every vantage."""
        return all_attempts(self._snapshot)

    @cached_property
    def impostor_images(self) -> tuple[str, ...]:
        """Images that have the name of the probe's on the engine and are not it."""
        return self._snapshot.impostor_images

    @cached_property
    def host_listeners(self) -> Maybe[tuple[Listener, ...]]:
        """The listeners of the engine's host; of this machine where there is no engine."""
        return host_listeners(self._snapshot, self._index)

    @cached_property
    def own_listeners(self) -> Maybe[tuple[Listener, ...]]:
        """The listeners of this machine, wherever the engine is."""
        return self._snapshot.survey.machine.listeners

    @cached_property
    def engine_listeners(self) -> Maybe[tuple[Listener, ...]]:
        """The listeners of the engine's host; of this machine where there is no engine."""
        return host_listeners(self._snapshot, self._index)

    @cached_property
    def proxied_ports(self) -> tuple[Publication, ...]:
        """The ports of this machine that it passes on to running containers, as far as is known."""
        at_home = (c for c in self._index.containers if not self._index.in_host_mode(c))
        return tuple(p for c in at_home if c.state.running for p in publications(c))
