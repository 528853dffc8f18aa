"""Which of the plugin's hashes are those that it writes on containers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from containerloop.survey.compose.creation_hashes import creation_hashes
from containerloop.survey.compose.plugin import Asked, Effective
from containerloop.survey.compose.yaml_tree import read_tree

FROM_CONFIG, OF_THE_MODEL = {"db": "a", "side": "b"}, {"db": "c", "side": "d"}
# a plugin whose hash of a file is the number of its bytes
PLUGIN = """#!/bin/sh
case "$*" in
*json) echo '{"services": {"db": {}}}';;
*/dev/fd/*) while [ "$1" != -f ]; do shift; done; printf 'db %s\\n' "$(wc -c < "$2")";;
*) echo 'db as-config-says';;
esac
"""


class Answering(Asked):
    def __init__(self) -> None:
        """No program."""

    def hashes_at_creation(self, effective: Effective) -> dict[str, str]:
        return OF_THE_MODEL


def hashes(written: str, **side: Any) -> dict[str, str]:
    effective = Effective({"services": {"db": {}, "side": side}}, FROM_CONFIG)
    tree = read_tree(written, "compose.yaml")
    return creation_hashes(Answering(), effective, tree)


def test_the_model_is_hashed_where_a_service_has_an_env_file() -> None:
    assert hashes("services: {db: {env_file: x.env}, side: {}}") == OF_THE_MODEL
    assert hashes("services: {db: {environment: [A=1]}, side: }") == FROM_CONFIG
    assert hashes("x-env_file: x.env") == FROM_CONFIG


@pytest.mark.parametrize(
    "side",
    [
        {"network_mode": "service:db"},
        {"ipc": "service:db"},
        {"pid": "service:db"},
        {"volumes_from": ["db"]},
    ],
)
def test_what_names_another_service_has_a_hash_of_its_own(side: dict[str, Any]) -> None:
    assert hashes("services: {}", **side) == {"db": "a"}


@pytest.mark.parametrize(
    "side", [{"network_mode": "host"}, {"network_mode": None}, {"pid": "host"}, {"ipc": "private"}]
)
def test_modes_that_name_nobody_are_as_the_file_has_them(side: dict[str, Any]) -> None:
    assert hashes("services: {}", **side) == FROM_CONFIG


def test_the_plugin_is_given_its_own_model(tmp_path: Path) -> None:
    plugin = tmp_path / "docker-compose"
    plugin.write_text(PLUGIN)
    plugin.chmod(0o755)
    asked = Asked(plugin, ["-f", "compose.yaml"], tmp_path, {"PATH": "/usr/bin:/bin"})
    said = asked.answer()
    assert isinstance(said, Effective)
    assert said.hashes == {"db": "as-config-says"}
    assert asked.hashes_at_creation(said) == {"db": str(len(said.text))}
