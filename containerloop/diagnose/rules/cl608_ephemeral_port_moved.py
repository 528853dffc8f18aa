"""CL608: the host port was chosen by the engine, and is another one since the last start."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import port_of
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, setting_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.chosen_now import at_present
from containerloop.diagnose.rule_facts.chosen_ports import ChosenPort
from containerloop.facts import Outcome

MOST = 3
"""How many ports are offered that may be the one that is meant."""


@diagnosis("CL608", "ephemeral-port-moved", explains={Outcome.REFUSED})
def ephemeral_port_moved(
    case: Case, nobody_serves: bool, port_in_use: bool, chosen_ports: tuple[ChosenPort, ...]
) -> Finding | None:
    """The host port is chosen at each start, and it is another one now.

    ## What it means

    A port without a left number, `-P`, and a port published as 0 get any free host
    port. A new one is chosen whenever the container is started:

        ports: ["5432"]      yesterday   127.0.0.1:32768 --> db :5432
                             today       127.0.0.1:32771 --> db :5432

    A client that remembers yesterday's number is refused, or reaches another
    container (that is not seen here).

    ## How containerloop knows

    Nobody on this machine has the number, which is one of those that Linux hands out by
    itself (32768 to 60999), and a running container asks for any free host port and has
    one not far from it (Docker hands them out in a row). Which number it had before is
    recorded nowhere: the answer at the present one tells.

    ## Remedy

    Ask for the number before each use, or fix it:

        docker compose port db 5432

        db:
          ports: ["127.0.0.1:5432:5432"]

    Several containers of a service need several: `"127.0.0.1:5432-5434:5432"`.
    """
    if not chosen_ports or not nobody_serves or port_in_use:
        return None
    first, whose = chosen_ports[:MOST], case.inventory.config(chosen_ports[0].container)
    return Finding(
        summary=_summary(case, first),
        subject=str(case.address.port),
        location=setting_location(whose, "ports"),
        evidence=(failed_attempt(case.symptom), *map(_published, first)),
        remedies=tuple(at_present(case, each) for each in first),
    )


def _summary(case: Case, found: tuple[ChosenPort, ...]) -> str:
    each = [f"{x.published.container_port} of {case.label(x.container)}" for x in found]
    gets = "gets another host port" if len(each) == 1 else "get other host ports"
    return (
        f"nothing has port {case.address.port} now: port {' and '.join(each)} {gets} at each start"
    )


def _published(found: ChosenPort) -> Evidence:
    row, name = found.published, found.container.name
    port = str(row.container_port)
    said = f"{name} asks for any free host port for {port}, and has {row.host_port}"
    return Evidence(saw=said, command=port_of(found.container, port))
