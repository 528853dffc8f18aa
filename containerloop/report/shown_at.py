"""The line of the project's files at which a finding is shown to a team. Pure.

A report that stands in a repository (SARIF, annotations) needs a line; which of those that are
known is decided here.
"""

from __future__ import annotations

from containerloop.diagnose.evidence import reference_location
from containerloop.diagnose.finding import Finding, Location
from containerloop.diagnose.symptom import Symptom
from containerloop.facts import Container
from containerloop.topology.destination import destination_of
from containerloop.topology.inventory import Inventory


def shown_at(finding: Finding, symptom: Symptom, inventory: Inventory) -> Location | None:
    """The line that says it, else the line to change, else where the service is defined.

    The service is the one that the address leads to. Where that is none but the client's own, the
    line that has the address comes first. None where no file has any of them.
    """
    return finding.location or _to_change(finding) or _of_the_call(symptom, inventory)


def _to_change(finding: Finding) -> Location | None:
    patches = (each.patch for each in finding.remedies if each.patch)
    return next((Location(file=p.file, line=p.line) for p in patches if p.line), None)


def _of_the_call(symptom: Symptom, inventory: Inventory) -> Location | None:
    expectation = symptom.expectation
    client = inventory.at(expectation.vantage)
    led_to = destination_of(expectation.address, expectation.vantage, client, inventory)
    server = None if led_to.kind == "self" else _service(led_to.container, inventory)
    return server or reference_location(symptom) or _service(client, inventory)


def _service(container: Container | None, inventory: Inventory) -> Location | None:
    config = inventory.config(container) if container else None
    if config is None or config.file is None or config.line is None:
        return None
    return Location(file=config.file, line=config.line, key=f"services.{config.name}")
