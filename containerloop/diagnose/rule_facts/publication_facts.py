"""The facts about what is published of a symptom's port, and what is not. Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.rule_facts.case_facts import CaseFacts, of_the_case
from containerloop.diagnose.rule_facts.published_ports import (
    HostPort,
    host_ports,
    published_everywhere,
    published_here,
)
from containerloop.diagnose.rule_facts.unpublished import Unpublished, unpublished
from containerloop.facts import Publication


class PublicationFacts(CaseFacts):
    """Of a symptom's port: its publications, and those it lacks."""

    @of_the_case
    def published_here(self, case: Case) -> tuple[Publication, ...]:
        """The addressee's publications at the asked port of this machine."""
        return published_here(case)

    @of_the_case
    def host_ports(self, case: Case) -> tuple[HostPort, ...]:
        """The host ports at which the project publishes the asked number, a container port."""
        return host_ports(case)

    @of_the_case
    def published_everywhere(self, case: Case) -> Publication | None:
        """The publication of the addressee's port on every address of this machine."""
        return published_everywhere(case)

    @of_the_case
    def unpublished(self, case: Case) -> Unpublished:
        """The services that serve the port and do not publish it."""
        return unpublished(case, self._serving)
