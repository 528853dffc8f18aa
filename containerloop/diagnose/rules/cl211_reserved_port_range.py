"""CL211: Windows has reserved a range of ports with this one in it, and no process uses it."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.engine_evidence import ranges_that_windows_keeps
from containerloop.diagnose.evidence import failed_attempt, setting_location, state_of
from containerloop.diagnose.finding import Finding
from containerloop.diagnose.remedies.move_host_port import moved, released
from containerloop.diagnose.rule_facts.reserved_port import ReservedPort
from containerloop.facts import FAILURES, Listener


@diagnosis("CL211", "reserved-port-range", explains=FAILURES, explains_wrong_answer=True)
def reserved_port_range(
    case: Case, reserved_port: ReservedPort | None, own_listeners: tuple[Listener, ...]
) -> Finding | None:
    """Windows has reserved a range of ports with this one in it, and no process uses it.

    ## What it means

    With Hyper-V or WSL, Windows reserves blocks of ports when it starts. A container
    that publishes a port in such a block does not start:

        Ports are not available: ... bind: An attempt was made to access a socket in a
        way forbidden by its access permissions.

    The blocks can be others after each restart of Windows, so a port that worked
    yesterday may fail today.

    ## How containerloop knows

    The container was not started, and the engine's error has these words about the
    port. If a process owns the port, the message is another one (CL203); `netsh
    interface ipv4 show excludedportrange protocol=tcp` shows the blocks.

    ## Remedy

    Publish on a port outside the ranges. Or free the range and reserve the port, as
    an administrator:

        net stop winnat
        netsh int ipv4 add excludedportrange tcp startport=50051 numberofports=1
        net start winnat

    Not tested live: this page rests on threads of docker/for-win (3171, 9272, 12530).
    """
    if reserved_port is None:
        return None
    container, wanted = reserved_port.container, reserved_port.wanted
    name = case.label(container)
    return Finding(
        summary=f"Windows keeps host port {wanted.host_port} in a reserved range, so {name} could"
        " not start: no process has it",
        subject=name,
        location=setting_location(case.inventory.config(container), "ports"),
        evidence=(state_of(container), ranges_that_windows_keeps(), failed_attempt(case.symptom)),
        remedies=(
            moved(container, wanted, own_listeners, case.inventory, wanted.host_port + MOST_OF_ONE),
            released(container, wanted, case.inventory),
        ),
    )


MOST_OF_ONE = 100  # ports in one of the ranges, as Windows makes them
