"""CL710: what is quoted from another machine cannot be seen on this one, where all is in order."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import configured, other_attempt
from containerloop.diagnose.finding import Finding, Proposal
from containerloop.diagnose.trials import Untriable
from containerloop.facts import HOST, UNHEARD, Outcome, Publication, Question, literal


@diagnosis(
    "CL710",
    "beyond-this-machine",
    explains={Outcome.ANSWERED},
    severity="warning",
    warns_when_met=True,
)
def beyond_this_machine(
    case: Case, question: Question, published_everywhere: Publication | None
) -> Finding | None:
    """Everything here is in order; something outside this machine stops the packets.

    ## What it means

    A port that is published on all addresses and answers on this machine's own
    network address can still be closed to others: by the firewall of a cloud
    provider, a router, the guest network of a Wi-Fi, or the privacy settings of an
    operating system.

        phone --> router or cloud firewall --x     this machine :8080 --> web

    Nothing on this machine can prove it, because the packets never arrive.

    ## How containerloop knows

    It does not; it tells what is excluded. A time-out was quoted, for this machine's
    own network address, and the port is published on all addresses and answers there.
    On this machine, only a firewall rule for other machines can still be in the way.
    A time-out that was met here, and is over, looks the same. What other machines see
    was not tested live.

    ## Remedy

    Call from the other machine, and watch here:

        sudo tcpdump -ni any 'tcp port 8080'

    If it shows nothing, open the port where it is closed: in the security group, in
    the router, in the other machine's settings. If it shows the call, look for the
    rule: `sudo iptables -vnL DOCKER-USER`. If only your own machines need it, a VPN or
    `ssh -L` needs no open port.

    On macOS 15 and later the other way round occurs: containers cannot reach the local
    network until Docker is allowed to, under Privacy & Security, Local Network.
    """
    server, best = case.destination.container, case.symptom.best
    if question.reported not in UNHEARD or server is None or published_everywhere is None:
        return None
    own = {literal(each) for each in case.inventory.survey.machine.addresses}
    dialled = literal(best.resolved or "")
    if case.vantage != HOST or dialled not in own or dialled is None or dialled.is_loopback:
        return None
    said, port = f"{server.name} publishes the port on all addresses", case.address.port
    watch = Proposal(
        summary="call it from the other machine and watch here: what does not arrive is stopped"
        " before (a router, a cloud's firewall); what arrives, by this machine's DOCKER-USER rules",
        address=case.address,
        host_command=f"sudo tcpdump -ni any 'tcp port {port}'",
        trial=Untriable(reason="other machines cannot be tried from here"),
    )
    return Finding(
        summary=f"{case.label(server)} answers this machine at its own network address: a time-out"
        " that another machine meets comes from the way there, which cannot be seen from here",
        subject=f"{server.name} {port}",
        evidence=(other_attempt(best), configured(server, said, "NetworkSettings.Ports")),
        remedies=(watch,),
    )
