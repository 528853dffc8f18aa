"""CL412: Windows' hosts file has an old address of this computer for host.docker.internal."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.hosts_lines import ways_past_a_stale_line
from containerloop.diagnose.rule_facts.stale_line import StaleLine
from containerloop.facts import UNHEARD, Outcome

_FILE = r"%SystemRoot%\System32\drivers\etc\hosts"


@diagnosis(
    "CL412",
    "stale-host-docker-internal",
    explains=UNHEARD | {Outcome.NETWORK_UNREACHABLE, Outcome.REFUSED},
)
def stale_host_docker_internal(case: Case, stale_line: StaleLine | None) -> Finding | None:
    r"""The hosts file of Windows has an old address for host.docker.internal.

    ## What it means

    Docker Desktop for Windows writes its names into the hosts file of Windows. After a
    change of network the lines may keep the old address, and programs on Windows, or
    containers that get their names from Windows, call a machine that is not this one:

        # Added by Docker Desktop
        192.168.1.17 host.docker.internal      (this computer is 192.168.8.40 now)

    ## How containerloop knows

    It runs on Windows. The name was resolved to the address that stands in Docker
    Desktop's own lines, that is not an address of this computer, and the call was lost
    or refused. `type %SystemRoot%\System32\drivers\etc\hosts` and `ipconfig` show both.
    If the name does not resolve at all, it is another cause (CL404).

    ## Remedy

    In Docker Desktop's settings turn "Add the *.docker.internal names to the host's
    /etc/hosts file" off and on again. Or quit it, delete the lines below "Added by
    Docker Desktop" as an administrator, and start it. A program on this computer can
    use localhost instead.

    Not tested live: this page rests on threads of docker/for-win (10420, 11814, 13601,
    13916, 14076, 14668).
    """
    if stale_line is None:
        return None
    now = f" (it has {' and '.join(stale_line.now)})" if stale_line.now else ""
    return Finding(
        summary=f"Docker Desktop's line in the hosts file sends {stale_line.name} to"
        f" {stale_line.address}, which is not an address of this computer now{now}",
        subject=f"{stale_line.name} {stale_line.address}",
        evidence=(
            failed_attempt(case.symptom),
            Evidence(
                saw=f"the hosts file has {stale_line.address} {stale_line.name}, below"
                ' "Added by Docker Desktop"',
                command=f"type {_FILE}",
            ),
        ),
        remedies=ways_past_a_stale_line(case),
        alone=True,
    )
