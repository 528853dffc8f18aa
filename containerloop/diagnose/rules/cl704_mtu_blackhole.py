"""CL704: large packets are lost on the way to another machine."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.evidence import failed_attempt, in_words, reference_location
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.remedies.smaller_packets import smaller_packets
from containerloop.diagnose.rule_facts.small_link import SmallLink
from containerloop.facts import Attempt, Outcome


@diagnosis("CL704", "mtu-blackhole", explains={Outcome.SILENT}, explains_wrong_answer=True)
def mtu_blackhole(case: Case, small_link: SmallLink | None) -> Finding | None:
    """Small packets arrive and large ones are lost on the way.

    ## What it means

    A link with a smaller packet size than the container's network loses large packets,
    and the message that would say so is filtered. Connections open, and then hang:

        connect, short answers    fine
        TLS handshake, downloads  no more data, time-out

    VPNs, overlay networks and some clouds have links below the usual 1500 bytes, which
    a container network assumes. The host knows its own link, and is not affected.

    ## How containerloop knows

    It asks three times: the call got no answer, or only the head of a page; in packets
    of at most 1280 bytes the answer came whole; and once more as before, it did not.
    Only calls beyond the engine's host are repeated. What other machines do not get of
    a published port, and what is lost of large uploads, is not seen from here.

    ## Remedy

    Give the network the size of the smallest link (`ip link` shows the host's own, 1280
    fits all) and recreate it (`docker compose down`, then `up -d`):

        networks:
          default:
            driver_opts:
              com.docker.network.driver.mtu: "1280"

    The engine's setting `"mtu"` is for the default bridge only.
    """
    if small_link is None:
        return None
    network = small_link.network
    return Finding(
        summary=f"large packets are lost on the way to {case.address}, and small ones arrive: a"
        f" link there takes smaller ones than {network.name} sends",
        subject=f"mtu {network.name}",
        location=reference_location(case.symptom),
        evidence=(failed_attempt(case.symptom), *_compared(small_link)),
        remedies=(smaller_packets(case, network),),
    )


def _compared(found: SmallLink) -> tuple[Evidence, ...]:
    small, large = found.test.small, found.test.large
    saw = f"in packets of at most 1280 bytes the answer came whole ({small.ms} ms)"
    lost = f"{_came(large)} in larger ones" if large else ""
    command = f"docker network inspect --format '{{{{json .Options}}}}' {found.network.name}"
    return (
        Evidence(saw=f"{saw}, {lost}", command="ip link"),
        Evidence(saw=f"{found.network.name} has no smaller size", command=command),
    )


def _came(attempt: Attempt) -> str:
    if attempt.missing:
        return f"and {attempt.missing} bytes of it never came"
    return f"and {in_words(attempt.outcome)}"
