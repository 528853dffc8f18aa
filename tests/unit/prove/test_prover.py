"""What can be tried on probes, and what cannot."""

from typing import Any, ClassVar, cast

from containerloop.diagnose.trials import Dial, Publish, Rebind
from containerloop.facts import Address, Transport
from containerloop.observe.observer import Observer
from containerloop.prove.prover import Prover
from containerloop.topology.inventory import Inventory


def test_a_relay_is_never_the_proof_for_udp() -> None:
    address = Address(host="stats", port=8125, transport=Transport.UDP)
    nobody = cast(Any, None)
    prover = Prover(nobody, nobody, None, Transport.UDP)
    rebind = Rebind(
        container="id", listen_on="172.18.0.2", port=8125, server=address,
        vantage="service:api", address=address,
    )  # fmt: skip
    for trial in (rebind, Publish(container="id", port=8125)):
        assert prover.prove(trial).reason == "a probe relays TCP only"


def test_another_address_is_tried_for_udp_too() -> None:
    class Looks:
        sessions: ClassVar[dict[str, object]] = {}

    address = Address(host="stats", port=8125, transport=Transport.UDP)
    prover = Prover(cast(Observer, Looks()), cast(Inventory, None), None, Transport.UDP)
    proof = prover.prove(Dial(vantage="service:api", address=address))
    assert proof.reason == "no probe could be started at service:api"
