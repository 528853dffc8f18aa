"""The facts about what is published of a symptom's port, and what is not. Pure."""

from __future__ import annotations

from functools import cached_property

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.answered_inside import answered_inside
from containerloop.diagnose.rule_facts.case_facts import CaseFacts, of_the_case
from containerloop.diagnose.rule_facts.chosen_ports import ChosenPort, chosen_ports
from containerloop.diagnose.rule_facts.misforwarded import Misforwarded, misforwarded
from containerloop.diagnose.rule_facts.no_proxy_process import without_proxy
from containerloop.diagnose.rule_facts.node_ports import NodePort, node_port
from containerloop.diagnose.rule_facts.on_windows import on_windows
from containerloop.diagnose.rule_facts.out_of_the_sandbox import OutOfTheSandbox, out_of_the_sandbox
from containerloop.diagnose.rule_facts.passed_on import HUNG_UP, kept_inside
from containerloop.diagnose.rule_facts.published_apart import published_apart
from containerloop.diagnose.rule_facts.published_elsewhere import (
    PublishedElsewhere,
    published_elsewhere,
)
from containerloop.diagnose.rule_facts.published_ports import (
    HostPort,
    host_ports,
    published_everywhere,
    published_here,
)
from containerloop.diagnose.rule_facts.unforwarded import unforwarded
from containerloop.diagnose.rule_facts.unpublished import Unpublished, unpublished
from containerloop.facts import ENGINE_HOST, Attempt, Engine, Maybe, Publication, Unobserved
from containerloop.platforms.known import platform_seen, publishes_here


class PublicationFacts(CaseFacts):
    """Of a symptom's port: its publications, and those it lacks."""

    @of_the_case
    def chosen_ports(self, case: Case) -> tuple[ChosenPort, ...]:
        """The host ports that the engine chose, of which this machine may have an old number."""
        return chosen_ports(case)

    @of_the_case
    def published_here(self, case: Case) -> tuple[Publication, ...]:
        """The addressee's publications at the asked port of this machine."""
        return published_here(case)

    @cached_property
    def published_apart(self) -> Maybe[Publication | None]:
        """A publication over IPv6, where there is no other and this machine called over IPv4."""
        if isinstance(self.here, Unobserved):
            return self.here
        return published_apart(self.here, published_here(self.here))

    @of_the_case
    def host_ports(self, case: Case) -> tuple[HostPort, ...]:
        """The host ports at which the project publishes the asked number, a container port."""
        return host_ports(case)

    @of_the_case
    def node_port(self, case: Case) -> NodePort | None:
        """The node of a Kubernetes cluster whose NodePort may be meant."""
        return node_port(case)

    @of_the_case
    def published_everywhere(self, case: Case) -> Publication | None:
        """The publication of the addressee's port on every address of this machine."""
        return published_everywhere(case)

    @of_the_case
    def without_proxy(self, case: Case) -> Maybe[Attempt | None]:
        """This machine's call of the published port that was answered without any proxy."""
        return without_proxy(case, self.attempts, self.own_listeners)

    @of_the_case
    def answered_inside(self, case: Case) -> Maybe[Attempt | None]:
        """The call inside the engine's virtual machine that the published port answered."""
        return answered_inside(case, self._snapshot)

    @of_the_case
    def unforwarded(self, case: Case) -> Maybe[Publication | None]:
        """The publication that a rootless engine's bridges do not have, and were called for."""
        return unforwarded(case)

    @of_the_case
    def kept_inside(self, case: Case) -> Maybe[bool]:
        """Whether the port is one of the engine's own network that pasta passes on to nobody."""
        platform, engine = platform_seen(self._snapshot.survey), case.inventory.survey.engine
        if isinstance(platform, Unobserved) or isinstance(engine, Unobserved):
            return platform if isinstance(platform, Unobserved) else False
        if engine.rootless and isinstance(here := publishes_here(engine), Unobserved):
            return here if case.outcome in HUNG_UP else False
        view = self._snapshot.views.get(ENGINE_HOST, Unobserved("the engine's host was not seen"))
        return kept_inside(case, platform, published_here(case), view)

    @of_the_case
    def unpublished(self, case: Case) -> Maybe[Unpublished]:
        """The services that serve the port and do not publish it.

        None of those that an editor was to forward: it is told to, and has to be told better.
        """
        if isinstance(self.misforwarded, Unobserved):
            return self.misforwarded
        return Unpublished(()) if self.misforwarded else unpublished(case, self._serving)

    @of_the_case
    def misforwarded(self, case: Case) -> Maybe[Misforwarded | None]:
        """The port that an editor forwards to its dev container, while another service has it."""
        if isinstance(self.project, Unobserved):
            return self.project
        return misforwarded(case, self._serving, self._snapshot, self.own_listeners)

    @of_the_case
    def on_windows(self, case: Case) -> Maybe[Attempt | None]:
        """The call of the same port on Windows that was served, where WSL's own was refused."""
        return on_windows(case, self.attempts, self._serving)

    @cached_property
    def out_of_the_sandbox(self) -> Maybe[OutOfTheSandbox | None]:
        """What the proxy of the sandbox that this runs in says of the call."""
        if isinstance(self.here, Unobserved):
            return self.here
        return out_of_the_sandbox(self.here, self.attempts, self._serving)

    @of_the_case
    def published_elsewhere(self, case: Case) -> Maybe[PublishedElsewhere | None]:
        """The addressee's publication on the machine of an engine that is not on this one."""
        engine = case.inventory.survey.engine
        if isinstance(engine, Engine) and isinstance(engine.same_machine, Unobserved):
            return engine.same_machine
        return published_elsewhere(case)
