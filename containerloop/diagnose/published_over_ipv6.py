"""What is said of a port that is published over IPv6 alone (CL504). Pure."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.evidence import configured, failed_attempt, reference_location
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.change_ports import also_published
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.rule_facts.published_ports import dialled_at
from containerloop.facts import Address, Container, Publication


def published_over_ipv6(case: Case, server: Container, only: Publication) -> Finding:
    """The finding, where this machine called over IPv4; `only` is the publication."""
    called, name = case.symptom.best.resolved or case.address.host, case.label(server)
    at = Address(host=only.host_ip, port=only.host_port)
    said = f"{server.name} is published on {at} only"
    return Finding(
        summary=f"{name} is published over IPv6 only, on {at}, but was contacted over IPv4, at"
        f" {called}",
        subject=f"{name} {only.host_port}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), configured(server, said, "NetworkSettings.Ports")),
        remedies=(instead(case, dialled_at(only)), also_published(case, server, only, called)),
    )
