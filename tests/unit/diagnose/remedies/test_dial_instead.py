"""Another address, dialled instead of the one that fails."""

from containerloop.diagnose.differential import diagnose
from containerloop.diagnose.remedies.dial_instead import instead
from containerloop.diagnose.trials import Dial
from containerloop.facts import Address
from tests.support.catalogue import CATALOGUE
from tests.support.rule_worlds import shop
from tests.support.world import World

DB = Address(host="db", port=5432)


def test_the_clients_reference_is_changed_and_the_call_repeated_from_there() -> None:
    case = diagnose(shop().snapshot("5432"), CATALOGUE).facts[0].known
    made = instead(case, DB)
    assert made.summary == "use db:5432 instead of localhost:5432"
    assert made.trial == Dial(vantage="service:api", address=DB)
    assert made.override == {
        "services": {"api": {"environment": {"URL_0": "postgres://db:5432/app"}}}
    }
    db = case.inventory.named("db")[0]
    assert instead(case, DB, "say db", writer=db).summary == "say db"
    assert list((instead(case, DB, writer=db).override or {})["services"]) == ["db"]


def test_where_no_container_calls_nothing_is_written() -> None:
    world = World()
    world.attempt("host", "localhost:5432", "refused", resolved="127.0.0.1")
    case = diagnose(world.snapshot("localhost:5432"), CATALOGUE).facts[0].known
    made = instead(case, DB)
    assert (made.patch, made.override) == (None, None)
    assert made.trial == Dial(vantage="host", address=DB)
