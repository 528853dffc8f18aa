"""CL707: the engine drops what other machines send to a container's own address."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, other_attempt
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.direct_routing import for_other_machines
from containerloop.diagnose.rule_facts.direct_access import DirectAccess
from containerloop.facts import Outcome


@diagnosis("CL707", "direct-access-blocked", explains={Outcome.TIMED_OUT}, warns_when_met=True)
def direct_access_blocked(case: Case, direct_access: DirectAccess | None) -> Finding | None:
    """The engine drops what other machines send to a container's own address.

    ## What it means

    Since Docker Engine 28, packets to a container's address are dropped unless they
    come in on the container's own bridge. What used to work through a static route or
    a VPN that routes whole subnets (Tailscale, WireGuard) times out:

        laptop --> VPN --> host --> 172.18.0.3:80 --x
        the host itself --> 172.18.0.3:80              works
        laptop --> host:8080 (published)               works

    An ACCEPT in DOCKER-USER does not help: the packet is dropped before that.

    ## How containerloop knows

    The engine is on another machine, to which a route of this one for just that subnet
    leads; the call timed out, and the server listens there. Or such a time-out is
    quoted, and this machine, the engine's own, is answered. The engine's version is 28
    or later and the network's options let nobody in. That the engine was started with
    `allow-direct-routing` cannot be seen; the rule that drops can, on its machine:

        sudo iptables -t raw -S PREROUTING

    ## Remedy

    Publish the port and use the host's address. Or allow direct access on that
    network, or from one interface (28.2 and later):

        networks:
          default:
            driver_opts:
              com.docker.network.bridge.gateway_mode_ipv4: nat-unprotected

    `com.docker.network.bridge.trusted_host_interfaces: tailscale0` is the narrower
    form; `"allow-direct-routing": true` in daemon.json is the widest.
    """
    if direct_access is None:
        return None
    name, there = case.label(direct_access.server), direct_access
    number = case.symptom.best.resolved or case.address.host
    said = f"the engine is Docker {there.engine.version}; {there.network.name} has no option for it"
    options = f"docker network inspect --format '{{{{json .Options}}}}' {there.network.name}"
    seen = failed_attempt(case.symptom) if there.by else other_attempt(case.symptom.best)
    by = (
        (Evidence(saw=f"this machine sends there through {there.by.gateway}", command="ip route"),)
        if there.by
        else ()
    )
    return Finding(
        summary=f"{number} is the container's own address of {name}: Docker Engine 28"
        " and later drop what other machines send there",
        subject=f"direct {there.network.name}",
        evidence=(seen, *by, Evidence(saw=said, command=options)),
        remedies=for_other_machines(case, there),
    )
