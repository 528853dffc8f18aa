"""CL408: a browser was given a service name, which only containers can resolve."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import reference_location
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.remedies.combine import merged
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.remedies.publish_port import published
from containerloop.diagnose.remedies.reference_change import written_as
from containerloop.diagnose.rule_facts.servers import ContainerServer
from containerloop.facts import Address, Container, Outcome
from containerloop.plan.reference_matching import not_a_name_here
from containerloop.topology.ports import publications


@diagnosis("CL408", "browser-given-service-name", explains={Outcome.NAME_NOT_FOUND})
def browser_given_service_name(case: Case) -> Finding | None:
    """A browser was given a service name, which only containers can resolve.

    ## What it means

    `VITE_…`, `NEXT_PUBLIC_…`, `REACT_APP_…` end up in a page, and the page's scripts
    run in a browser: on this machine, outside every container. Service names resolve
    through Docker, in containers only:

        web (container) ------> api:8000           works
        browser (this machine)  api:8000 --x       ERR_NAME_NOT_RESOLVED
        browser (this machine)  localhost:8000 --> the published port of api

    ## How containerloop knows

    The variable's name says that its value is for a page; the host in it is a service
    of the project, and this machine's hosts file does not have it. The name is not
    looked up outside, because name servers there should not see it.

    ## Remedy

    Give the page an address of this machine: `http://localhost:PORT`, the host port
    that is published, and publish one if there is none. Such variables are mostly
    built in: build the page again. A variable that the development server itself uses
    (for its proxy) keeps the service's name.
    """
    expectation = case.symptom.expectation
    reference, address = expectation.reference, expectation.address
    if reference is None or not not_a_name_here(expectation, case.inventory):
        return None
    server = case.inventory.namespace_owner(case.inventory.named(address.host)[0])
    page = next((c for c in case.inventory.containers if reference in c.references), None)
    key = reference.host_part.place.key.rpartition(".")[2]
    return Finding(
        summary=f"{key} is for a browser, and {address.host} is a name for containers only",
        subject=f"{key} {address}",
        location=reference_location(case.symptom),
        evidence=(
            Evidence(
                saw=f"{address.host} is a service, and no name in this machine's hosts file",
                command=f"grep -w {address.host} /etc/hosts",
            ),
        ),
        remedies=(_use_published(case, page, server),) if page else (),
    )


def _use_published(case: Case, page: Container, server: Container) -> Proposal:
    asked = case.address
    made = [p for p in publications(server) if p.container_port == asked.port and p.host_port]
    outside = made[0].host_port if made else asked.port
    address = Address(host="localhost", port=outside, transport=asked.transport)
    said = f"give the page {address} instead of {asked}"
    if made:
        return instead(case, address, said, writer=page)
    first = published(ContainerServer(server, asked.port, ()), outside, case.inventory)
    if first.address is None:  # the engine chooses, and nobody knows yet what to give
        return first
    # two services change: a patch of bare lines would not say which line is whose
    _, override = written_as(case, address, page)
    return Proposal(
        summary=f"{first.summary}, and {said}",
        address=address,
        override=merged(override, first.override),
        trial=first.trial,
    )
