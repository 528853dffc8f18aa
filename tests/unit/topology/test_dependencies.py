"""What keeps a service from being started."""

from containerloop.facts import State
from containerloop.topology.dependencies import blocked_by, held_back, waited_for
from containerloop.topology.inventory import Inventory
from tests.support.states import never_started, unhealthy, waiting, web
from tests.support.world import World


def of(world: World) -> Inventory:
    return Inventory(world.snapshot("8000").survey)


def test_the_one_that_is_not_healthy() -> None:
    world = World()
    server, client = web(world, unhealthy()), waiting(world)
    block = blocked_by(client, of(world))
    assert block is not None
    assert (block.container, block.by, block.condition) == (server, client, "service_healthy")
    assert not block.soon
    assert waited_for([None, client, server], of(world)) == [server]


def test_a_fault_is_named_before_what_only_needs_time() -> None:
    world = World()
    world.container("slow", state=State(status="running", health="starting"))
    server = web(world, unhealthy())
    needs = {"slow": "service_healthy", "web": "service_healthy"}
    block = blocked_by(waiting(world, waits_for=needs), of(world))
    assert block is not None
    assert block.container == server


def test_what_only_needs_time() -> None:
    for state, condition in (
        (State(status="running", health="starting"), "service_healthy"),
        (State(status="running"), "service_completed_successfully"),
        (State(status="restarting", exit_code=1), "service_completed_successfully"),
    ):
        world = World()
        web(world, state)
        block = blocked_by(waiting(world, condition=condition), of(world))
        assert block is not None
        assert block.soon


def test_nothing_keeps_back_who_has_all_that_it_needs() -> None:
    for state, condition in (
        (State(status="running", health="healthy"), "service_healthy"),
        (State(status="exited", exit_code=0), "service_completed_successfully"),
        (State(status="exited", exit_code=1), "service_started"),
    ):
        world = World()
        web(world, state)
        assert blocked_by(waiting(world, condition=condition), of(world)) is None


def test_of_several_replicas_each_has_to_be_ready() -> None:
    world = World()
    web(world, State(status="running", health="healthy"))
    second = world.container("second", service="web", state=unhealthy())
    block = blocked_by(waiting(world), of(world))
    assert block is not None
    assert block.container == second


def test_a_job_that_was_started_later_and_failed_keeps_back_who_was_stopped_before() -> None:
    for up_s, waits in ((10.0, True), (None, False), (12.0, False)):
        world = World()
        web(world, State(status="exited", exit_code=3, up_s=up_s))
        stopped = State(status="exited", exit_code=143, down_s=11.0)
        needs = "service_completed_successfully"
        assert held_back(waiting(world, condition=needs, state=stopped), of(world)) is waits


def test_who_was_stopped_waits_again_once_what_it_needs_was_started_later() -> None:
    world = World()
    web(world, unhealthy(up_s=10.0))
    stopped = State(status="exited", exit_code=143)
    for down_s, exit_code, waits in (
        (11.0, 143, True),
        (10.0, 143, False),
        (9.0, 143, False),
        (11.0, 2, False),
    ):
        state = State(status="exited", exit_code=exit_code, down_s=down_s)
        assert held_back(waiting(world, state=state), of(world)) is waits
    assert not held_back(waiting(world, state=stopped), of(world))
    assert not held_back(waiting(world, state=never_started(error="no such image")), of(world))
