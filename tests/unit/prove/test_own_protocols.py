"""In which protocol a trial asks: the one that its server was seen to answer in."""

from containerloop.diagnose.trials import Dial, DialAs, Publish, Rebind, Trial, Untriable
from containerloop.facts import Address
from containerloop.prove.own_protocols import OwnProtocols
from containerloop.topology.inventory import Inventory
from tests.support.world import World

BROKER = Address(host="broker", port=1883)


def seen() -> World:
    """broker answers MQTT on its own loopback, and a process of this machine speaks Kafka."""
    world = World()
    made = world.container("broker", listens=["127.0.0.1:1883"], publishes=["21883:1883"])
    world.container("api", refers=["http://broker:1883/"])
    own = {"resolved": "127.0.0.1", "protocol": "mqtt"}
    world.attempt(world.vantage(made), "127.0.0.1:1883", "answered", **own)
    world.attempt("host", "127.0.0.1:9092", "answered", resolved="127.0.0.1", protocol="kafka")
    return world


def asked_in(trial: Trial, world: World | None = None) -> str | None:
    snapshot = (world or seen()).snapshot("1883")
    return OwnProtocols(snapshot, Inventory(snapshot.survey)).scheme_of(trial)


def rebind(container: str | None, port: int) -> Rebind:
    loopback = Address(host="127.0.0.1", port=port)
    return Rebind(
        container=container, listen_on="172.18.0.2", port=port, server=loopback,
        vantage="host", address=Address(host="127.0.0.1", port=21883),
    )  # fmt: skip


def test_a_relay_asks_as_the_server_answered_inside() -> None:
    assert asked_in(rebind("id-shop-broker", 1883)) == "mqtt"
    assert asked_in(Publish(container="id-shop-broker", port=1883)) == "mqtt"
    assert asked_in(rebind("id-shop-broker", 1884)) is None
    assert asked_in(rebind("id-shop-api", 1883)) is None


def test_a_server_of_this_machine_is_none_of_a_containers() -> None:
    assert asked_in(rebind(None, 9092)) == "kafka"
    assert asked_in(rebind("id-shop-broker", 9092)) is None
    assert asked_in(rebind(None, 1883)) is None


def test_a_call_by_name_or_publication_leads_to_the_same_server() -> None:
    assert asked_in(Dial(vantage="service:api", address=BROKER)) == "mqtt"
    moved = DialAs(vantage="service:api", networks=("shop_default",), address=BROKER)
    assert asked_in(moved) == "mqtt"
    outside = Address(host="127.0.0.1", port=21883)
    assert asked_in(Dial(vantage="host", address=outside)) == "mqtt"


def test_who_answered_beyond_this_machine_says_nothing_of_what_is_here() -> None:
    world = seen()
    far = {"resolved": "203.0.113.9", "protocol": "redis"}
    world.attempt("host", "far.example:7000", "answered", **far)
    assert asked_in(rebind(None, 7000), world) is None


def test_a_greeting_that_nobody_knows_and_no_answer_are_no_protocol() -> None:
    world = seen()
    own = {"resolved": "127.0.0.1"}
    world.attempt("service:broker", "127.0.0.1:1900", "answered", protocol="text", **own)
    world.attempt("service:broker", "127.0.0.1:1901", "refused", **own)
    assert asked_in(rebind("id-shop-broker", 1900), world) is None
    assert asked_in(rebind("id-shop-broker", 1901), world) is None


def test_what_cannot_be_tried_asks_nobody() -> None:
    assert asked_in(Untriable(reason="it only needs time")) is None
