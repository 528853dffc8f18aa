"""CL106: the server is on Windows, and the localhost of WSL is not that of Windows."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, other_attempt
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Attempt, Outcome

_MIRRORED = Proposal(
    summary=r"choose the mirrored mode: networkingMode=mirrored below [wsl2] in"
    r" %UserProfile%\.wslconfig, then run wsl --shutdown in Windows",
    trial=Untriable(reason="it would stop WSL with everything in it"),
)


@diagnosis("CL106", "wsl-network-mode", explains={Outcome.REFUSED})
def wsl_network_mode(case: Case, on_windows: Attempt | None) -> Finding | None:
    r"""The network mode of WSL decides which side's localhost reaches the port.

    ## What it means

    A WSL distribution is a virtual machine under Windows. Its network mode decides
    what localhost means between the two:

        NAT (the default)   Windows localhost --> WSL        forwarded
                            WSL localhost     --> Windows    not forwarded
                            another machine   --> WSL        not forwarded
        mirrored            both share addresses and localhost

    In mirrored mode, ports published by an engine inside WSL need Docker Engine 27.3
    or later.

    ## How containerloop knows

    It runs in WSL, `wslinfo --networking-mode` says nat, WSL's own localhost refused
    the call, or WSL as the host of a container of its engine did, and the same port
    answered from there at the default gateway, which is Windows (`ip route show
    default`). The other direction, and faults of the mirrored mode, it does not see.

    ## Remedy

    Use the gateway's address for a server on Windows, from containers in WSL, too. It
    can be another one after each start of Windows. The server has to
    listen on more than 127.0.0.1. For programs in WSL itself, mirrored mode in
    `%UserProfile%\.wslconfig` and `wsl --shutdown` do as well:

        [wsl2]
        networkingMode=mirrored

    Not tested live: this page rests on Microsoft's documentation of WSL networking
    and on threads of microsoft/WSL and moby/moby (48056, 48514).
    """
    if on_windows is None:
        return None
    there = on_windows.address
    return Finding(
        summary=f"the server on port {case.address.port} runs on Windows, at {there.host} as WSL"
        " sees it: in NAT mode WSL does not share its localhost and its addresses with Windows",
        subject=str(there),
        evidence=(
            failed_attempt(case.symptom),
            other_attempt(on_windows),
            Evidence(saw="WSL is in the network mode nat", command="wslinfo --networking-mode"),
        ),
        # in mirrored mode containers do not reach Windows at all (microsoft/WSL#12626)
        remedies=(instead(case, there), *(() if case.client else (_MIRRORED,))),
    )
