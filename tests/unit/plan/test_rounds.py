"""What to look at from where."""

from containerloop.plan.expectations import expectations
from containerloop.plan.rounds import plan
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def test_a_publication_on_one_address_of_the_machine_is_dialled_there() -> None:
    world = World()
    world.container("web", listens=["0.0.0.0:80"], publishes=["127.0.0.2:8080:80", "8081:80"])
    seen = world.snapshot("localhost:8080")
    inventory = Inventory(seen.survey)
    made = plan(seen.question, inventory, expectations(seen.question, inventory))
    (here,) = (look for look in made.looks if look.vantage == "host")
    assert "127.0.0.2:8080" in [str(each.address) for each in here.tries]
    assert not any(each.address.host in ("", "0.0.0.0") for each in here.tries)
