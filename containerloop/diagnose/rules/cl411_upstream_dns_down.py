"""CL411: the name servers behind Docker's resolver do not answer."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import within
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, other_attempt, reference_location
from containerloop.diagnose.finding import Evidence, Finding, Proposal
from containerloop.diagnose.rule_facts.dead_upstream import DeadUpstream
from containerloop.diagnose.trials import Untriable
from containerloop.facts import Outcome


@diagnosis("CL411", "upstream-dns-down", explains={Outcome.NAME_SERVER_FAILED})
def upstream_dns_down(case: Case, dead_upstream: DeadUpstream | None) -> Finding | None:
    """The name server to which Docker forwards questions does not answer.

    ## What it means

    Docker's resolver answers container names itself and forwards all others to the
    name servers of the host, or to those of `dns:`. If they do not answer, the error is
    not "no such name":

        api --> example.com --> 127.0.0.11 --> 10.8.0.1 --x
                "temporary failure in name resolution", "server misbehaving", EAI_AGAIN

    A mistyped service name gives the same message, because it is forwarded too. Since
    Docker Engine 26 a container that is on internal networks only has no forwarding.

    ## How containerloop knows

    A name with a dot in it, which is nobody's here, could not be looked up. The comment
    `ExtServers` in the container's resolv.conf names the servers that are used, and
    none of them answered when asked for "localhost" from where Docker asks. Engines
    that write no such comment (before 25) leave it open.

    ## Remedy

    Name other servers for the service, or for all containers with `"dns"` in the
    engine's daemon.json. A server of a VPN is gone when the VPN is down.

        services:
          api:
            dns: [192.168.1.1]

    Service names keep working: the list replaces only the servers behind Docker's
    resolver.
    """
    if dead_upstream is None:
        return None
    servers = " and ".join(dict.fromkeys(a.address.host for a in dead_upstream.calls))
    several = "servers" if " and " in servers else "server"
    name, resolver = case.label(case.caller), within(case.caller, "cat", "/etc/resolv.conf")
    return Finding(
        summary=f"the name {several} to which Docker forwards {case.address.host}, {servers},"
        f" {'do' if several == 'servers' else 'does'} not answer",
        subject=f"dns {servers}",
        location=reference_location(case.symptom),
        evidence=(
            failed_attempt(case.symptom),
            Evidence(saw=f"the resolv.conf of {name} has ExtServers {servers}", command=resolver),
            *map(other_attempt, dead_upstream.calls),
        ),
        remedies=(
            Proposal(
                summary=f"bring {servers} back (a VPN's is there while the VPN is), or name a"
                f" server that answers under dns: of {name}",
                address=case.address,
                host_command=resolver,
                trial=Untriable(reason="which name server is right, only you know"),
            ),
        ),
    )
