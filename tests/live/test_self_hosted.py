"""Self-hosted stacks with their public addresses set, brought up: nothing is wrong with them.

Two of them run with the other tests; CONTAINERLOOP_ALL_STACKS=1 runs every one.
"""

import os
from pathlib import Path

import pytest

from tests.conftest import MakeCompose, RunCli
from tests.data.self_hosted import STACKS, host_ports, written

USUAL = ("authentik", "a shop in development")
CHOSEN = tuple(STACKS) if os.environ.get("CONTAINERLOOP_ALL_STACKS") else USUAL


@pytest.mark.parametrize("name", CHOSEN)
def test_a_stack_with_its_public_addresses_set_is_in_order(
    name: str, tmp_path: Path, compose: MakeCompose, run_cli: RunCli
) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text(written(STACKS[name]))
    made = compose(file)
    made.up("--wait")
    here = ("-p", made.project)
    inside = [port for port in ("5432", "6379") if f"'{port}'" in file.read_text()]
    for port in host_ports(STACKS[name]):
        for target in (port, f"http://localhost:{port}/"):
            said = run_cli("why", target, *here, cwd=tmp_path)
            assert said.returncode == 0, f"{name} {target}\n{said.stdout}{said.stderr}"
    said = run_cli("why", *here, cwd=tmp_path)
    assert said.returncode == 0, f"{name}, everything\n{said.stdout}{said.stderr}"
    for target in inside:
        said = run_cli("why", target, *here, cwd=tmp_path)
        assert said.returncode == 0, f"{name} {target}\n{said.stdout}{said.stderr}"
