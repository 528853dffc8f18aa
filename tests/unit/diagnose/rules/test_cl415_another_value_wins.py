"""CL415 another-value-wins: where it fires, and what only looks like it."""

from typing import Any, Literal

import pytest
from msgspec.structs import replace

from containerloop.diagnose.trial_keys import trial_key
from containerloop.diagnose.trials import Dial
from containerloop.facts import Address, Overruled, Place, Proof, Reference, ServiceConfig
from containerloop.survey.engine.container_references import container_references
from tests.support.rule_worlds import finding
from tests.support.world import World

By = Literal["shell", "environment", "env_file"]


def reference(url: str, file: str | None = None) -> Reference:
    (found,) = container_references([f"URL_0={url}"])
    place = Place(
        where="env_file", key="services.api.environment.URL_0", file=file, line=3 if file else None
    )
    return replace(found, host_part=replace(found.host_part, place=place))


def world(
    *,
    weaker: str = "postgres://app@db:5432/app",
    counts: str = "postgres://app@localhost:5432/app",
    has: str = "postgres://app@localhost:5432/app",
    by: By = "shell",
    outcome: str = "refused",
    served: str = "answered",
    **answer: Any,
) -> World:
    """api has an address of a stronger source; a file names another one."""
    made = World()
    made.container("db", listens=["0.0.0.0:5432"], exposes=[5432])
    api = made.container("api")
    made.containers[1] = replace(api, references=(reference(has),))
    hidden = Overruled(reference=reference(weaker, ".env"), by=by, variable="DB_URL")
    made.services.append(
        ServiceConfig(name="api", references=(reference(counts),), overruled=(hidden,))
    )
    host = has.rpartition("@")[2].partition("/")[0]
    resolved = {"localhost:5432": "127.0.0.1", "db:5433": "172.18.0.2"}.get(host)
    made.attempt("service:api", host, outcome, resolved=resolved)
    other = weaker.rpartition("@")[2].partition("/")[0]
    answer = answer or {"protocol": "postgresql"}
    made.attempt("service:api", other, served, resolved="172.18.0.2", **answer)
    return made


def test_the_shell_has_another_address_than_dotenv() -> None:
    seen = world()
    assert seen.codes("5432") == ["CL415"]
    assert seen.report("5432").findings[0].summary == (
        "URL_0 of api is localhost:5432, from DB_URL in this shell, and not db:5432 as in .env:3"
    )
    remedy = finding(seen, "5432", "CL415").remedies[0]
    assert remedy.host_command == "unset DB_URL && docker compose up -d api"
    assert remedy.trial == Dial(vantage="service:api", address=Address(host="db", port=5432))


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("environment", "from environment:, which takes precedence over env_file:,"),
        ("env_file", "from a later file in env_file:,"),
    ],
)
def test_a_file_over_a_file_is_changed_where_it_counts(by: By, said: str) -> None:
    found = finding(world(by=by), "5432", "CL415")
    assert said in found.summary
    assert found.remedies[0].summary == "use db:5432 there too, as .env:3 has it"
    assert found.remedies[0].host_command is None


def test_a_name_that_does_not_exist() -> None:
    seen = world(has="postgres://app@dbb:5432/app", counts="postgres://app@dbb:5432/app",
                 outcome="name-not-found")  # fmt: skip
    assert seen.codes("5432") == ["CL415"]


def test_another_port_of_the_same_server() -> None:
    address = "postgres://app@db:5433/app"
    assert world(has=address, counts=address).codes("db:5433", "service:api") == ["CL415"]


@pytest.mark.parametrize(
    "near",
    [
        world(counts="postgres://app@db:5432/app"),
        world(served="refused"),
        world(protocol="redis"),
    ],
    ids=["older than the files", "the file's fails too", "another server is there"],
)
def test_near_misses(near: World) -> None:
    assert "CL415" not in near.codes("5432")


def test_a_server_of_its_own_may_be_meant() -> None:
    address = "postgres://app@main:5432/app"
    seen = world(has=address, counts=address, outcome="name-not-found")
    assert seen.codes("main:5432", "service:api") == ["CL415"]
    seen.container("main", status="exited")
    assert seen.codes("main:5432", "service:api") == ["CL201"]


def test_it_steps_back_where_the_other_address_fails_when_it_is_tried() -> None:
    seen = world()
    trial = finding(seen, "5432", "CL415").remedies[0].trial
    seen.proofs[trial_key(trial)] = Proof(status="refuted", attempt=seen.attempts[0])
    assert "CL415" not in seen.codes("5432")


def test_the_value_of_another_setting_is_not_it() -> None:
    seen = world()
    config = seen.services[0]
    (hidden,) = config.overruled
    part = hidden.reference.host_part
    other = replace(part, place=replace(part.place, key="services.api.environment.X"))
    moved = replace(hidden, reference=replace(hidden.reference, host_part=other))
    seen.services[0] = replace(config, overruled=(moved,))
    assert seen.codes("5432") == ["CL401"]
