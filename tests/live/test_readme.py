"""The README's sample is what the program prints, but for times, addresses and rules ruled out."""

import os
import re
from pathlib import Path

from tests.conftest import MakeCompose, RunCli

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "compose-fixtures" / "cl401-localhost-is-this-container"
SAMPLE = re.compile(r"```console\n\$ containerloop why-cant-i-reach 5432\n(.*?)```", re.DOTALL)


def plain(text: str) -> str:
    """Without what differs from run to run, or with every new rule.

    That is times, the network's number, and which causes were ruled out.
    """
    text = re.sub(r"\d+(\.\d+)? ms", "N ms", text)
    text = re.sub(r"(172|192)(\.\d+){3}:5432 *", "GATEWAY ", text)
    text = re.sub(r"^(  ruled out +)CL\d+.*", r"\1CODES", text, flags=re.MULTILINE)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def without_loopback6(text: str) -> str:
    """Without the row of [::1], which containers have from 26 on, and the widths it gives."""
    rows = [line for line in text.splitlines() if "[::1]" not in line]
    return "\n".join(" ".join(row.split()) for row in rows)


def test_the_sample_output_is_the_programs(compose: MakeCompose, run_cli: RunCli) -> None:
    env = {"DB_PASSWORD": "swordfish"}
    project = compose(FIXTURE / "compose.yaml", env=env)
    project.up("--wait")
    done = run_cli(
        "why-cant-i-reach", "5432", "-p", project.project, cwd=FIXTURE,
        env=env | {"COLUMNS": "100"},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    # a reader's project has its folder's name, and compose needs no option to find it again
    told = done.stdout.replace(f" -p {project.project}", "")
    readme = ROOT / "README.md"
    if os.environ.get("WRITE_GOLDEN"):
        block = f"```console\n$ containerloop why-cant-i-reach 5432\n{told}```"
        readme.write_text(SAMPLE.sub(lambda _: block, readme.read_text()))
    sample = SAMPLE.search(readme.read_text())
    assert sample is not None
    told, printed = plain(told), plain(sample[1])
    if "no such address here" in told:
        told, printed = without_loopback6(told), without_loopback6(printed)
    assert printed == told
