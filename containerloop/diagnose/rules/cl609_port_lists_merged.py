"""CL609: compose files whose lists of ports were merged, and cannot both be had."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import compose
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, part_location, port_conflict, state_of
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.ports_item import ports_item
from containerloop.diagnose.remedies.replace_ports import only
from containerloop.diagnose.rule_facts.merged_ports import MergedPorts
from containerloop.facts import FAILURES, PortLine


@diagnosis("CL609", "port-lists-merged", explains=FAILURES, explains_wrong_answer=True)
def port_lists_merged(case: Case, merged_ports: MergedPorts | None) -> Finding | None:
    """An override file added to the list of ports instead of replacing it.

    ## What it means

    Compose merges the `ports` of several files into one list:

        compose.yaml            ports: ["8080:80"]
        compose.override.yaml   ports: ["127.0.0.1:8080:80"]
        result                  both, and the second cannot have what the first has

    So the start fails ("port is already allocated", "address already in use"), by the
    service itself or by whoever has the old port. A `compose.override.yaml` beside the
    file is read without being asked for.

    ## How containerloop knows

    The container could not start; two files list a host port for the same container
    port; and the earlier one is asked for by both, or somebody else has it. Items that
    are ranges of ports are not compared.

    ## Remedy

    Say in the override that its list replaces the other (Compose 2.24.4 and later):

        services:
          web:
            ports: !override
              - "127.0.0.1:8080:80"

    With older versions, use a variable in the first file: `"${WEB_PORT:-8080}:80"`.
    """
    if merged_ports is None:
        return None
    found, name = merged_ports, case.label(merged_ports.container)
    held = port_conflict(found.container, found.holder)[:1] if found.holder else ()
    config = compose(case.inventory, "config", found.container.service or "")
    return Finding(
        summary=f"{name} could not start: {_item(found.newer)} is added to {_item(found.older)}"
        " and does not replace it",
        subject=name,
        location=part_location(found.newer.container_part),
        evidence=(
            Evidence(saw=f"{_item(found.older)} and {_item(found.newer)}", command=config),
            *held,
            state_of(found.container),
            failed_attempt(case.symptom),
        ),
        remedies=(only(case, found),),
    )


def _item(line: PortLine) -> str:
    return f"{ports_item(line.publication)} of {line.container_part.place.file}"
