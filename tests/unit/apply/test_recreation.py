"""Only the services concerned are made anew, by compose, as the project is called."""

from pathlib import Path

import pytest

from containerloop.apply.recreation import commands, run
from containerloop.errors import CouldNotAsk

SERVICES = ["api", "api.v2", "front", "web"]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (["services.api.environment.A", "services.api.ports"], ["docker compose up -d api"]),
        (["services.web.ports", "services.api.ports"], ["docker compose up -d api web"]),
        (["services.api.v2.ports"], ["docker compose up -d api.v2"]),
        (["front: proxy_pass"], ["docker compose restart front"]),
        (["front: proxy_pass", "services.front.ports"], ["docker compose up -d front"]),
        (
            ["services.front.configs: proxy_pass", "services.api.ports"],
            ["docker compose up -d api", "docker compose up -d --force-recreate front"],
        ),
        (["services.front.configs.x"], ["docker compose up -d front"]),
        (["services.gone.ports", "gone: proxy_pass"], []),
    ],
)
def test_the_commands(keys: list[str], told: list[str]) -> None:
    assert list(commands(keys, SERVICES, "docker compose")) == told


def test_one_that_fails_is_a_sentence_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(CouldNotAsk, match="false ended with status 1") as told:
        run(["false"], tmp_path)
    assert "run it yourself: false" in told.value.hint
    with pytest.raises(CouldNotAsk, match="cannot run docker"):
        run(["/no/such/program up"], tmp_path)


def test_they_are_run_in_their_order_and_where_they_were_typed(tmp_path: Path) -> None:
    run(["touch one", "mv one two"], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["two"]
