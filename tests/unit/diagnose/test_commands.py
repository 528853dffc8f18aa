"""The commands that a report says to type: for the project that is meant, and quoted."""

from msgspec.structs import replace

from containerloop.diagnose.commands import compose, logs, start, until_ready
from containerloop.facts import ServiceConfig, State
from containerloop.topology.inventory import Inventory
from tests.support.world import World


def inventory(world: World, *options: str) -> Inventory:
    survey = world.snapshot("5432").survey
    return Inventory(replace(survey, project=replace(survey.project, options=options)))


def test_a_service_is_started_by_compose() -> None:
    world = World()
    db = world.container("db")
    assert start(db, inventory(world)) == "docker compose up -d db"
    assert logs(db, inventory(world)) == "docker compose logs --tail 30 db"
    assert until_ready(db, inventory(world)) == "docker compose up -d --wait db"


def test_compose_is_told_which_project_is_meant() -> None:
    world = World()
    db = world.container("db")
    told = inventory(world, "-p", "shop", "-f", "/my shop/a.yaml")
    assert start(db, told) == "docker compose -p shop -f '/my shop/a.yaml' up -d db"


def test_a_container_of_another_project_is_not_for_compose() -> None:
    world = World()
    db = world.container("db", project="blog")
    assert start(db, inventory(world)) == "docker start blog-db-1"
    assert logs(db, inventory(world)) == "docker logs --tail 30 blog-db-1"
    assert until_ready(db, inventory(world)) is None


def test_a_one_off_is_not_the_service() -> None:
    world = World()
    db = world.container("db", one_off=True)
    assert start(db, inventory(world)) == "docker start shop-db-1"


def test_without_a_project_in_view_nothing_is_for_compose() -> None:
    world = World(project=None)
    db = world.container("db", project="blog")
    assert start(db, Inventory(world.snapshot("5432").survey)) == "docker start blog-db-1"


def test_a_word_with_a_space_is_one_word() -> None:
    world = World()
    world.container("api", refers=["redis://cache:6379"])
    world.config("api")
    world.services.append(ServiceConfig(name="cache", profiles=("with space",)))
    world.attempt("service:api", "cache:6379", "name-not-found")
    command = world.report("6379").findings[0].remedies[0].host_command
    assert command == "docker compose --profile 'with space' up -d cache"
    assert compose(inventory(world), "ps") == "docker compose ps"


def test_what_never_ran_has_no_log_to_read() -> None:
    world = World()
    world.container("db", publishes=["8202:5432"], status="created")
    world.attempt("host", "127.0.0.1:8202", "refused", resolved="127.0.0.1")
    assert world.report("8202").findings[0].remedies[0].summary == "start db"


def test_a_loop_for_lack_of_memory_is_called_so() -> None:
    world = World()
    state = State(status="restarting", exit_code=137, oom_killed=True, restarts=4)
    world.container("db", publishes=["8202:5432"], state=state)
    world.attempt("host", "127.0.0.1:8202", "refused", resolved="127.0.0.1")
    summary = world.report("8202").findings[0].summary
    assert "it is killed for lack of memory soon after each start" in summary


def test_a_server_that_ran_before_could_start_once() -> None:
    world = World()
    world.container(
        "db", publishes=["127.0.0.1:8202:5432"], state=State(status="exited", exit_code=1)
    )
    world.host_listens("127.0.0.1:8202", process="postgres")
    world.attempt("host", "127.0.0.1:8202", "answered", resolved="127.0.0.1", protocol="http")
    taken = world.report("8202").findings[1]
    wanted = "db cannot start again: host port 8202 is already in use by postgres (pid 4000)"
    assert taken.summary == wanted
