"""What every test may ask for: an engine, compose projects, fixture images, the command line.

A test that asks for the engine, however indirectly, is `live`: it is skipped where no engine
answers, and fails instead with `--engine-required`, as `make test` says.
"""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import docker
import hypothesis
import pytest

from tests.lab.engines import cache, found, turns
from tests.lab.engines.compose import Compose
from tests.lab.engines.private import in_engine_root
from tests.lab.engines.refusals import CannotSetUp
from tests.lab.engines.untouched import at_rest, settled
from tests.lab.images import load
from tests.support import recorded

CLI = Path(sys.executable).with_name("containerloop")
PATIENCE = 120.0  # seconds for one call of the command line
NO_ENGINE = "no engine answers at {url}: start Docker, or run `make test`, which brings one"
# what pytest says of a list of cases that is empty: no fixture is for this engine
NO_CASE = "got empty parameter set"
NOT_PRIVATE = "would change the firewall of an engine that is not ours; ENGINE=26.1 makes one"

# The same examples each time, so that a run says something of the change at hand alone; a busy
# machine makes any call slow for once. `make properties` draws others, and many more of them.
DRAWN = int(os.environ.get("DRAW_EXAMPLES", "0"))
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.register_profile(
    "search", deadline=None, derandomize=False, max_examples=DRAWN or 100, print_blob=True
)
hypothesis.settings.load_profile("search" if DRAWN else "same")

MakeCompose = Callable[..., Compose]
RunCli = Callable[..., subprocess.CompletedProcess[str]]


def pytest_configure() -> None:
    """Let interruptions be tested in the background too, where shells have SIGINT ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine-required", action="store_true", help="a live test that is skipped fails"
    )
    parser.addoption(
        "--record-snapshots", action="store_true", help="keep what is seen of every fixture"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    live, others = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        if "engine_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.live)
            live.append(item)
        else:
            others.append(item)
    items[:] = shared_out(live, others, getattr(config, "workerinput", {}).get("workercount", 1))


def shared_out(
    live: list[pytest.Item], others: list[pytest.Item], workers: int
) -> list[pytest.Item]:
    """The tests in as many equal parts, one worker's each, with the long ones at its head.

    xdist gives each worker one piece of the list first. In the order of the files one of them would
    have all the live tests, and the others would wait for it.
    """
    total, shared = len(live) + len(others), list[pytest.Item]()
    for worker in range(workers):
        own = live[worker::workers]
        more = max(0, (total - len(shared)) // (workers - worker) - len(own))
        shared += own + others[:more]
        others = others[more:]
    return shared + others


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    required = item.config.getoption("--engine-required") and item.get_closest_marker("live")
    why = str(report.longrepr)
    excused = hasattr(report, "wasxfail") or NOT_PRIVATE in why or NO_CASE in why
    if required and report.skipped and not excused:
        report.outcome = "failed"
        report.longrepr = f"skipped, where an engine is required: {why}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    with ExitStack() as held:
        if item.get_closest_marker("live"):
            asked = "untouched" in getattr(item, "fixturenames", ())
            alone = asked or item.get_closest_marker("alone") is not None
            held.enter_context(turns.turn(_turns(), alone=alone))
        return (yield)


@pytest.fixture(scope="session")
def engine_url() -> str:
    """Where the engine answers: the one we were started on, else the one this machine has."""
    if url := os.environ.get("CONTAINERLOOP_TEST_ENGINE"):
        return url
    if there := found.answering():
        os.environ["DOCKER_HOST"] = there.url  # for compose projects and the command line
        return there.url
    pytest.skip(NO_ENGINE.format(url=found.named().url))


@pytest.fixture(scope="session")
def docker_client(engine_url: str) -> Iterator[docker.APIClient]:
    """The engine's API."""
    client = docker.APIClient(base_url=engine_url, version="auto", timeout=60)
    yield client
    client.close()


@pytest.fixture(scope="session")
def private_engine(engine_url: str) -> bool:
    """Whether the engine is ours alone, so that its host's firewall may be changed."""
    return _init() is not None


@pytest.fixture(scope="session")
def engine_host(private_engine: bool) -> Callable[..., str]:
    """`engine_host("iptables", "-S")`: a command as root on the engine's host, its output."""
    init = _init()
    if init is None:
        pytest.skip(NOT_PRIVATE)
    return lambda *command: in_engine_root(init, *command).stdout


@pytest.fixture(scope="session")
def fixture_image(engine_url: str) -> Callable[[str], str]:
    """`fixture_image("postgres")`: the reference of an image that is then in the engine."""

    def ensure(name: str) -> str:
        try:
            return load.ensure(name, os.environ)
        except CannotSetUp as refusal:
            pytest.skip(str(refusal))

    return ensure


@pytest.fixture
def compose(engine_url: str) -> Iterator[MakeCompose]:
    """`compose(file, env={})`: a project with a name of its own, taken down after the test."""
    with ExitStack() as held:
        ports: set[str] = set()

        def make(*files: Path, env: Mapping[str, str] | None = None) -> Compose:
            for port in sorted(turns.host_ports(files) - ports):
                held.enter_context(turns.of_a_port(_turns(), port))
                ports.add(port)
            project = Compose(unique("clt"), *files, env=env)
            held.callback(project.down)
            return project

        yield make


@pytest.fixture
def untouched(docker_client: docker.APIClient) -> Callable[[], AbstractContextManager[None]]:
    """`with untouched(): run_cli(...)`: the body must leave the engine as it found it.

    Containers, networks, images, volumes and, on a private engine, the firewall. A test that
    asks for this is alone on the engine.
    """

    @contextmanager
    def compared() -> Iterator[None]:
        before = at_rest(docker_client, init=_init())
        yield
        assert settled(docker_client, before, init=_init()) == before

    return compared


@pytest.fixture
def record(request: pytest.FixtureRequest, private_engine: bool) -> Callable[..., None]:
    """`record(saved, folder)` keeps a fixture's snapshot, where that is asked for."""
    if not request.config.getoption("--record-snapshots"):
        return lambda *_: None
    assert private_engine, "snapshots are recorded where nothing but the fixture runs"
    return recorded.keep


@pytest.fixture
def run_cli() -> RunCli:
    """`run_cli("why", "5432", cwd=...)`: the installed command, its output as text."""

    def run(
        *arguments: str, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        plain = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100", "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [CLI, *arguments], cwd=cwd, env=os.environ | plain | dict(env or {}), check=False,
            capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return run


def unique(prefix: str) -> str:
    """A name that no other worker or run has."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    return f"{prefix}-{worker}-{uuid.uuid4().hex[:8]}"


def _init() -> int | None:
    named = os.environ.get("CONTAINERLOOP_TEST_INIT")
    return int(named) if named else None


def _turns() -> Path:
    # beside a private engine's socket they go with it
    if _init() is not None:
        return Path(os.environ["DOCKER_CONFIG"]).parent
    folder = cache.root() / "locks" / "turns"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
