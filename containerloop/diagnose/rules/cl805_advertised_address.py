"""CL805: the server tells its clients to continue at an address they cannot reach."""

from __future__ import annotations

from containerloop.diagnose.case import Case
from containerloop.diagnose.commands import why
from containerloop.diagnose.diagnosis import diagnosis
from containerloop.diagnose.finding import Evidence, Finding
from containerloop.diagnose.followed import ADVERTISED
from containerloop.diagnose.lost_places import closed_finding, lost_finding, lost_place
from containerloop.diagnose.remedies.advertise import advertise
from containerloop.diagnose.remedies.data_range import data_to_be_had
from containerloop.protocols import title


@diagnosis("CL805", "advertised-address", explains=set(), explains_wrong_answer=True)
def advertised_address(here: Case) -> Finding | None:
    """The server tells its clients to continue at an address that they cannot reach.

    ## What it means

    Kafka, MongoDB replica sets and Redis Cluster or Sentinel answer the first call
    with the addresses of their members. Clients then connect to those, whatever they
    used first; those of OpenSearch, and Kibana, do so where they are set to sniff:

        api --> kafka:9092       "my address is localhost:9092"
        api --> localhost:9092   --x  (api itself)

    So the first connection works, and the next one is refused or not resolved. FTP does
    so for each transfer: the log-in at port 21 works, and lists and files do not come.

    ## How containerloop knows

    It asks as a client does (Kafka's Metadata, MongoDB's hello, CLUSTER SLOTS, the
    masters of a Sentinel; `/_nodes/http` where a variable such as OPENSEARCH_SNIFF is
    true) and calls what is named from the same place. An address beyond this machine is
    told and not called. FTP's port for data is compared with what is published.

    ## Remedy

    Kafka needs one listener for containers and one for this machine:

        KAFKA_LISTENERS: INTERNAL://0.0.0.0:29092,EXTERNAL://0.0.0.0:9092
        KAFKA_ADVERTISED_LISTENERS: INTERNAL://kafka:29092,EXTERNAL://localhost:9092

    with a security protocol for both names and `KAFKA_INTER_BROKER_LISTENER_NAME`.
    MongoDB: `rs.reconfig`, or `?directConnection=true` in the client's address.
    Redis: `cluster-announce-ip` or `cluster-announce-hostname`. OpenSearch:
    `http.publish_host`. FTP: a fixed range of passive ports, published under the same
    numbers.
    """
    lost, data = lost_place(here, ADVERTISED), here.symptom.data_port
    if lost is None:
        if data is None or data.serves:
            return None
        return closed_finding(here, data, data_to_be_had(here, data))
    who = title(here.symptom.best.protocol or "")
    return lost_finding(
        here,
        lost,
        who=who,
        sends="sends its clients on to",
        named=Evidence(
            saw=f"{who} at {here.address} names {ADVERTISED[lost.place.by]} {lost.place.address}",
            command=why(here.address, here.vantage),
        ),
        remedies=advertise(here, lost),
    )
