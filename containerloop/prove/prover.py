"""One trial carried out: the change is made around a probe, and the user's call repeated.

Rules choose the trials; `schedule` decides which of them run at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from containerloop.diagnose.trials import Dial, DialAs, Publish, Rebind, Trial, Untriable
from containerloop.errors import ProbeUnavailable
from containerloop.facts import (
    HOST,
    PLAIN,
    Address,
    Attempt,
    Container,
    Opening,
    Proof,
    Transport,
    Unobserved,
)
from containerloop.observe.conversation import converse
from containerloop.observe.observer import Observer
from containerloop.observe.own_sockets import dial_all
from containerloop.observe.probe.placement import Placement, PortBinding, on_networks, placement
from containerloop.observe.probe.records import RelayRecord
from containerloop.observe.probe.requests import Drop, Relay
from containerloop.observe.probe.session import ProbeSession
from containerloop.plan.values import EngineHost, PlannedAttempt, Stand, inside
from containerloop.prove.judge import judge, untried
from containerloop.prove.onward import followed
from containerloop.prove.patience import deadline_s
from containerloop.prove.relays import relay_target
from containerloop.prove.small_packets import in_small_packets
from containerloop.topology.inventory import Inventory

_RELAY_ID, _RELAY_TIMEOUT_S = 900, 5.0


class Prover:
    """Carries out one trial. `scheme` is the protocol that the reference demands; `asked_in` is a
    scheme of the one in which the server was seen to answer, if it was."""

    def __init__(
        self,
        observer: Observer,
        inventory: Inventory,
        scheme: str | None,
        transport: Transport = Transport.TCP,
        asked_in: str | None = None,
        opening: Opening = PLAIN,
    ) -> None:
        self._observer, self._inventory, self._opening = observer, inventory, opening
        self._scheme = scheme
        self._transport = transport
        self._asked_in = asked_in or scheme

    def prove(self, trial: Trial) -> Proof:
        """The trial's outcome: `proven` if the server meant answered, `untried` without a probe."""
        try:
            match trial:
                case Untriable():
                    return untried(trial.reason)
                case Publish() | Rebind() if self._transport is Transport.UDP:
                    return untried("a probe relays TCP only")
                case Dial():
                    return self._dial(trial)
                case DialAs():
                    return self._dial_as(trial)
                case Publish():
                    return self._publish(trial)
                case Rebind():
                    return self._rebind(trial)
        except ProbeUnavailable as unavailable:
            return untried(unavailable.message)

    def _planned(
        self, address: Address, server: Container | None = None, port: int = 0
    ) -> PlannedAttempt:
        """A try with the whole deadline; `server` and its `port` should answer, if known."""
        named = (server,) if server else self._inventory.named(address.host)
        image = named[0].image if named else None
        return PlannedAttempt(address, self._asked_in, image, port or None, True, self._opening)

    def _dial_through(self, session: ProbeSession, vantage: str, address: Address) -> Proof:
        most_s = deadline_s(address, self._inventory, self._observer.timeout_s)

        def call(tries: Sequence[PlannedAttempt]) -> Sequence[Attempt]:
            return self._observer.converse(session, vantage, tries, most_s)[0]

        proof = judge(call([self._planned(address)]), self._scheme)
        return followed(proof, call, self._inventory)

    def _dial_from_here(self, wanted: PlannedAttempt) -> Proof:
        attempts, _ = converse(HOST, [wanted], self._observer.timeout_s, dial_all)
        return judge(attempts, self._scheme)

    def _dial(self, trial: Dial) -> Proof:
        if trial.vantage == HOST:
            return self._dial_from_here(self._planned(trial.address))
        session = self._observer.sessions.get(trial.vantage)
        if session is None:
            return untried(f"no probe could be started at {trial.vantage}")
        if trial.mtu is not None:
            return in_small_packets(session, trial, self._planned(trial.address), self._scheme)
        proof = self._dial_through(session, trial.vantage, trial.address)
        if proof.status == "refuted" and (
            other := self._observer.sessions.substitute_session(trial.vantage)
        ):
            return self._dial_through(other, trial.vantage, trial.address)
        return proof

    def _dial_as(self, trial: DialAs) -> Proof:
        place = on_networks(trial.networks, trial.extra_hosts)
        with self._observer.sessions.temporary(place) as session:
            return self._dial_through(session, trial.vantage, trial.address)

    def _publish(self, trial: Publish) -> Proof:
        container = self._inventory.by_id(trial.container)
        if container is None:
            return untried("the container no longer exists")
        target = relay_target(container, trial.network, self._inventory)
        if isinstance(target, Unobserved):
            return untried(target.reason)
        networks, address = target
        if trial.loopback is None:
            return self._publish_by_relay(trial, container, networks, address)
        relay = Relay(
            id=_RELAY_ID, address=address, port=trial.port, to=trial.loopback, to_port=trial.port
        )
        return self._with_relay(
            inside(self._inventory.namespace_owner(container)),
            relay,
            lambda: self._publish_by_relay(trial, container, networks, address),
        )

    def _publish_by_relay(
        self, trial: Publish, container: Container, networks: tuple[str, ...], address: str
    ) -> Proof:
        joined = on_networks(networks)
        place = Placement(
            mode=joined.mode, networks=joined.networks, publish=(PortBinding(port=trial.port),)
        )
        relay = Relay(
            id=_RELAY_ID, address="0.0.0.0", port=trial.port, to=address, to_port=trial.port
        )
        with self._observer.sessions.temporary(place) as session:
            failed = _start_relay(session, relay)
            if failed:
                return failed
            at = session.published_ports().get(f"{trial.port}/tcp")
            if at is None:
                return untried(f"network {networks[0]} does not publish ports")
            relayed = Address(host="127.0.0.1", port=at[1])
            return self._dial_from_here(self._planned(relayed, container, trial.port))

    def _rebind(self, trial: Rebind) -> Proof:
        owner = self._inventory.by_id(trial.container) if trial.container else None
        stand = inside(owner) if owner else EngineHost()
        relay = Relay(
            id=_RELAY_ID,
            address=trial.listen_on,
            port=trial.port,
            to=trial.server.host,
            to_port=trial.server.port,
        )
        return self._with_relay(stand, relay, lambda: self._repeat_call(trial))

    def _with_relay(self, stand: Stand, relay: Relay, repeat: Callable[[], Proof]) -> Proof:
        """The outcome of a call while a relay listens where the server should."""
        with self._observer.sessions.temporary(placement(stand)) as relaying:
            failed = _start_relay(relaying, relay)
            if failed:
                return failed
            try:
                return repeat()
            finally:
                relaying.exchange([Drop(id=_RELAY_ID)], _RELAY_TIMEOUT_S)

    def _repeat_call(self, trial: Rebind) -> Proof:
        if trial.networks:
            return self._dial_as(
                DialAs(
                    vantage=trial.vantage,
                    networks=trial.networks,
                    address=trial.address,
                    extra_hosts=trial.extra_hosts,
                )
            )
        return self._dial(Dial(vantage=trial.vantage, address=trial.address))


def _start_relay(session: ProbeSession, relay: Relay) -> Proof | None:
    """Start a relay; None, or the proof that says why it could not be started."""
    for record in session.exchange([relay], _RELAY_TIMEOUT_S):
        if isinstance(record, RelayRecord) and record.errno == 0:
            return None
    return untried(f"a relay could not listen on {relay.address}:{relay.port}")
